package hostile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// unprintable are texts that must not reach a log or a terminal as they are, and one that must not reach it whole.
func unprintable() []string {
	return []string{
		strings.Repeat("k", 1<<20), strings.Repeat("é", 1<<19), strings.Repeat("k__", 1<<18), strings.Repeat("\x1b\u202e", 1<<17),
		"k\x1b[2Jk", "k\rk\nk", "k\u202ek\u2066k", "k\xffk", "k\x00k", "k\u2028k\u200bk", "\x1b]0;title\x07",
		"name__\x1b[31m", "name__" + strings.Repeat("k", 1<<20), "pets__k\n" + strings.Repeat("k", 1<<20), "-k\x1bk",
	}
}

// maxText is how long an error about one name of a caller's may be: the name and the path that it is in, each cut at 100 bytes, and
// the sentence around them.
const maxText = 700

// presentable is what is wrong with a message, empty when nothing is.
func presentable(text string) string {
	if len(text) > maxText {
		return fmt.Sprintf("it has %d bytes", len(text))
	}
	if !utf8.ValidString(text) {
		return "it is not valid UTF-8"
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return fmt.Sprintf("it has %U in it", r)
		}
	}
	return ""
}

// present checks an attack's message, and reports whether there is one. The mistakes of a registry are a list, one to a line.
func present(t *testing.T, call, payload string, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	if list, ok := err.(interface{ Unwrap() []error }); ok && errors.Is(err, schema.ErrDefinition) {
		for _, one := range list.Unwrap() {
			present(t, call, payload, one)
		}
		return true
	}
	if bad := presentable(err.Error()); bad != "" {
		t.Errorf("%s(%.20q), %d bytes: %s: %.300q", call, payload, len(payload), bad, err.Error())
	}
	return true
}

// byText are the calls beside those of byName and byValue in which a text can come to be part of an error.
var byText = map[string]attack{
	"Decode: a name": func(_ context.Context, a *target, v string) error {
		return orm.Decode(a.db, strings.NewReader(`{`+quoted(v)+`:1}`), &owner{})
	},
	"Decode: a value": func(_ context.Context, a *target, v string) error {
		return orm.Decode(a.db, strings.NewReader(`{"age":`+quoted(v)+`}`), &owner{}, orm.MaxBody(8<<20))
	},
	"Decode: several names": func(_ context.Context, a *target, v string) error {
		return orm.Decode(a.db, strings.NewReader(`{`+quoted(v)+`:1,`+quoted("x"+v)+`:1,"age":"x"}`), &owner{}, orm.MaxBody(8<<20))
	},
	"Decode: a name twice": func(_ context.Context, a *target, v string) error {
		return orm.Decode(a.db, strings.NewReader(`{`+quoted(v)+`:1,`+quoted(v)+`:1}`), &owner{}, orm.MaxBody(8<<20))
	},
	"Decode: no JSON": func(_ context.Context, a *target, v string) error {
		return orm.Decode(a.db, strings.NewReader(v), &owner{})
	},
	"One.UnmarshalJSON": func(_ context.Context, _ *target, v string) error {
		return json.Unmarshal([]byte(quoted(v)), &orm.One[owner]{})
	},
	"JSON": func(_ context.Context, a *target, v string) error {
		_, err := json.Marshal(orm.JSON(a.owner, orm.Include(v)))
		return err
	},
	"a value for a number": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"age": v}))
	},
	"an item for a number": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"age__in": []string{v}}))
	},
	"a value for an expression": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("age").Add(v).Gt(1)))
	},
	"an expression without a column": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Each().Update(ctx, orm.V{"age": orm.F("age").Add(v)})
		return err
	},
	"an assignment": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Each().Update(ctx, orm.V{"age": v})
		return err
	},
	"RefPK": func(ctx context.Context, a *target, v string) error {
		return orm.Save(ctx, a.db, &pet{Owner: orm.RefPK[owner](v)})
	},
	"Validate": func(_ context.Context, a *target, v string) error {
		return orm.Validate(a.db, &owner{Name: v + strings.Repeat("x", 201)})
	},
	"Untrusted: an expression": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Untrusted(map[string]any{v: orm.F(v)}, orm.Policy{})))
	},
	"Untrusted: a pattern": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Untrusted(map[string]any{"name__contains": v}, orm.Policy{MaxPattern: 1})))
	},
	"SQL: a path": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.SQL(sq.Expr("{"+v+"} = 1"))))
	},
	"SQL: a quote": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.SQL(sq.Expr("name = '"+v))))
	},
	"SQL: a parenthesis": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.SQL(sq.Expr("(1=1 /*"+strings.ReplaceAll(v, "?", "")+"*/"))))
	},
	"Raw: a column": func(ctx context.Context, a *target, v string) error {
		_, err := orm.Raw[owner](ctx, a.db, sq.Expr(`SELECT 1 AS id, 2 AS "`+strings.ReplaceAll(strings.ReplaceAll(v, "\x00", ""), `"`, "")+`"`))
		return err
	},
	"Annotate": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Annotate(v, orm.CountOf("pets")))
	},
	"As": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Aggregate(ctx, orm.MaxOf("age").As(v))
		return err
	},
	"migrate.Only": func(ctx context.Context, a *target, v string) error {
		return migrate.CreateAll(ctx, a.db, migrate.Only(v))
	},
	"migrate.Rename": func(_ context.Context, a *target, v string) error {
		_, _, err := migrate.Diff("postgres", a.db.Models(), a.db.Models(), migrate.Rename(v, v+"x"))
		return err
	},
	"migrate.Fill": func(_ context.Context, a *target, v string) error {
		_, _, err := migrate.Diff("postgres", a.db.Models(), a.db.Models(), migrate.Fill(v, "1"))
		return err
	},
	"a dialect": func(_ context.Context, a *target, v string) error {
		_, err := migrate.SQL(v, a.db.Models())
		return err
	},
	"hooks.New": func(ctx context.Context, _ *target, v string) error {
		event, set := hooks.New[int](v), &hooks.Set{}
		event.Listen(set, func(context.Context, int) error { return errors.New("no") })
		return event.Send(ctx, set, 1)
	},
	"sqlite.Open: an option": func(_ context.Context, a *target, v string) error {
		_, err := sqlite.Open(":memory:?"+v+"=1", a.db.Models())
		return err
	},
	"sqlite.Open: a file": func(_ context.Context, a *target, v string) error {
		_, err := sqlite.Open("/nowhere/"+v+"?_foreign_keys=0", a.db.Models())
		return err
	},
	"postgres.Open": func(_ context.Context, a *target, v string) error {
		_, err := postgres.Open(v, a.db.Models())
		return err
	},
	"postgres.Open: a database": func(_ context.Context, a *target, v string) error {
		_, err := postgres.Open("postgres://u@127.0.0.1:1/"+v+"?client_encoding=latin1", a.db.Models())
		return err
	},
	"mysql.Open": func(_ context.Context, a *target, v string) error { _, err := mysql.Open(v, a.db.Models()); return err },
	"mysql.Open: a database": func(_ context.Context, a *target, v string) error {
		_, err := mysql.Open("u@tcp(127.0.0.1:1)/"+v+"?multiStatements=true", a.db.Models())
		return err
	},
	"a table": func(_ context.Context, _ *target, v string) error {
		return defined(schema.Table{Name: v, AnyName: false}, "")
	},
	"a comment": func(_ context.Context, _ *target, v string) error {
		return defined(schema.Table{Comment: v + "\x00"}, "")
	},
	"an order": func(_ context.Context, _ *target, v string) error {
		return defined(schema.Table{OrderBy: []string{v}}, "")
	},
	"a constraint's field": func(_ context.Context, _ *target, v string) error {
		return defined(schema.Table{Constraints: []schema.Constraint{schema.UniqueTogether(v)}}, "")
	},
	"a constraint's name": func(_ context.Context, _ *target, v string) error {
		return defined(schema.Table{Constraints: []schema.Constraint{schema.UniqueTogether("id", "name").Named(v)}}, "")
	},
	"a column":              func(_ context.Context, _ *target, v string) error { return defined(schema.Table{}, v) },
	"an enum, listed twice": func(_ context.Context, _ *target, v string) error { return enumerated(mood(v), mood(v)) },
	"an enum, not storable": func(_ context.Context, _ *target, v string) error { return enumerated(mood(v + " ")) },
	"a value outside an enum": func(_ context.Context, _ *target, v string) error {
		enumFirst = mood(v)
		defer func() { enumFirst = "" }()
		return enumerated("good")
	},
}

