package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// shelved is a database with an author, two books, and an article with tags.
func shelved(t *testing.T) (*orm.DB, uuid.UUID) {
	t.Helper()
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}, &article{}, &cover{}))
	ctx := t.Context()
	a := check(orm.Objects[author](db).Create(ctx, author{Name: "T"}))(t)
	year := 1937
	check(orm.Objects[book](db).Create(ctx, book{Title: "H", Year: &year, Author: orm.Ref(a)}))(t)
	check(orm.Objects[book](db).Create(ctx, book{Title: "S", Author: orm.Ref(a)}))(t)
	art := article{ID: uuid.New(), Slug: "s", Status: "live", Pages: 3, Price: "1.50", Stars: 4, Token: "secret", Meta: map[string]any{"k": "v"}, Data: []byte("x")}
	if err := orm.Save(ctx, db, &art); err != nil {
		t.Fatal(err)
	}
	child := article{ID: uuid.New(), Slug: "child", Status: "live", Price: "2.50", Stars: 1, Parent: orm.Ref(&art), Meta: map[string]any{}, Data: []byte("y")}
	if err := orm.Save(ctx, db, &child); err != nil {
		t.Fatal(err)
	}
	return db, art.ID
}

// What was not read is not written, at any depth; JSON also leaves out relations that are not loaded.
func TestJSONWritesWhatWasLoaded(t *testing.T) {
	db, id := shelved(t)
	ctx := t.Context()
	books, authors, articles := orm.Objects[book](db), orm.Objects[author](db), orm.Objects[article](db)
	get := func(q orm.QuerySet[book]) *book { return check(q.First(ctx))(t) }
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"a whole row", orm.JSON(get(books)), `{"id":1,"author":{"id":1},"title":"H","year":1937}`},
		{"one column", orm.JSON(get(books.Fields("title"))), `{"id":1,"title":"H"}`},
		{"all but one", orm.JSON(get(books.ExcludeFields("title"))), `{"id":1,"author":{"id":1},"year":1937}`},
		{"a NULL that was read", orm.JSON(get(books.Fields("year").Filter(orm.Q{"title": "S"}))), `{"id":2,"year":null}`},
		{"a relation that was read in part", orm.JSON(check(articles.SelectRelated("parent").Fields("slug", "parent__stars").Get(ctx, orm.Q{"slug": "child"}))(t), orm.Exclude("id")),
			`{"slug":"child","parent":{"id":"` + id.String() + `","stars":4}}`},
		{"a list that is not loaded", orm.JSON(check(authors.First(ctx))(t)), `{"id":1,"name":"T"}`},
		{"a list of rows that were read in part", orm.JSON(check(authors.Prefetch("books", books.Fields("title", "author")).First(ctx))(t)),
			`{"id":1,"name":"T","books":[{"id":1,"author":{"id":1},"title":"H"},{"id":2,"author":{"id":1},"title":"S"}]}`},
		{"tags", orm.JSON(check(articles.Fields("pages", "stars").Get(ctx, orm.Q{"pk": id}))(t)), `{"id":"` + id.String() + `","pages":"3","stars":4}`},
		{"a literal", orm.JSON(&book{ID: 7, Title: "x"}), `{"id":7,"title":"x","year":null}`},
		{"no instance", orm.JSON[book](nil), `null`},

		{"a bare list", check(authors.Prefetch("books", books.Fields("title", "author")).First(ctx))(t).Books,
			`[{"id":1,"author":{"id":1},"title":"H"},{"id":2,"author":{"id":1},"title":"S"}]`},
		{"a bare relation", orm.Ref(get(books.Fields("title"))), `{"id":1,"title":"H"}`},
		{"a relation inside a bare row", book{ID: 9, Author: orm.Ref(check(authors.Fields("id").First(ctx))(t))}, `{"id":9,"author":{"id":1},"title":"","year":null}`},
		{"a parent behind a bare relation", check(articles.SelectRelated("parent").Fields("slug", "parent__slug").Get(ctx, orm.Q{"slug": "child"}))(t).Parent,
			`{"id":"` + id.String() + `","slug":"s","kids":null}`},
	} {
		text, err := json.Marshal(c.value)
		if err != nil || string(text) != c.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", c.name, err, text, c.want)
		}
	}
}

