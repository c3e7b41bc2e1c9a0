package indexes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Page has a full text over two fields, and one over one.
type Page struct {
	orm.Model
	ID    int64
	Title string
	Body  *string
	Wiki  orm.One[Wiki]
}

func (p *Page) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Title, 100), schema.Text(&p.Body), schema.ForeignKey(&p.Wiki),
	}, Constraints: []schema.Constraint{schema.FullText("title", "body"), schema.FullText("title")}}
}

// Wiki has pages, and a name in English.
type Wiki struct {
	ID    int64
	Name  string
	Pages orm.Many[Page]
}

func (w *Wiki) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&w.ID).PrimaryKey(), schema.String(&w.Name, 100)},
		Constraints: []schema.Constraint{schema.FullText("name").Language("english")}}
}

func pages(t *testing.T, ctx context.Context, db *orm.DB) *Wiki {
	t.Helper()
	body := func(s string) *string { return &s }
	wiki := &Wiki{Name: "Running databases"}
	if err := orm.Save(ctx, db, wiki); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Page{
		{Title: "The Go book", Body: body("Don't use foo_bar, foo-baz; see https://example.org/path.html?a=1 or me@example.org."), Wiki: orm.Ref(wiki)},
		{Title: "Café über alles", Body: body("naïve text about C++ and the AND operator")},
		{Title: "nothing", Wiki: orm.Ref(wiki)},
		{Title: "100% of 3.14", Body: body("a \"quoted\" book (of) *stars* ~ + - < > @ & | ! : weight NEAR")},
	} {
		if err := orm.Save(ctx, db, p); err != nil {
			t.Fatal(err)
		}
	}
	return wiki
}

func finds(t *testing.T, ctx context.Context, db *orm.DB, c orm.Condition, want ...int64) {
	t.Helper()
	list, err := orm.Objects[Page](db).Filter(c).OrderBy("id").All(ctx)
	var got []int64
	for _, p := range list {
		got = append(got, p.ID)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: found %v, want %v: %v", c, got, want, err)
	}
}

