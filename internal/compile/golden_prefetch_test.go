package compile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// prefetched is the follow-up statement of a prefetch, which a database without rows never sees: the relation of a model, how
// many parents ask, and what their own QuerySet says.
type prefetched struct {
	name, model, side string
	keys              int
	change            func(t *testing.T, q *query.Query)
}

func path(t *testing.T, m *schema.Model, text string) *schema.Path {
	t.Helper()
	p, err := m.Path(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// only keeps the texts short.
func only(t *testing.T, q *query.Query, texts ...string) {
	for _, text := range texts {
		q.Extend(func(x *query.Extras) { x.Only = append(x.Only, path(t, q.Model, text)) })
	}
}

func joined(t *testing.T, q *query.Query, texts ...string) {
	for _, text := range texts {
		p, err := q.Model.RelationPath(text)
		if err != nil {
			t.Fatal(err)
		}
		q.Related = append(q.Related, p)
	}
}

func page(q *query.Query, limit, offset int64) {
	q.Limit, q.HasLimit, q.Offset, q.HasOffset = limit, limit >= 0, offset, offset > 0
}

// J-05, J-08, J-10: one statement per relation and level, with a page for each parent.
var prefetchGoldens = []prefetched{
	{"to one", "Book", "author", 2, func(t *testing.T, q *query.Query) { only(t, q, "name") }},
	{"to many", "Author", "books", 2, func(t *testing.T, q *query.Query) { only(t, q, "title") }},
	{"to many, in the model's order", "Book", "chapters", 3, nil},
	{"many to many with link data", "Book", "tags", 1, nil},
	{"many to many from the far end", "Tag", "books", 1, func(t *testing.T, q *query.Query) { only(t, q, "title") }},
	{"more keys than fit into a list", "Author", "books", 1500, func(t *testing.T, q *query.Query) { only(t, q, "title") }},
	{"a condition and an order", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title")
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: path(t, q.Model, "press__name"), Lookup: query.Exact, Value: "x"})
		q.Order = []query.Order{{Path: path(t, q.Model, "year"), Desc: true, Nulls: query.NullsLast}}
	}},
	{"an order of the link rows", "Book", "tags", 1, func(t *testing.T, q *query.Query) {
		q.Order = []query.Order{{Path: path(t, q.Model, "book_tag__weight")}}
	}},
	{"a limit per parent", "Author", "books", 2, func(t *testing.T, q *query.Query) { only(t, q, "title"); page(q, 3, 0) }},
	{"an offset per parent", "Author", "books", 2, func(t *testing.T, q *query.Query) { only(t, q, "title"); page(q, -1, 2) }},
	{"both, ordered by a relation", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title")
		q.Order = []query.Order{{Path: path(t, q.Model, "press__name")}}
		page(q, 3, 1)
	}},
	{"a limit per parent, many to many with link data", "Book", "tags", 2, func(_ *testing.T, q *query.Query) { page(q, 3, 0) }},
	{"a limit per parent, ordered by the link", "Book", "tags", 2, func(t *testing.T, q *query.Query) {
		q.Order = []query.Order{{Path: path(t, q.Model, "book_tag__weight"), Desc: true}}
		page(q, 1, 0)
	}},
	{"a limit per parent, ordered by children", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title")
		q.Order = []query.Order{{Path: path(t, q.Model, "chapters__title")}}
		page(q, 1, 0)
	}},
	{"joins to one and to many", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title", "press__name", "chapters__title")
		joined(t, q, "press", "chapters")
	}},
	{"a limit per parent with a join to many", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title", "chapters__title")
		joined(t, q, "chapters")
		page(q, 2, 0)
	}},
	{"a limit per parent, ordered by what leads back over the links", "Book", "tags", 2, func(t *testing.T, q *query.Query) {
		q.Order = []query.Order{{Path: path(t, q.Model, "books__title")}}
		page(q, 1, 0)
	}},
	{"ordered by what leads back over the links", "Book", "tags", 2, func(t *testing.T, q *query.Query) {
		q.Order = []query.Order{{Path: path(t, q.Model, "books__title")}}
	}},
	{"annotated", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title")
		n := &query.Annotation{Aggregate: query.Aggregate{Function: query.Count, Path: path(t, q.Model, "chapters__id"), Name: "n"}}
		q.Extend(func(x *query.Extras) { x.Annotations = append(x.Annotations, n) })
		q.Order = []query.Order{{Annotation: n, Desc: true}}
	}},
	{"branches below a prefetch", "Author", "books", 2, func(t *testing.T, q *query.Query) {
		only(t, q, "title", "chapters__title", "tags__name")
		joined(t, q, "chapters", "tags")
	}},
}

