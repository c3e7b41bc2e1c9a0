package orm_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// offline is a database without tables, for what needs only the models.
func offline(t testing.TB) *orm.DB {
	t.Helper()
	models, err := schema.NewRegistry(&author{}, &book{}, &article{}, &cover{}, &account{}, &node{}, &hook{})
	if err != nil {
		t.Fatal(err)
	}
	return dbtest.OpenEmpty(t, "sqlite", models)
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// D-01: values, missing and unloaded relations, lists, link rows, fields that are no columns.
func TestDumpHasEverythingThatIsLoaded(t *testing.T) {
	db := offline(t)
	id := uuid.New()
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	a := &article{
		ID: id, Slug: "s", Status: "live", Pages: 3, Price: "1.50", Day: sql.Null[time.Time]{V: day, Valid: true}, Meta: map[string]any{"k": "v"},
		Data: []byte{1}, Token: "t", Stars: 4, Rating: 0.5, Views: 9, Note: "n", Likes: map[string]int{"x": 1},
		Tags:   orm.LinksOf(orm.Link[tag, articleTag]{Target: &tag{ID: 1, Name: "go"}, Through: &articleTag{ID: 2, SortOrder: 3}}),
		Kids:   orm.ManyOf[article](),
		Parent: orm.RefPK[article](uuid.Nil),
	}
	got, err := orm.Dump(db, a)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": id, "slug": "s", "status": status("live"), "pages": int64(3), "price": "1.50", "day": day, "meta": map[string]any{"k": "v"},
		"data": []byte{1}, "token": "t", "stars": 4, "rating": 0.5, "draft": false, "views": int64(9), "note": "n", "lang": nil, "created_at": time.Time{},
		"tags": []any{map[string]any{"id": int64(1), "name": "go",
			"article_tag": map[string]any{"id": int64(2), "sort_order": 3}}},
		"kids": []any{}, "parent": map[string]any{"id": uuid.Nil}, "likes": map[string]int{"x": 1},
	}
	delete(got, "created_at") // the zero time is no instant that compares as a literal
	delete(want, "created_at")
	for k, v := range want {
		if !reflect.DeepEqual(got[k], v) {
			t.Errorf("%s: got %#v, want %#v", k, got[k], v)
		}
	}
	for k := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%s should not be there", k)
		}
	}
	got["data"].([]byte)[0] = 7
	if a.Data[0] != 1 {
		t.Error("the dump shares memory with the instance")
	}
}