// The options mean what they mean to Dump.
func TestJSONTakesTheOptionsOfDump(t *testing.T) {
	db := offline(t)
	tolkien := &author{ID: 1, Name: "T"}
	hobbit := &book{ID: 7, Title: "H", Author: orm.Ref(tolkien)}
	tolkien.Books = orm.ManyOf(hobbit, &book{ID: 8, Author: orm.RefPK[author](2)})
	id := uuid.MustParse("00000000-0000-0000-0000-000000000001")
	tagged := &article{ID: id, Slug: "s", Token: "secret", Note: "n", Data: []byte("d"), Meta: map[string]any{"k": "v"}, Likes: map[string]int{"x": 1}, Tags: orm.LinksOf(
		orm.Link[tag, articleTag]{Target: &tag{ID: 1, Name: "a"}, Through: &articleTag{ID: 5, SortOrder: 2}}, orm.Link[tag, articleTag]{Target: &tag{ID: 2, Name: "b"}}),
		Kids: orm.ManyOf(&article{ID: uuid.Nil, Slug: "kid"})}
	text := func(m json.Marshaler) string { return asJSON(t, m) }
	for _, c := range []struct{ got, want string }{
		{text(orm.JSON(tolkien, orm.Include("name"))), `{"name":"T"}`},
		{text(orm.JSON(tolkien, orm.Include("name", "books__title"))), `{"name":"T","books":[{"title":"H"},{"title":""}]}`},
		{text(orm.JSON(tolkien, orm.Exclude("name", "books__year"))), `{"id":1,"books":[{"id":7,"author":{"id":1},"title":"H"},{"id":8,"author":{"id":2},"title":""}]}`},
		{text(orm.JSON(tolkien, orm.ExcludePrimaryKeys(), orm.Exclude("books__year"))), `{"name":"T","books":[{"author":{},"title":"H"},{"author":{},"title":""}]}`},
		{text(orm.JSON(tolkien, orm.ExcludeLists())), `{"id":1,"name":"T"}`},
		{text(orm.JSON(hobbit, orm.ExcludeNull(), orm.Exclude("author__books"))), `{"id":7,"author":{"id":1,"name":"T"},"title":"H"}`},
		{text(orm.JSON(hobbit, orm.Include("author__name"))), `{"author":{"name":"T"}}`},
		{text(orm.JSON(tagged, orm.Include("tags__name"))), `{"tags":[{"name":"a"},{"name":"b"}]}`},
		{text(orm.JSON(tagged, orm.Include("tags"))), `{"tags":[{"id":1,"name":"a","article_tag":{"id":5,"sort_order":2}},{"id":2,"name":"b"}]}`},
		{text(orm.JSON(tagged, orm.Include("tags"), orm.ExcludeThrough())), `{"tags":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}`},
		{text(orm.JSON(tagged, orm.Include("tags__article_tag__sort_order", "likes"))), `{"tags":[{"article_tag":{"sort_order":2}},{}],"likes":{"x":1}}`},
		{text(orm.JSON(tagged, orm.Include("slug", "token", "kids__slug"))), `{"slug":"s","kids":[{"slug":"kid"}]}`},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
	var e *orm.PathError
	if _, err := json.Marshal(orm.JSON(tolkien, orm.Include("nmae"))); !errors.As(err, &e) || e.Suggest != "name" {
		t.Errorf("a wrong path: %v", err)
	}
	// Apart from nulls, and for models whose JSON names are those of their attributes, the two say the same.
	options := []orm.DumpOption{orm.Include("id", "books"), orm.Include("name", "books__title", "books__author"), orm.Exclude("name"), orm.Exclude("books__author"),
		orm.ExcludePrimaryKeys(), orm.ExcludeLists(), orm.ExcludeNull(), orm.ExcludeThrough()}
	for set := range 1 << len(options) {
		var opts []orm.DumpOption
		for i, o := range options {
			if set&(1<<i) != 0 {
				opts = append(opts, o)
			}
		}
		opts = slices.Clip(opts)
		dump, err := orm.Dump(db, tolkien, opts...)
		if err != nil {
			t.Fatal(err)
		}
		if want, got := withoutNull(t, asJSON(t, dump)), withoutNull(t, text(orm.JSON(tolkien, opts...))); !reflect.DeepEqual(got, want) {
			t.Errorf("set %b\nJSON %v\nDump %v", set, got, want)
		}
	}
}

// withoutNull is JSON as values, without the members that are null.
func withoutNull(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				if strip(inner); inner == nil {
					delete(v, k)
				}
			}
		case []any:
			for _, inner := range v {
				strip(inner)
			}
		}
	}
	strip(v)
	return v
}

func ExampleJSON() {
	db := exampleDB()
	defer db.Close()
	tolkien := &author{ID: 1, Name: "J.R.R. Tolkien", Books: orm.ManyOf(&book{ID: 7, Title: "The Hobbit"})}
	all, _ := json.Marshal(orm.JSON(tolkien))
	titles, _ := json.Marshal(orm.JSON(tolkien, orm.Include("name", "books__title")))
	fmt.Println(string(all))
	fmt.Println(string(titles))
	// Output:
	// {"id":1,"name":"J.R.R. Tolkien","books":[{"id":7,"title":"The Hobbit","year":null}]}
	// {"name":"J.R.R. Tolkien","books":[{"title":"The Hobbit"}]}
}
