package orm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// situation is something that goes wrong, and what it says.
type situation struct {
	name string
	err  func() error
}

// The messages that a program's author and its operator meet, as they stand, so that a change of one is seen and read.
func TestMessages(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}, &article{}, &cover{}, &vault{}))
	ctx := t.Context()
	a := check(orm.Objects[author](db).Create(ctx, author{Name: "T"}))(t)
	check(orm.Objects[author](db).Create(ctx, author{Name: "U"}))(t)
	check(orm.Objects[book](db).Create(ctx, book{Title: "canary-title", Author: orm.Ref(a)}))(t)
	var b strings.Builder
	for _, group := range [][]situation{questions(ctx, db), rows(ctx, db, a), bodies(db), connections(), definitions()} {
		for _, s := range group {
			err := s.err()
			if err == nil {
				t.Errorf("%s: nothing is wrong", s.name)
				continue
			}
			text := err.Error()
			if own, driver, _ := strings.Cut(text, "failed to connect"); driver != "" { // the rest is pgx's, a line for each address
				text = own + "…"
			}
			if strings.ContainsAny(text, "\n\r\x00") || !strings.HasPrefix(text, "orm: ") && !strings.HasPrefix(text, "schema: ") || strings.Contains(text, "canary") {
				t.Errorf("%s: %q is no message of one line, or shows what it must not", s.name, text)
			}
			fmt.Fprintf(&b, "%s\n\t%s\n", s.name, text)
		}
		b.WriteByte('\n')
	}
	file := filepath.Join("testdata", "messages.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs (-update writes it anew):\n%s", file, b.String())
	}
}

func questions(ctx context.Context, db *orm.DB) []situation {
	books, articles, vaults := orm.Objects[book](db), orm.Objects[article](db), orm.Objects[vault](db)
	all := func(q orm.QuerySet[book]) func() error { return func() error { _, err := q.All(ctx); return err } }
	where := func(c ...orm.Condition) func() error { return all(books.Filter(c...)) }
	return []situation{
		{"a field that is misspelt", where(orm.Q{"titel": "x"})},
		{"a field behind a relation", where(orm.Q{"author__nmae": "x"})},
		{"a lookup that is misspelt", where(orm.Q{"title__contians": "x"})},
		{"a relation that is misspelt", all(books.SelectRelated("auther"))},
		{"a field taken for a relation", all(books.PrefetchRelated("title"))},
		{"a sort key", all(books.OrderBy("-yaer"))},
		{"a pointer to no field", where(orm.Eq(new(string), "x"))},
		{"a pointer to another model's field", where(orm.Eq(&orm.Fields[author]().Name, "x"))},
		{"text for a number", where(orm.Q{"year": "x"})},
		{"a list for a value", where(orm.Q{"title": []string{"x"}})},
		{"a value for a list", where(orm.Q{"title__in": "x"})},
		{"nil in a list", where(orm.Q{"year__in": []any{1, nil}})},
		{"isnull of a text", where(orm.Q{"year__isnull": "false"})},
		{"a range of three", where(orm.Q{"year__range": []int{1, 2, 3}})},
		{"nil to compare with", where(orm.Q{"year__gt": nil})},
		{"a text lookup on a number", where(orm.Q{"year__contains": "1"})},
		{"a nil condition", where(nil)},
		{"an unsaved row", where(orm.Q{"author": &author{}})},
		{"a text for a relation", where(orm.Q{"author": "x"})},
		{"a row of another model for a relation", where(orm.Q{"author": &book{}})},
		{"a key of another type", where(orm.Q{"author": orm.RefPK[author]("x")})},
		{"a key of another type by pointer", where(orm.Eq(&orm.Fields[book]().Author, orm.RefPK[author](1.5)))},
		{"a relation to another model", where(orm.Q{"author": orm.RefPK[book](1)})},
		{"a text for a relation that is assigned", func() error { _, err := books.Each().Update(ctx, orm.V{"author": "x", "year": "y"}); return err }},
		{"a key of another type that is assigned", func() error { _, err := books.Each().Update(ctx, orm.V{"author": orm.RefPK[author]("x")}); return err }},
		{"a key of another type that is saved", func() error { return orm.Save(ctx, db, &book{Title: "x", Author: orm.RefPK[author]("x")}) }},
		{"a regular expression that is none", where(orm.Q{"title__regex": "(x"})},
		{"an encrypted field", func() error { _, err := vaults.All(ctx, orm.Q{"note": "canary"}); return err }},
		{"an order by an encrypted field", func() error { _, err := vaults.OrderBy("note").All(ctx); return err }},
		{"a JSON field", func() error { _, err := articles.All(ctx, orm.Q{"meta__gt": 1}); return err }},
		{"limit -1", all(books.Limit(-1))},
		{"page 0", all(books.Paginate(0, 10))},
		{"a sum of texts", func() error { _, err := orm.Sum[int](ctx, books, "title"); return err }},
		{"two aggregates of one name", func() error { _, err := books.Aggregate(ctx, orm.MaxOf("id"), orm.MaxOf("id")); return err }},
		{"an output name", func() error { _, err := books.Aggregate(ctx, orm.MaxOf("id").As(`x"y`)); return err }},
		{"a cursor that is none", all(books.OrderBy("title").After("x"))},
		{"a lock outside a transaction", all(books.ForUpdate())},
		{"untrusted", where(orm.Untrusted(map[string]any{"author__name": "x"}, orm.Policy{}))},
		{"no condition", func() error { _, err := books.Delete(ctx); return err }},
		{"an update of nothing", func() error { _, err := books.Each().Update(ctx); return err }},
		{"an assignment that is misspelt", func() error { _, err := books.Each().Update(ctx, orm.V{"titel": "x"}); return err }},
		{"a stranger's model", func() error { _, err := orm.Objects[tag](db).All(ctx); _ = err; return orm.Save(ctx, db, &node{}) }},
		{"SQL of two statements", where(orm.SQL(raw("1=1; DROP TABLE books")))},
	}
}

