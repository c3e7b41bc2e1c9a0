package ormseed_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

type Author struct {
	orm.Model
	ID   int64  `json:"id"`
	Name string `json:"full_name"`
	Born *time.Time
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50).Unique(), schema.DateTime(&a.Born),
	}}
}

type Book struct {
	orm.Model
	ID     uuid.UUID
	Author orm.One[Author] `json:"writer"`
	Title  string          `json:"title"`
	Price  decimal.Decimal `json:"price"`
	Sold   int             `json:"sold"`
	Notes  *map[string]any `json:"notes"`
	Code   string          `json:"code"`
	Before orm.One[Book]   `json:"before"`
}

var key = crypt.Key{ID: "k", Secret: []byte(strings.Repeat("k", 32))}

func (b *Book) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.UUID(&b.ID).PrimaryKey().DefaultFunc(uuid.New),
			schema.ForeignKey(&b.Author).NotNull(), schema.String(&b.Title, 50), schema.Decimal(&b.Price, 10, 2).Default(decimal.New(1, 0)),
			schema.Integer(&b.Sold).Default(7), schema.JSON(&b.Notes), schema.String(&b.Code, 40).Default("").Encrypt(crypt.HMAC(key)),
			schema.ForeignKey(&b.Before).SkipReverse(),
		},
		Constraints: []schema.Constraint{schema.UniqueTogether("author", "title")},
	}
}

// Loan refers to what its JSON does not show.
type Loan struct {
	orm.Model
	ID   int64           `json:"id"`
	Book orm.One[Book]   `json:"-"`
	By   orm.One[Author] `json:"-"`
	Note string          `json:"-"`
}

func (l *Loan) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Book).NotNull().SkipReverse(), schema.ForeignKey(&l.By).SkipReverse(), schema.String(&l.Note, 9).Default("n"),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&Author{}, &Book{}, &Loan{}) }