func quoted(v string) string {
	text, err := json.Marshal(v)
	if err != nil {
		return `""`
	}
	return string(text)
}

type mood string

// freeModel and enumModel are models whose declarations come from outside; Schema runs on a zero value, so these are package-level.
var (
	freeTable  schema.Table
	freeColumn string
	enumValues []mood
	enumFirst  mood
)

type freeModel struct {
	ID   int64
	Name string
}

func (m *freeModel) Schema() schema.Table {
	t := freeTable
	name := schema.String(&m.Name, 10)
	if freeColumn != "" {
		name = name.Name(freeColumn)
	}
	t.Fields = schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), name}
	return t
}

func defined(table schema.Table, column string) error {
	freeTable, freeColumn = table, column
	_, err := schema.NewRegistry(&freeModel{})
	return err
}

type enumModel struct {
	ID   int64
	Mood mood
}

func (m *enumModel) Schema() schema.Table {
	field := schema.Enum(&m.Mood, enumValues...)
	if enumFirst != "" {
		field = field.Default(enumFirst)
	}
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), field}}
}

func enumerated(values ...mood) error {
	enumValues = values
	_, err := schema.NewRegistry(&enumModel{})
	return err
}

// A text of a caller's is in an error quoted, escaped and cut, wherever it came in: 1 MiB, escape sequences, line breaks and marks that
// turn the direction of writing reach no log.
func TestErrorsShowNamesQuotedAndCut(t *testing.T) {
	a := aim(t, "sqlite")
	for group, calls := range map[string]map[string]attack{"name": byName, "value": byValue, "text": byText} {
		for call, try := range calls {
			said := 0
			for _, payload := range unprintable() {
				if present(t, call, payload, try(t.Context(), a, payload)) {
					said++
				}
			}
			if said == 0 && group != "value" {
				t.Errorf("%s takes everything", call)
			}
		}
	}
	a.sent.take()
}

// The same of names that the databases' own drivers and servers see.
func TestDatabasesShowNamesQuotedAndCut(t *testing.T) {
	for _, database := range dbtest.Names() {
		if database == "sqlite" {
			continue
		}
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for _, call := range []string{"Raw: a column", "UpdateOnConflict", "SQL: a path", "Decode: a name", "QuerySet.OrderBy"} {
				try := byText[call]
				if try == nil {
					try = byName[call]
				}
				for _, payload := range unprintable() {
					if len(payload) > 1000 && call == "Raw: a column" {
						continue // the server's own limits, and its words
					}
					present(t, call, payload, try(t.Context(), a, payload))
				}
			}
		})
	}
}
