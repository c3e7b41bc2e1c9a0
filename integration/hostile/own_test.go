package hostile_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// owned is a row of own SQL.
type owned struct {
	ID   int64
	Name string
}

// byOwn are the functions that take SQL of the caller's own: what is tried is a statement about owners, or for SQL a condition, that somebody
// has written with a place for a stranger's value.
var byOwn = map[string]struct {
	text string
	run  func(ctx context.Context, a *target, sql sq.Sqlizer) error
}{
	"Raw": {"SELECT id, name FROM owners WHERE name = ?", func(ctx context.Context, a *target, sql sq.Sqlizer) error {
		_, err := orm.Raw[owner](ctx, a.db, sql)
		return err
	}},
	"RawInto": {"SELECT id, name FROM owners WHERE name = ?", func(ctx context.Context, a *target, sql sq.Sqlizer) error {
		_, err := orm.RawInto[owned](ctx, a.db, sql)
		return err
	}},
	"RawEach": {"SELECT id, name FROM owners WHERE name = ?", func(ctx context.Context, a *target, sql sq.Sqlizer) error {
		for _, err := range orm.RawEach[owned](ctx, a.db, sql) {
			if err != nil {
				return err
			}
		}
		return nil
	}},
	"Exec": {"UPDATE owners SET age = 7 WHERE name = ? AND id < 0", func(ctx context.Context, a *target, sql sq.Sqlizer) error {
		_, err := orm.Exec(ctx, a.db, sql)
		return err
	}},
	"SQL": {"name = ?", func(ctx context.Context, a *target, sql sq.Sqlizer) error {
		return finish(ctx, owners(a).Filter(orm.SQL(sql)))
	}},
}

// T25, T27 of SQL of one's own: whatever stands for a placeholder stays a value; the text is that which somebody has written.
func TestValuesOfOwnSQL(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, own := range byOwn {
				var texts []string
				for _, v := range values() {
					for form, sql := range map[string]sq.Sqlizer{"a value": sq.Expr(own.text, v), "Arg": sq.Expr(own.text, orm.Arg(&orm.Fields[owner]().Name, v))} {
						err := own.run(t.Context(), a, sql)
						sent := a.sent.take()
						switch {
						case err != nil && (!isRefusal(err) || len(sent) > 0) && !unstorable(err, v):
							t.Errorf("%s of %s, %q: %v, sent %q", call, form, v, err, sent)
						case err == nil && texts == nil:
							texts = sent
						case err == nil && !slices.Equal(sent, texts):
							t.Errorf("%s of %s, %q sent %q, another value %q", call, form, v, sent, texts)
						}
					}
				}
				if len(texts) != 1 || strings.Contains(texts[0], "canary") {
					t.Errorf("%s sent %q", call, texts)
				}
			}
			a.unharmed(t)
		})
	}
}

// unstorable reports whether a value of own SQL, which has no field that would refuse it, is one that the server does not take: no UTF-8,
// or a NUL on PostgreSQL.
func unstorable(err error, v string) bool {
	return strings.ToValidUTF8(v, "") != v || strings.Contains(v, "\x00") && err != nil
}

// stacked are endings of a statement that would make it another one, or more than one.
var stacked = []string{
	"; DROP TABLE canary_secret", "; DELETE FROM owners", ";DELETE FROM owners;", "; -- x\nDELETE FROM owners", ";/**/DELETE FROM owners", " /* x", " -- x\n; DELETE FROM owners",
	"; BEGIN; DELETE FROM owners; COMMIT", "; COMMIT", "; SELECT secret FROM canary_secret", " ' ; DELETE FROM owners --", "; PRAGMA foreign_keys = 0", "; SET ROLE postgres",
	" $x$ ; DELETE FROM owners", "\x00; DELETE FROM owners", "; LOAD DATA INFILE '/etc/passwd' INTO TABLE owners", "; COPY owners FROM PROGRAM 'id'", "; ATTACH DATABASE 'x' AS x",
}

// T27: what somebody has glued to a statement of their own does not make two of it. It is refused before anything is sent.
func TestOwnSQLIsOneStatement(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, own := range byOwn {
				for _, end := range stacked {
					for _, sql := range []sq.Sqlizer{sq.Expr(own.text+end, "x"), sq.Expr(strings.Replace(own.text, "?", "'x'", 1) + end)} {
						err := own.run(t.Context(), a, sql)
						if sent := a.sent.take(); !errors.Is(err, orm.ErrQuery) || len(sent) > 0 {
							t.Errorf("%s(… %q): %v, sent %q", call, end, err, sent)
						}
					}
				}
			}
			a.unharmed(t)
		})
	}
}

// escapes are conditions of somebody's own that try to get out of the place where they stand.
var escapes = []string{
	"1=1 OR 1=1", "1=1) OR (1=1", "1=1)) OR ((1=1", "(1=1", "1=1)", "1=1 --", "1=1 /*", "1=1 #", "1=1; DELETE FROM owners", "1=1 UNION SELECT 1", "1=1 LIMIT 100", "id IN (SELECT id FROM owners)", "NOT 1=0 OR name IS NOT NULL",
	"1=1 OR name = ?", "1=1\x00", "CASE WHEN 1=1 THEN 1=1 ELSE 1=0 END OR 1=1",
}

// A condition of own SQL stays inside the parentheses that it is put into: neither a scope nor a condition beside it is got round, and
// what it is wrong in is refused or the database's complaint.
func TestOwnConditionsStayInside(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database, orm.WithScope[owner]("mine", func(context.Context) (orm.Condition, error) { return orm.Q{"name": "O"}, nil }))
			ctx := t.Context()
			for _, text := range escapes {
				args := make([]any, strings.Count(text, "?"))
				for i := range args {
					args[i] = "P"
				}
				condition := orm.SQL(sq.Expr(text, args...))
				rows, err := owners(a).Filter(condition).All(ctx)
				for _, o := range rows {
					if o.Name != "O" {
						t.Errorf("%q shows %s", text, o.Name)
					}
				}
				rows, err2 := owners(a).Filter(orm.Q{"id__lt": 0}).Filter(condition).All(ctx)
				if len(rows) > 0 {
					t.Errorf("%q shows %d rows in spite of another condition", text, len(rows))
				}
				_ = a.db.Transaction(ctx, func(ctx context.Context) error {
					n, err := owners(a).Filter(condition).Update(ctx, orm.V{"age": 9})
					if n > 1 {
						t.Errorf("%q updates %d rows (%v)", text, n, err)
					}
					return err
				}, orm.ForceRollback())
				if (err == nil) != (err2 == nil) {
					t.Errorf("%q: %v, and beside another condition %v", text, err, err2)
				}
			}
			a.unharmed(t)
		})
	}
}