// The keys of relations that no JSON shows are given by their attributes' names.
func TestRelationsWithoutJSONNames(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		seeds := files("a.json", `{"loans": [{"id": 1, "book": {"title": "Eden", "author": {"name": "Lem"}}, "by": null}, {"id": 2, "book": {"author": 1, "title": "Eden"}, "by": 1}],
			"authors": [{"id": 1, "full_name": "Lem"}], "books": [{"title": "Eden", "writer": 1}]}`)
		for i, want := range []ormseed.Report{{Inserted: 4}, {Unchanged: 4}} {
			if report, err := ormseed.Load(t.Context(), db, seeds, "*.json"); err != nil || report != want {
				t.Errorf("%d: %+v, %v", i, report, err)
			}
		}
		loans, err := orm.Objects[Loan](db).SelectRelated("book").OrderBy("id").All(t.Context())
		if err != nil || len(loans) != 2 || loans[0].Book.Get().Title != "Eden" || !loans[0].By.IsZero() || loans[1].By.PK() != any(int64(1)) {
			t.Errorf("%+v, %v", loans, err)
		}
		for text, want := range map[string]string{
			`{"loans": [{"id": 3, "book": "nobody"}]}`:                                    "book",
			`{"loans": [{"id": 3, "book": {"title": "Eden", "author": 1}, "note": "x"}]}`: "Loan.note has no JSON name",
		} {
			if _, err := ormseed.Load(t.Context(), db, files("b.json", text), "b.json"); !errors.Is(err, ormseed.ErrSeed) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

const (
	books = `{
  "books": [
    {"title": "Eden", "writer": {"full_name": "Lem"}, "price": 9.50, "before": {"title": "Solaris", "author": {"name": "Lem"}}},
    {"title": "Solaris", "author": {"name": "Lem"}, "price": "12.00", "notes": {"a": [1, null, true]}, "code": "s1"}
  ]
}`
	authors = `
authors:
  - &lem
    full_name: Lem
    born: 1921-09-12T00:00:00Z
  - full_name: Ann
`
)

func TestLoad(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		seeds := files("a.json", books, "b.yaml", authors, "notes.txt", "")
		expect := func(want ormseed.Report, patterns ...string) {
			t.Helper()
			got, err := ormseed.Load(ctx, db, seeds, patterns...)
			if err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		saved := 0
		hooks.PreSave(db.Hooks(), func(context.Context, hooks.Save[Book]) error { saved++; return nil })
		expect(ormseed.Report{Inserted: 4}, "*.json", "*.yaml", "a.*")
		if saved != 2 {
			t.Errorf("hooks have seen %d books", saved)
		}
		expect(ormseed.Report{Unchanged: 4}, "*.json", "*.yaml")
		eden, err := orm.Objects[Book](db).SelectRelated("author", "before").Get(ctx, orm.Q{"title": "Eden"})
		if err != nil {
			t.Fatal(err)
		}
		if a, _ := eden.Author.Get(), eden; a == nil || a.Name != "Lem" || !eden.Price.Equal(decimal.RequireFromString("9.5")) || eden.Sold != 7 || eden.Before.Get().Title != "Solaris" {
			t.Errorf("%+v", eden)
		}
		// What the seed does not name is the program's; what it names is the seed's.
		if _, err := orm.Objects[Book](db).Each().Update(ctx, orm.V{"sold": 100, "price": decimal.New(3, 0)}); err != nil {
			t.Fatal(err)
		}
		expect(ormseed.Report{Updated: 2}, "*.json")
		if list, err := orm.Objects[Book](db).OrderBy("title").All(ctx); err != nil || len(list) != 2 || list[0].Sold != 100 || !list[0].Price.Equal(decimal.RequireFromString("9.5")) {
			t.Errorf("%+v, %v", list, err)
		}
		seeds["a.json"].Data = []byte(strings.Replace(books, `"s1"`, `"s2"`, 1))
		expect(ormseed.Report{Updated: 1, Unchanged: 1}, "*.json")
		expect(ormseed.Report{Unchanged: 2}, "*.json")
		if n, err := orm.Objects[Book](db).Filter(orm.Q{"code": "s2"}).Count(ctx); err != nil || n != 1 {
			t.Errorf("%d books with the new code, %v", n, err)
		}
	})
}

// Rows with a key are found by it, and by it alone where they have nothing else.
func TestKeys(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		for i, c := range []struct {
			text string
			want ormseed.Report
		}{
			{`{"authors": [{"id": 7, "full_name": "Lem"}]}`, ormseed.Report{Inserted: 1}},
			{`{"authors": [{"id": 7, "name": "Stanisław"}]}`, ormseed.Report{Updated: 1}},
			{`{"books": [{"id": "00000000-0000-0000-0000-000000000001", "author": 7, "title": "Eden"}]}`, ormseed.Report{Inserted: 1}},
			{`{"books": [{"id": "00000000-0000-0000-0000-000000000001", "sold": 9}]}`, ormseed.Report{Updated: 1}},
			{`{"books": [{"id": "00000000-0000-0000-0000-000000000001", "before": {"id": "00000000-0000-0000-0000-000000000001"}}]}`, ormseed.Report{Updated: 1}},
			{`{}`, ormseed.Report{}},
		} {
			got, err := ormseed.Load(ctx, db, files("a.json", c.text), "a.json")
			if err != nil || got != c.want {
				t.Errorf("%d: %+v, %v, want %+v", i, got, err, c.want)
			}
		}
	})
}