// TestPrefetchGoldens compares the follow-up statements in all four dialects with testdata/prefetch.golden.
func TestPrefetchGoldens(t *testing.T) {
	var b strings.Builder
	for _, g := range prefetchGoldens {
		texts := map[string]string{}
		for _, name := range dialects {
			d, err := dialect.For(name)
			if err != nil {
				t.Fatal(err)
			}
			side := models().ByName(g.model).Side(g.side)
			q := &query.Query{Model: side.Target, Batch: &query.Batch{Side: side}}
			for i := range g.keys {
				q.Batch.Keys = append(q.Batch.Keys, int64(i+1))
			}
			if g.change != nil {
				g.change(t, q)
			}
			c := compile.Compiler{Dialect: d}
			st, err := c.Select(q, func(s *query.Shape) { s.Query(q) })
			if err != nil {
				t.Fatalf("%s on %s: %v", g.name, name, err)
			}
			texts[name] = st.Text
		}
		b.WriteString("# " + g.name + "\n")
		writeDialects(&b, texts)
		b.WriteByte('\n')
	}
	file := filepath.Join("testdata", "prefetch.golden")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, string(want), b.String())
}

// ofTag asks a tag that the database is said to have: the UPDATE by which it learns of it comes first.
func ofTag(name string, run func(g *asked, owner *Tag, row *Book) error) golden {
	return golden{name, func(g *asked) error {
		owner, row := &Tag{ID: 1, Name: "x"}, &Book{ID: 2}
		if err := orm.Update(g.ctx, g.db, owner); err != nil {
			return err
		}
		return run(g, owner, row)
	}}
}

// P-02 to P-09: what managers send.
var managerGoldens = []golden{
	ofTag("the rows of a link table", func(g *asked, owner *Tag, _ *Book) error {
		_, err := owner.Books.Objects().Fields("title").Filter(orm.Q{"book_tag__weight": 1}).OrderBy("-book_tag__weight").All(g.ctx)
		return err
	}),
	ofTag("their number", func(g *asked, owner *Tag, _ *Book) error { _, err := owner.Books.Objects().Count(g.ctx); return err }),
	ofTag("a link", func(g *asked, owner *Tag, row *Book) error {
		return owner.Books.AddLink(g.ctx, row, BookTag{Weight: new(1)})
	}),
	ofTag("a link's data", func(g *asked, owner *Tag, row *Book) error {
		return owner.Books.UpdateLink(g.ctx, row, orm.V{"weight": 2})
	}),
	ofTag("no link", func(g *asked, owner *Tag, row *Book) error { return owner.Books.Remove(g.ctx, row) }),
	ofTag("no links", func(g *asked, owner *Tag, _ *Book) error { _, err := owner.Books.Clear(g.ctx); return err }),
	ofTag("no targets", func(g *asked, owner *Tag, _ *Book) error {
		_, err := owner.Books.Clear(g.ctx, orm.DeleteRows())
		return err
	}),
	ofTag("set-wise", func(g *asked, owner *Tag, _ *Book) error {
		_, err := owner.Books.Objects().Each().Update(g.ctx, orm.V{"pages": 1})
		return err
	}),
	{"the children of a foreign key", func(g *asked) error {
		owner := &Author{ID: 1, Name: "x"}
		if err := orm.Update(g.ctx, g.db, owner, "name"); err != nil {
			return err
		}
		if _, err := owner.Edited.Objects().Fields("title").All(g.ctx); err != nil {
			return err
		}
		if err := owner.Edited.Remove(g.ctx, &Book{ID: 2}); err != nil {
			return err
		}
		_, err := owner.Edited.Clear(g.ctx)
		return err
	}},
}