// raw is SQL of the caller's.
type raw string

func (r raw) ToSql() (string, []any, error) { return string(r), nil, nil }

func rows(ctx context.Context, db *orm.DB, a *author) []situation {
	authors, books := orm.Objects[author](db), orm.Objects[book](db)
	var finished context.Context
	_ = db.Transaction(ctx, func(ctx context.Context) error { finished = ctx; return nil })
	return []situation{
		{"no row", func() error { _, err := authors.Get(ctx, orm.Q{"id": 99}); return err }},
		{"several rows", func() error { _, err := authors.Get(ctx, orm.Q{"id__gt": 0}); return err }},
		{"an update of a row that is gone", func() error { return orm.Update(ctx, db, &author{ID: 99, Name: "x"}) }},
		{"an update without a key", func() error { return orm.Update(ctx, db, &author{Name: "x"}) }},
		{"an unsaved parent", func() error { return orm.Save(ctx, db, &book{Title: "x", Author: orm.Ref(&author{})}) }},
		{"too long", func() error { return orm.Save(ctx, db, &author{Name: strings.Repeat("x", 101)}) }},
		{"a secret that is too long", func() error { return orm.Save(ctx, db, &vault{Token: strings.Repeat("canary", 10)}) }},
		{"several failures", func() error {
			return orm.Validate(db, &article{Slug: strings.Repeat("x", 41), Status: "gone", Price: "1.234"})
		}},
		{"a key twice", func() error { return orm.Save(ctx, db, &author{ID: a.ID, Name: "x"}) }},
		{"a parent that is not there", func() error { return orm.Save(ctx, db, &book{Title: "x", Author: orm.RefPK[author](99)}) }},
		{"a nil instance", func() error { return orm.Save(ctx, db, (*author)(nil)) }},
		{"an empty list", func() error { return authors.BulkCreate(ctx, nil) }},
		{"a relation that was not loaded", func() error { b := one(books.Get(ctx)); _, err := b.Author.Require(); return err }},
		{"a relation under Strict", func() error { b := one(books.Strict().Get(ctx)); _, err := b.Author.Load(ctx); return err }},
		{"a relation of an unsaved row", func() error { return new(author).Books.Add(ctx, &book{Title: "x"}) }},
		{"a transaction that is over", func() error { _, err := authors.All(finished); return err }},
		{"a write in a read-only transaction", func() error {
			return db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, db, &author{Name: "x"}) }, orm.ReadOnly())
		}},
		{"work in a doomed transaction", func() error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				_ = orm.Save(ctx, db, &author{ID: a.ID, Name: "x"})
				_, err := authors.Count(ctx)
				return err
			})
		}},
	}
}