// All of the words are found, whole, and nothing in them is an operator.
func TestSearch(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Page{}, &Wiki{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		undrifted(t, db)
		pages(t, ctx, db)
		for words, want := range map[string][]int64{
			"go": {1}, "GO Book": {1}, "book": {1, 4}, "the": {1, 2}, "the book": {1}, "boo": nil, "books": nil, "go nothing": nil,
			"foo": {1}, "bar": {1}, "foo bar": {1}, "foo_bar": {1}, "foo-baz": {1}, "don't": {1}, "don": {1}, "path": {1}, "example": {1}, "example.org": {1}, "html": {1},
			"café": {2}, "CAFÉ": {2}, "cafe": nil, "über": {2}, "ÜBER alles": {2}, "naïve": {2}, "c++": {2}, "c": {2}, "and": {2}, "AND operator": {2},
			"nothing": {3}, "100": {4}, "3.14": {4}, "14": {4}, "100%": {4}, "quoted": {4}, `"quoted book"`: {4}, "book quoted": {4}, "stars*": {4}, "star*": nil, "near": {4},
			"": nil, " ": nil, "+-*": nil, "'": nil, `"`: nil, "-book": {1, 4}, "book -go": {1}, "book OR nothing": nil, "a | b": nil, "title:go": nil, "!go": {1}, "weight": {4}, "of": {4},
			`\`: nil, "go\x00book": {1}, "go) OR 2=2 --": nil, "go) OR 1=1 --": {1},
		} {
			finds(t, ctx, db, orm.Search("title body", words), want...)
			finds(t, ctx, db, orm.Search("body title", words), want...)
		}
		finds(t, ctx, db, orm.Q{"title__search": "book"}, 1)
		finds(t, ctx, db, orm.Not(orm.Search("title body", "book")), 2, 3)
		finds(t, ctx, db, orm.Or(orm.Search("title", "nothing"), orm.Search("title body", "stars")), 3, 4)
	})
}

// A search goes along relations, in both directions.
func TestSearchRelated(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Page{}, &Wiki{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		pages(t, ctx, db)
		finds(t, ctx, db, orm.Search("wiki__name", "databases"), 1, 3)
		finds(t, ctx, db, orm.Q{"wiki__name__search": "running databases"}, 1, 3)
		finds(t, ctx, db, orm.Not(orm.Search("wiki__name", "databases")))
		finds(t, ctx, db, orm.Not(orm.Search("wiki__name", "absent")), 1, 3)
		if db.Dialect() == "postgres" || db.Dialect() == "sqlite" {
			finds(t, ctx, db, orm.Search("wiki__name", "run database"), 1, 3)
		}
		n, err := orm.Objects[Wiki](db).Filter(orm.Search("pages__title pages__body", "book")).Count(ctx)
		if err != nil || n != 1 {
			t.Errorf("%d wikis, %v", n, err)
		}
	})
}

// What was changed, and what is gone, is found as it is; a write by a search writes what it finds.
func TestSearchFollowsWrites(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Page{}, &Wiki{}), func(t *testing.T, db *orm.DB) {
		ctx, all := t.Context(), orm.Objects[Page](db)
		pages(t, ctx, db)
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := all.Filter(orm.Q{"id": 3}).Update(ctx, orm.V{"title": "the book of sand", "id": 30})
		check(err)
		finds(t, ctx, db, orm.Search("title body", "nothing"))
		finds(t, ctx, db, orm.Search("title", "sand book"), 30)
		p, err := all.Get(ctx, orm.Q{"id": 1})
		check(err)
		p.Body = nil
		check(orm.Update(ctx, db, p))
		finds(t, ctx, db, orm.Search("title body", "foo"))
		check(all.BulkCreate(ctx, []*Page{{ID: 2, Title: "upserted"}, {ID: 50, Title: "new page"}}, orm.UpdateOnConflict("title")))
		finds(t, ctx, db, orm.Search("title body", "upserted"), 2)
		finds(t, ctx, db, orm.Search("title body", "page"), 50)
		n, err := all.Filter(orm.Search("title body", "book")).Delete(ctx)
		if err != nil || n != 3 {
			t.Errorf("deleted %d, %v", n, err)
		}
		finds(t, ctx, db, orm.Search("title body", "book"))
		undrifted(t, db)
		if err := migrate.DropAll(ctx, db); err != nil {
			t.Error(err)
		}
		if err := migrate.CreateAll(ctx, db); err != nil {
			t.Error(err)
		}
	})
}

// A search that names what is not declared is refused before any SQL.
func TestSearchIsRefused(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Page{}, &Wiki{}), func(t *testing.T, db *orm.DB) {
		for fields, advice := range map[string]string{"": "names no field", "body": `schema.FullText("body")`, "titel": "titel", "wiki": "declares no full text", "title wiki__name": "one model"} {
			_, err := orm.Objects[Page](db).Filter(orm.Search(fields, "x")).All(t.Context())
			if !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), advice) {
				t.Errorf("%q: %v does not say %s", fields, err, advice)
			}
		}
		if _, err := orm.Objects[Page](db).Filter(orm.Q{"title__search": 1}).All(t.Context()); !errors.Is(err, orm.ErrQuery) {
			t.Error(err)
		}
	})
}

// barePage is a page before words are looked for, whose title may be NULL.
type barePage struct {
	ID    int64
	Title *string
	Body  *string
}

func (b *barePage) Schema() schema.Table {
	return schema.Table{Name: "pages", Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.Text(&b.Body)}}
}

// wordPage has a full text.
type wordPage struct{ barePage }

func (w *wordPage) Schema() schema.Table {
	t := w.barePage.Schema()
	t.Constraints = []schema.Constraint{schema.FullText("title", "body")}
	return t
}

// fixedPage has it on a table that was made anew.
type fixedPage struct {
	ID    int64
	Title string
	Body  *string
	Extra int
}

func (f *fixedPage) Schema() schema.Table {
	return schema.Table{Name: "pages", Fields: schema.Fields{schema.BigInteger(&f.ID).PrimaryKey(), schema.String(&f.Title, 100), schema.Text(&f.Body), schema.Integer(&f.Extra)},
		Constraints: []schema.Constraint{schema.FullText("title", "body")}}
}

// A full text comes to a table with rows, stays when that is made anew, and goes again.
func TestFullTextMigrates(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.DSN(t, name)
			bare, word, fixed := schema.MustRegistry(&barePage{}), schema.MustRegistry(&wordPage{}), schema.MustRegistry(&fixedPage{})
			db := at(t, name, dsn, bare)
			if err := migrate.CreateAll(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			title := "Old words"
			if err := orm.Save(t.Context(), db, &barePage{Title: &title}); err != nil {
				t.Fatal(err)
			}
			if err := orm.Save(t.Context(), db, &barePage{}); err != nil {
				t.Fatal(err)
			}
			step := func(from, to *schema.Registry, opts ...migrate.MakeOption) []string {
				t.Helper()
				up, down, err := migrate.Diff(db.Dialect(), from, to, opts...)
				if err != nil {
					t.Fatal(err)
				}
				send(t, db, up)
				undrifted(t, at(t, name, dsn, to))
				return down
			}
			found := func(models *schema.Registry, words string, want int64) {
				t.Helper()
				var n int64
				var err error
				if models == word {
					n, err = orm.Objects[wordPage](at(t, name, dsn, word)).Filter(orm.Search("title body", words)).Count(t.Context())
				} else {
					n, err = orm.Objects[fixedPage](at(t, name, dsn, fixed)).Filter(orm.Search("title body", words)).Count(t.Context())
				}
				if err != nil || n != want {
					t.Errorf("%s: %d, want %d: %v", words, n, want, err)
				}
			}
			first := step(bare, word)
			found(word, "words old", 1)
			second := step(word, fixed, migrate.Fill("pages.title", "'filled in'"), migrate.Fill("pages.extra", "1"))
			found(fixed, "words", 1)
			found(fixed, "filled", 1)
			send(t, db, second)
			undrifted(t, at(t, name, dsn, word))
			found(word, "words", 1)
			send(t, db, first)
			undrifted(t, at(t, name, dsn, bare))
		})
	}
}