// A mistake is told with file, line and table, and nothing is kept.
func TestMistakes(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		for _, c := range []struct {
			name, text, want string
			seed             bool // an ErrSeed
		}{
			{"a.json", `{"authors": [{"full_name": "A"},` + "\n\n" + `{"full_name": "B", "age": 3}]}`, `a.json:3: authors`, true},
			{"a.json", `{"writers": []}`, "", true},
			{"a.json", `{"writers": [{"name": "A"}]}`, `there are authors, books`, true},
			{"a.json", `{"authors": {"name": "A"}}`, "no list of rows", true},
			{"a.json", `[]`, "no object of tables", true},
			{"a.json", `{"authors": [{"name": "A"}]} 1`, "behind the object", true},
			{"a.json", `{"authors": [{"name": "A", "name": "B"}]}`, "twice", true},
			{"a.json", `{"authors": [{"name": "A", "full_name": "B"}]}`, "the same column", true},
			{"a.json", `{"authors": [3]}`, "a row is an object", true},
			{"a.json", `{"authors": [{"born": null}]}`, "can be found by name, or by id", true},
			{"a.json", `{"authors": [{"name": 5}]}`, "full_name", true},
			{"a.json", `{"authors": [{"name": "` + strings.Repeat("x", 51) + `"}]}`, "a.json:1", true},
			{"a.json", `{"books": [{"title": "Eden", "author": {"name": "Nobody"}}]}`, "neither in the database", true},
			{"a.json", `{"books": [{"title": "Eden", "author": 77}]}`, "neither in the database", true},
			{"a.json", `{"books": [{"title": "Eden", "author": {"name": "Lem", "born": null}}]}`, "by its natural key alone", true},
			{"a.json", `{"authors": [{"name": "Lem"}, {"name": "Ann"}], "books": [{"title": "A", "author": {"name": "Lem"}, "price": 123456789.5}]}`, "price", true},
			{"a.yaml", "authors:\n  - name: A\n  - - 3\n", "a.yaml:3", true},
			{"a.yaml", "authors: [", "a.yaml", true},
			{"a.yaml", "authors:\n  - name: A\n    name: B\n", "twice", true},
			{"a.yaml", "- 1\n", "no mapping of tables", true},
			{"a.yaml", "authors:\n- name: A\n---\nauthors: []\n", "a second document", true},
			{"a.yaml", "authors:\n  - name: A\n    born: &x [*x]\n", "a.yaml", true},
			{"a.toml", "", "none of .json", true},
		} {
			_, err := ormseed.Load(ctx, db, files(c.name, c.text), "a.*")
			if c.want == "" {
				continue // no rows are no mistake
			}
			var at *ormseed.Error
			if err == nil || !strings.Contains(err.Error(), c.want) || !errors.As(err, &at) || at.File != c.name || errors.Is(err, ormseed.ErrSeed) != c.seed {
				t.Errorf("%s: %v, want %s", c.text, err, c.want)
			}
		}
		for _, patterns := range [][]string{nil, {"*.csv"}, {"["}} {
			if _, err := ormseed.Load(ctx, db, files("a.json", "{}"), patterns...); !errors.Is(err, ormseed.ErrSeed) {
				t.Errorf("%q: %v", patterns, err)
			}
		}
		if n, err := orm.Objects[Author](db).Count(ctx); err != nil || n != 0 {
			t.Errorf("%d authors are left, %v", n, err)
		}
		broken := errors.New("broken")
		hooks.PreSave(db.Hooks(), func(context.Context, hooks.Save[Author]) error { return broken })
		if _, err := ormseed.Load(ctx, db, files("a.json", `{"authors": [{"name": "A"}]}`), "*"); !errors.Is(err, broken) || errors.Is(err, ormseed.ErrSeed) {
			t.Errorf("a hook: %v", err)
		}
	})
}

// YAML means what the same JSON does: numbers keep their digits, texts are texts, mappings are
// merged.
func TestYAML(t *testing.T) {
	db := dbtest.Open(t, "sqlite", models())
	ctx := t.Context()
	text := `
authors: [{name: Lem}]
books:
  - &base
    title: "007"
    author: {name: Lem}
    price: 10.10
    sold: 0x10
    notes: {list: [1, 2.50, yes, ~, 2020-01-01], deep: {a: {}}, none: []}
  - <<: *base
    title: '12'
    sold: 3
`
	if got, err := ormseed.Load(ctx, db, files("a.yml", text), "*.yml"); err != nil || got != (ormseed.Report{Inserted: 3}) {
		t.Fatalf("%+v, %v", got, err)
	}
	list, err := orm.Objects[Book](db).OrderBy("title").All(ctx)
	if err != nil || list[0].Sold != 16 || list[1].Sold != 3 || list[1].Price.String() != "10.1" || fmt.Sprint((*list[1].Notes)["list"]) != "[1 2.50 yes <nil> 2020-01-01]" {
		t.Errorf("%+v %+v %v %v", list[0], list[1], *list[1].Notes, err)
	}
}
