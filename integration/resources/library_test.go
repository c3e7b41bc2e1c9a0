package resources

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
)

// Author has what its resource does not show, and a secret.
type Author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Mail  string         `json:"mail"`
	Pass  string         `json:"pass"`
	Books orm.Many[Book] `json:"books"`
}

// Schema is the table of Author.
func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 20), schema.String(&a.Mail, 20).Default("ma1l"),
		schema.String(&a.Pass, 20).Default("canary").Secret(),
	}}
}

// Book has names with points in them, links with secrets, and times of its own.
type Book struct {
	orm.Model
	ID      int64                         `json:"id"`
	Author  orm.One[Author]               `json:"by"`
	Editor  orm.One[Author]               `json:"editor"`
	Title   string                        `json:"title"`
	Rank    int                           `json:"ra.nk"`
	Made    time.Time                     `json:"made"`
	Touched time.Time                     `json:"touched"`
	Doc     json.RawMessage               `json:"doc"`
	Tags    orm.ManyThrough[Tag, Tagging] `json:"tags"`
	Version int                           `json:"version"`
}

// Schema is the table of Book.
func (b *Book) Schema() schema.Table {
	at := func(year int) func() time.Time {
		return func() time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	}
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author).RelatedName("books").NotNull().OnDelete(schema.Restrict),
		schema.ForeignKey(&b.Editor).RelatedName("edited"), schema.String(&b.Title, 20), schema.Integer(&b.Rank).Default(0).Max(5),
		schema.DateTime(&b.Made).DefaultFunc(at(2025)).ReadOnly(), schema.DateTime(&b.Touched).DefaultFunc(at(2026)).OnUpdateFunc(at(2027)),
		schema.JSON(&b.Doc).Nullable(), schema.ManyToMany(&b.Tags).RelatedName("books"), schema.Integer(&b.Version).Version(),
	}}
}

// Tag is tied to books.
type Tag struct {
	orm.Model
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Sign string `json:"sign"`
}

// Schema is the table of Tag.
func (t *Tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20).Unique(), schema.String(&t.Sign, 20).Default("canary").Secret(),
	}}
}

// Tagging ties a tag to a book.
type Tagging struct {
	ID   int64  `json:"id"`
	Why  string `json:"why"`
	Sign string `json:"sign"`
}

// Schema is the table of Tagging.
func (t *Tagging) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Why, 20).Default("so"), schema.String(&t.Sign, 20).Default("canary").Secret(),
	}}
}

// Swap has each field under the name of the other, and neither tags nor state for the rest.
type Swap struct {
	Key   uuid.UUID
	A     string `json:"b" validate:"omitempty,email"`
	B     string `json:"a"`
	Count int64
}

// Schema is the table of Swap.
func (s *Swap) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&s.Key).PrimaryKey().DefaultFunc(uuid.New), schema.String(&s.A, 20).Unique(), schema.String(&s.B, 5).Default(""),
		schema.BigInteger(&s.Count).Default(0),
	}}
}

// Slot has values that the database makes.
type Slot struct {
	orm.Model
	ID    int64     `json:"id"`
	Label string    `json:"label"`
	Note  *string   `json:"note"`
	Count int64     `json:"count"`
	On    bool      `json:"on"`
	At    time.Time `json:"at"`
}

// Schema is the table of Slot.
func (s *Slot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Label, 20).ServerDefault("'fre''sh'"), schema.String(&s.Note, 20).ServerDefault("'n?'"),
		schema.BigInteger(&s.Count).ServerDefault("7"), schema.Boolean(&s.On).ServerDefault("TRUE"), schema.DateTime(&s.At).ServerDefault("CURRENT_TIMESTAMP"),
	}}
}

// library is a site of books on each database, with a pool of one connection.
func library(t *testing.T, run func(s *site)) {
	models := schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Tagging{}, &Swap{}, &Slot{})
	dbtest.Each(t, models, func(t *testing.T, db *orm.DB) {
		db.SQLX().SetMaxOpenConns(1)
		mux := http.NewServeMux()
		for name, h := range shelves(db) {
			if h.Err() != nil {
				t.Fatal(h.Err())
			}
			mux.Handle("/"+name+"/", http.StripPrefix("/"+name, h))
			mux.Handle("/"+name, http.StripPrefix("/"+name, h))
		}
		server := httptest.NewUnstartedServer(mux)
		server.Config.ErrorLog = discarded()
		server.Start()
		defer server.Close()
		s := &site{t, server.URL + "/", http.Header{}, db}
		for _, name := range []string{"ann", "cy", "bob"} {
			s.want(s.do("POST", "authors", fmt.Sprintf(`{"name":%q}`, name)), 201, "")
		}
		for _, body := range []string{`{"title":"one","by":1,"doc":{"a":1,"b":[1,2]}}`, `{"title":"two","by":3,"editor":1}`, `{"title":"three","by":3,"editor":2}`} {
			s.want(s.do("POST", "books", body), 201, "")
		}
		book, err := orm.Objects[Book](db).Get(t.Context(), orm.Q{"id": 1})
		if err == nil {
			_, err = book.Tags.CreateLink(t.Context(), Tag{Name: "t"}, Tagging{Why: "w"})
		}
		if err != nil {
			t.Fatal(err)
		}
		run(s)
	})
}

func shelves(db *orm.DB) map[string]*ormhttp.Handler {
	asked := func(r *http.Request) error {
		_, err := orm.Objects[Author](db).Count(r.Context())
		return err
	}
	return map[string]*ormhttp.Handler{
		"books": ormhttp.Resource[Book](db, ormhttp.Policy(orm.Policy{Include: []string{"author", "tags", "author__books"},
			Sort: []string{"id", "title", "author__name", "editor__name"}})),
		"authors": ormhttp.Resource[Author](db, ormhttp.Read("id", "name"), ormhttp.Write("name", "mail"), ormhttp.Relations("books"),
			ormhttp.Policy(orm.Policy{Include: []string{"books", "books__author", "books__tags"}})),
		"swaps": ormhttp.Resource[Swap](db),
		"slots": ormhttp.Resource[Slot](db),
		"tags":  ormhttp.Resource[Tag](db),
		"guarded": ormhttp.Resource[Author](db, ormhttp.Authorize(func(r *http.Request, _ ormhttp.Action, row any) error {
			if a, ok := row.(*Author); ok && a.Name == "ann" {
				return errors.New("canary")
			}
			return asked(r)
		}), ormhttp.Before(func(r *http.Request, _ ormhttp.Action, row any) error {
			if row.(*Author).Name == "panic" {
				panic(http.ErrAbortHandler)
			}
			return asked(r)
		})),
	}
}
