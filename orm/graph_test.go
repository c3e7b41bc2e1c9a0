package orm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func stored(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	dbtest.Each(t, schema.MustRegistry(&author{}, &book{}, &article{}, &cover{}, &account{}, &node{}), run)
}

// check ends the test when a call fails, else gives its result.
func check[V any](v V, err error) func(t *testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// D-01, W-01, W-03, R-05: graphs that were read are written without a cycle and without a lie.
func TestLoadedGraphAsJSON(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a := check(orm.Objects[author](db).Create(ctx, author{Name: "T"}))(t)
		check(orm.Objects[book](db).Create(ctx, book{Title: "H", Author: orm.Ref(a)}))(t)
		check(orm.Objects[author](db).Create(ctx, author{Name: "none"}))(t)
		books, authors := orm.Objects[book](db), orm.Objects[author](db)
		for _, c := range []struct {
			name string
			got  any
			want string
		}{
			{"nothing loaded", check(books.Get(ctx))(t), `{"id":1,"author":{"id":1},"title":"H","year":null}`},
			{"to one", check(books.SelectRelated("author").Get(ctx))(t), `{"id":1,"author":{"id":1,"name":"T"},"title":"H","year":null}`},
			{"there and back", check(books.SelectRelated("author__books").Get(ctx))(t),
				`{"id":1,"author":{"id":1,"name":"T","books":[{"id":1,"author":{"id":1},"title":"H","year":null}]},"title":"H","year":null}`},
			{"to many, joined", check(authors.SelectRelated("books").Get(ctx, orm.Q{"name": "T"}))(t),
				`{"id":1,"name":"T","books":[{"id":1,"author":{"id":1},"title":"H","year":null}]}`},
			{"to many, prefetched", check(authors.PrefetchRelated("books").Get(ctx, orm.Q{"name": "T"}))(t),
				`{"id":1,"name":"T","books":[{"id":1,"author":{"id":1},"title":"H","year":null}]}`},
			{"none related", check(authors.PrefetchRelated("books").Get(ctx, orm.Q{"name": "none"}))(t), `{"id":2,"name":"none","books":[]}`},
			{"list", check(authors.All(ctx))(t), `[{"id":1,"name":"T"},{"id":2,"name":"none"}]`},
		} {
			if text := asJSON(t, c.got); text != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", c.name, text, c.want)
			}
		}
	})
}

// C-01, M-15: what was not read is not in a dump, is not validated, and Has says so.
func TestPartlyLoadedRow(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a := check(orm.Objects[author](db).Create(ctx, author{Name: "T"}))(t)
		check(orm.Objects[book](db).Create(ctx, book{Title: "H", Author: orm.Ref(a)}))(t)
		b := check(orm.Objects[book](db).Fields("title").Get(ctx))(t)
		if !b.Has(&b.ID) || !b.Has(&b.Title) || b.Has(&b.Year) || b.Has(&b.Author) || b.Has(new(int)) || b.Has(nil) {
			t.Error("Has is wrong")
		}
		if got := asJSON(t, check(orm.Dump(db, b))(t)); got != `{"id":1,"title":"H"}` {
			t.Errorf("dump %s", got)
		}
		if err := orm.Validate(db, b); err != nil {
			t.Error(err)
		}
		if b = check(orm.Objects[book](db).Fields("author").Get(ctx))(t); !b.Has(&b.Author) || b.Author.PK() != a.ID {
			t.Errorf("the foreign key was asked for: %v", b.Author.PK())
		}
	})
}