func bodies(db *orm.DB) []situation {
	decode := func(body string, opts ...orm.DecodeOption) func() error {
		return func() error { return orm.Decode(db, strings.NewReader(body), &book{}, opts...) }
	}
	return []situation{
		{"no JSON", decode(`{"title":`)},
		{"a list", decode(`[]`)},
		{"an unknown member", decode(`{"titel":"x"}`)},
		{"a member in another case", decode(`{"Title":"x"}`)},
		{"a member twice", decode(`{"title":"x","title":"y"}`)},
		{"a primary key", decode(`{"id":1}`)},
		{"null", decode(`{"title":null}`)},
		{"a number for a text", decode(`{"title":1}`)},
		{"a fraction", decode(`{"year":1.5}`)},
		{"a row of a relation", decode(`{"author":{"name":"x"}}`)},
		{"a key of a followed row", decode(`{"author":{"id":1,"name":"x"}}`, orm.FollowPaths("author"))},
		{"a path to follow", decode(`{}`, orm.FollowPaths("auther"))},
		{"a path to dump", func() error { _, err := orm.Dump(db, &book{}, orm.Exclude("titel")); return err }},
	}
}

// connections hold passwords, which no message shows (T33).
func connections() []situation {
	models := schema.MustRegistry(&author{}, &book{})
	open := func(open func(string, *schema.Registry, ...orm.Option) (*orm.DB, error), dsn string) func() error {
		return func() error { _, err := open(dsn, models); return err }
	}
	return []situation{
		{"no registry", func() error { _, err := sqlite.Open(":memory:", nil); return err }},
		{"a short cursor key", func() error {
			_, err := sqlite.Open(":memory:", models, orm.WithCursorKey([]byte("short")))
			return err
		}},
		{"a directory that is not there", open(sqlite.Open, "/nowhere/at/all/x.db")},
		{"no PostgreSQL", open(postgres.Open, "postgres://me:canary@127.0.0.1:1/shop")},
		{"no PostgreSQL URL", open(postgres.Open, "postgres://me:canary@[::1/shop")},
		{"no MySQL", open(mysql.Open, "me:canary@tcp(127.0.0.1:1)/shop")},
		{"no MySQL DSN", open(mysql.Open, "me:canary@tcp(127.0.0.1:1/shop")},
		{"an unsafe MySQL option", open(mysql.Open, "me:canary@tcp(127.0.0.1:1)/shop?multiStatements=true")},
	}
}

// bad is a model whose table is given by the test.
type bad struct {
	ID   int64
	Name string
}

var badTable func(*bad) schema.Table

func (b *bad) Schema() schema.Table { return badTable(b) }

func definitions() []situation {
	of := func(table func(*bad) schema.Table) func() error {
		return func() error {
			badTable = table
			_, err := schema.NewRegistry(&bad{})
			return err
		}
	}
	fields := func(f ...schema.Field) schema.Table { return schema.Table{Fields: f} }
	return []situation{
		{"no primary key", of(func(b *bad) schema.Table { return fields(schema.String(&b.Name, 10)) })},
		{"no length", of(func(b *bad) schema.Table {
			return fields(schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Name, 0))
		})},
		{"a pointer to no field", of(func(b *bad) schema.Table {
			return fields(schema.Integer(&b.ID).PrimaryKey(), schema.String(new(string), 10))
		})},
		{"a field twice", of(func(b *bad) schema.Table {
			return fields(schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Name, 10), schema.Text(&b.Name))
		})},
		{"a hostile name", of(func(b *bad) schema.Table {
			return schema.Table{Name: "x; drop", Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey()}}
		})},
		{"an order that is misspelt", of(func(b *bad) schema.Table {
			return schema.Table{OrderBy: []string{"nmae"}, Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Name, 10)}}
		})},
	}
}

// one is a row that must be there.
func one[T any](row *T, err error) *T {
	if err != nil {
		panic(err)
	}
	return row
}