func TestDumpOfNothingLoaded(t *testing.T) {
	db := offline(t)
	got, err := orm.Dump(db, &book{ID: 1, Title: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (map[string]any{"id": int64(1), "author": nil, "title": "x", "year": nil}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	got, err = orm.Dump(db, &author{ID: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, there := got["books"]; there {
		t.Errorf("a list that was not loaded is there: %v", got)
	}
}

// D-01, W-03: a loop is cut at the ancestor, and a row that stands twice without a loop is there twice.
func TestDumpCutsLoops(t *testing.T) {
	db := offline(t)
	a := &author{ID: 1, Name: "T"}
	a.Books = orm.ManyOf(&book{ID: 2, Author: orm.Ref(a)}, &book{ID: 3, Author: orm.Ref(&author{ID: 9, Name: "other"})})
	got, err := orm.Dump(db, a)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"books":[{"author":{"id":1},"id":2,"title":"","year":null},{"author":{"id":9,"name":"other"},"id":3,"title":"","year":null}],"id":1,"name":"T"}`
	if text := asJSON(t, got); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// D-02, D-03: what the options leave over.
func TestDumpOptions(t *testing.T) {
	db := offline(t)
	year := 1937
	a := &author{ID: 1, Name: "T", Books: orm.ManyOf(&book{ID: 2, Title: "H", Year: &year}, &book{ID: 3, Title: "S", Author: orm.RefPK[author](8)})}
	art := &article{ID: uuid.Nil, Slug: "s", Tags: orm.LinksOf(orm.Link[tag, articleTag]{Target: &tag{ID: 1, Name: "go"}, Through: &articleTag{ID: 2, SortOrder: 3}})}
	for _, c := range []struct {
		name string
		dump func() (map[string]any, error)
		want string
	}{
		{"include", func() (map[string]any, error) { return orm.Dump(db, a, orm.Include("name")) }, `{"name":"T"}`},
		{"include pk", func() (map[string]any, error) { return orm.Dump(db, a, orm.Include("pk")) }, `{"id":1}`},
		{"include a relation", func() (map[string]any, error) {
			return orm.Dump(db, a, orm.Include("books"), orm.Exclude("books__author"))
		},
			`{"books":[{"id":2,"title":"H","year":1937},{"id":3,"title":"S","year":null}]}`},
		{"include fields of a relation", func() (map[string]any, error) { return orm.Dump(db, a, orm.Include("id", "books__title")) },
			`{"books":[{"title":"H"},{"title":"S"}],"id":1}`},
		{"include the whole after a part", func() (map[string]any, error) {
			return orm.Dump(db, a, orm.Include("books__title", "books"), orm.Exclude("books__year", "books__author"))
		}, `{"books":[{"id":2,"title":"H"},{"id":3,"title":"S"}]}`},
		{"exclude", func() (map[string]any, error) {
			return orm.Dump(db, a, orm.Exclude("name", "books__title", "books__author__id"))
		},
			`{"books":[{"author":null,"id":2,"year":1937},{"author":{},"id":3,"year":null}],"id":1}`},
		{"primary keys", func() (map[string]any, error) {
			return orm.Dump(db, a, orm.ExcludePrimaryKeys(), orm.Exclude("books__author"))
		},
			`{"books":[{"title":"H","year":1937},{"title":"S","year":null}],"name":"T"}`},
		{"lists", func() (map[string]any, error) { return orm.Dump(db, a, orm.ExcludeLists()) }, `{"id":1,"name":"T"}`},
		{"null here", func() (map[string]any, error) { return orm.Dump(db, &book{ID: 1}, orm.ExcludeNull()) }, `{"id":1,"title":""}`},
		{"null below stays", func() (map[string]any, error) { return orm.Dump(db, a, orm.ExcludeNull(), orm.Include("books__year")) },
			`{"books":[{"year":1937},{"year":null}]}`},
		{"through", func() (map[string]any, error) { return orm.Dump(db, art, orm.ExcludeThrough(), orm.Include("tags")) },
			`{"tags":[{"id":1,"name":"go"}]}`},
		{"a link field", func() (map[string]any, error) {
			return orm.Dump(db, art, orm.Include("tags__name", "tags__article_tag__sort_order"))
		}, `{"tags":[{"article_tag":{"sort_order":3},"name":"go"}]}`},
		{"no column", func() (map[string]any, error) { return orm.Dump(db, art, orm.Include("likes", "slug")) }, `{"likes":null,"slug":"s"}`},
		{"by pointer", func() (map[string]any, error) {
			return orm.Dump(db, a, orm.Include(orm.Path(&orm.Fields[author]().Books.Fields().Title)))
		}, `{"books":[{"title":"H"},{"title":"S"}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.dump()
			if err != nil {
				t.Fatal(err)
			}
			if text := asJSON(t, got); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestDumpRefusesWhatIsNotThere(t *testing.T) {
	db := offline(t)
	for path, suggest := range map[string]string{"nmae": "name", "books__titel": "title", "name__x": "", "books__author__naem": "name"} {
		for _, o := range []orm.DumpOption{orm.Include(path), orm.Exclude(path)} {
			_, err := orm.Dump(db, &author{}, o)
			var e *orm.PathError
			if !errors.As(err, &e) || e.Suggest != suggest || e.Path != path {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	if _, err := orm.Dump(db, (*author)(nil)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("nil: %v", err)
	}
	if _, err := orm.Dump(db, &author{}, orm.Include(orm.Path(new(int)))); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a pointer to no field: %v", err)
	}
	if _, err := orm.Dump(db, &book{Author: orm.RefPK[author]("x")}); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a key that is none: %v", err)
	}
}

func ExampleDump() {
	db := exampleDB()
	defer db.Close()
	tolkien := &author{ID: 1, Name: "J.R.R. Tolkien", Books: orm.ManyOf(&book{ID: 7, Title: "The Hobbit"})}
	all, _ := orm.Dump(db, tolkien)
	titles, _ := orm.Dump(db, tolkien, orm.Include("name", "books__title"))
	fmt.Println(all)
	fmt.Println(titles)
	// Output:
	// map[books:[map[author:<nil> id:7 title:The Hobbit year:<nil>]] id:1 name:J.R.R. Tolkien]
	// map[books:[map[title:The Hobbit]] name:J.R.R. Tolkien]
}