// W-04: a body becomes a graph, the graph rows, and the rows JSON.
func TestBodyToRows(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		var a author
		body := `{"name":"T","books":[{"title":"H","year":1937},{"title":"S"}]}`
		if err := orm.Decode(db, strings.NewReader(body), &a, orm.FollowPaths("books")); err != nil {
			t.Fatal(err)
		}
		if err := orm.Save(ctx, db, &a); err != nil {
			t.Fatal(err)
		}
		if err := a.Books.Add(ctx, a.Books.All()...); err != nil {
			t.Fatal(err)
		}
		got := asJSON(t, check(orm.Objects[author](db).PrefetchRelated("books").Get(ctx))(t))
		want := `{"id":1,"name":"T","books":[{"id":1,"author":{"id":1},"title":"H","year":1937},{"id":2,"author":{"id":1},"title":"S","year":null}]}`
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// M-12: a patch of a row that is there changes what it names and nothing else, defaults included.
func TestPatchOfSavedRow(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		id := uuid.New()
		row := orm.New[article](db)
		row.ID, row.Slug, row.Price, row.Draft, row.CreatedAt = id, "s", "1.00", false, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		if err := orm.Save(ctx, db, row); err != nil {
			t.Fatal(err)
		}
		row = check(orm.Objects[article](db).Get(ctx))(t)
		if err := orm.Decode(db, strings.NewReader(`{"stars":4}`), row); err != nil {
			t.Fatal(err)
		}
		if !row.Saved() || row.Draft || row.Stars != 4 {
			t.Errorf("saved %v, draft %v, stars %d", row.Saved(), row.Draft, row.Stars)
		}
		if err := orm.Update(ctx, db, row); err != nil {
			t.Fatal(err)
		}
		if again := check(orm.Objects[article](db).Get(ctx))(t); again.Draft || again.Stars != 4 || again.Slug != "s" {
			t.Errorf("draft %v, stars %d, slug %q", again.Draft, again.Stars, again.Slug)
		}
	})
}

// R-15, D-01: link data is beside each target, and keys in a body tie rows that are there.
func TestLinksFromBodyToJSON(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		check(orm.Objects[tag](db).Create(ctx, tag{Name: "go"}))(t)
		var a article
		body := `{"slug":"s","price":1,"created_at":"2026-01-02T00:00:00Z","tags":[{"id":1,"article_tag":{"sort_order":7}},{"name":"sql"}]}`
		if err := orm.Decode(db, strings.NewReader(body), &a, orm.FollowPaths("tags__article_tag"), orm.AllowKey()); err != nil {
			t.Fatal(err)
		}
		a.ID = uuid.New()
		if err := orm.Save(ctx, db, &a); err != nil {
			t.Fatal(err)
		}
		for _, l := range a.Tags.Links() {
			if !l.Target.Saved() {
				if err := orm.Save(ctx, db, l.Target); err != nil {
					t.Fatal(err)
				}
			}
			if l.Through == nil {
				l.Through = &articleTag{}
			}
			if err := a.Tags.AddLink(ctx, l.Target, *l.Through); err != nil {
				t.Fatal(err)
			}
		}
		back := check(orm.Objects[article](db).PrefetchRelated("tags").Get(ctx))(t)
		got := asJSON(t, check(orm.Dump(db, back, orm.Include("tags__name", "tags__article_tag__sort_order")))(t))
		if want := `{"tags":[{"article_tag":{"sort_order":7},"name":"go"},{"article_tag":{"sort_order":0},"name":"sql"}]}`; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if text := asJSON(t, back.Tags); !strings.Contains(text, `{"id":1,"name":"go","article_tag":{"id":1,"sort_order":7}}`) {
			t.Errorf("got %s", text)
		}
	})
}

// A foreign key that is the primary key, and a key written as text.
func TestKeyThatIsARelation(t *testing.T) {
	stored(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		n := check(orm.Objects[node](db).Create(ctx, node{}))(t)
		check(orm.Objects[account](db).Create(ctx, account{Owner: orm.Ref(n), Email: "e"}))(t)
		got := asJSON(t, check(orm.Objects[node](db).SelectRelated("account").Get(ctx))(t))
		if want := `{"id":"1","parent":null,"account":{"owner":{"id":"1"},"email":"e"}}`; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}
