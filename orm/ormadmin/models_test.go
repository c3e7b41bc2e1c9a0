package ormadmin_test

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
	"github.com/ormar-go/ormar/schema"
)

// Author cannot go while there are books.
type Author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Books orm.Many[Book] `json:"books"`
}

func (a *Author) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"name"}, Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50).MinLength(1).Unique()}}
}

// Genre is what a book is.
type Genre string

// Book has a field of every kind.
type Book struct {
	orm.Model
	ID      int64            `json:"id"`
	Title   string           `json:"the_title"`
	Note    *string          `json:"note"`
	Text    string           `json:"text"`
	Pages   int              `json:"pages"`
	Rank    *int             `json:"rank"`
	Price   decimal.Decimal  `json:"price"`
	Weight  *float64         `json:"weight"`
	Lent    bool             `json:"lent"`
	Sold    *time.Time       `json:"sold"`
	At      *time.Time       `json:"at"`
	Clock   *time.Time       `json:"clock"`
	Doc     map[string]any   `json:"doc"`
	Code    uuid.UUID        `json:"code"`
	Genre   Genre            `json:"genre"`
	Cover   []byte           `json:"cover"`
	Pass    string           `json:"pass"`
	Pin     string           `json:"pin"`
	Author  orm.One[Author]  `json:"by"`
	Sequel  orm.One[Book]    `json:"sequel"`
	Tags    orm.Many[Tag]    `json:"tags"`
	Reviews orm.Many[Review] `json:"reviews"`
	Hidden  string           `json:"-"`
	Version int              `json:"version"`

	Shelves orm.ManyThrough[Shelf, Placement] `json:"shelves"`
}

func (b *Book) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"title"}, Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100).MinLength(1).Unique(), schema.String(&b.Note, 20), schema.Text(&b.Text).Default(""),
		schema.Integer(&b.Pages).Min(1), schema.SmallInteger(&b.Rank), schema.Decimal(&b.Price, 8, 2).Default(decimal.New(5, 0)), schema.Float(&b.Weight), schema.Boolean(&b.Lent).Default(false),
		schema.Date(&b.Sold), schema.DateTime(&b.At), schema.Time(&b.Clock), schema.JSON(&b.Doc).Nullable(), schema.UUID(&b.Code).DefaultFunc(uuid.New),
		schema.Enum(&b.Genre, "novel", "poem"), schema.LargeBinary(&b.Cover, 1000).Default([]byte{}), schema.String(&b.Pass, 20).Default("canary1").Secret(),
		schema.String(&b.Pin, 20).Default("canary2").WriteOnly(), schema.ForeignKey(&b.Author).NotNull().OnDelete(schema.Restrict), schema.ForeignKey(&b.Sequel).SkipReverse().OnDelete(schema.SetNull),
		schema.ManyToMany(&b.Tags), schema.String(&b.Hidden, 20).Default("canary3"), schema.Integer(&b.Version).Version(),
		schema.ManyToMany(&b.Shelves),
	}}
}

// Tag is tied to books.
type Tag struct {
	orm.Model
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (t *Tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20)}}
}

// Shelf has books at places.
type Shelf struct {
	orm.Model
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (s *Shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 20)}}
}

// Placement is where a book stands.
type Placement struct {
	orm.Model
	ID      int64      `json:"id"`
	Place   int        `json:"place"`
	Since   *time.Time `json:"since"`
	Keeper  string     `json:"keeper"`
	Version int        `json:"version"`
}

func (p *Placement) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.Integer(&p.Place).Min(1), schema.Date(&p.Since),
		schema.String(&p.Keeper, 20).Default("canary7").Secret(), schema.Integer(&p.Version).Version()}}
}

// Review goes with its book.
type Review struct {
	orm.Model
	ID   int64         `json:"id"`
	Book orm.One[Book] `json:"book"`
	Text string        `json:"text"`
}

func (r *Review) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.ForeignKey(&r.Book).NotNull().OnDelete(schema.Cascade), schema.String(&r.Text, 100)}}
}

// Reply goes with its review.
type Reply struct {
	orm.Model
	ID     int64           `json:"id"`
	Review orm.One[Review] `json:"review"`
}

func (r *Reply) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.ForeignKey(&r.Review).NotNull().OnDelete(schema.Cascade)}}
}

// Mark has a key of two texts, and is marked when it is deleted.
type Mark struct {
	orm.Model
	Course  string     `json:"course"`
	Year    int        `json:"year"`
	Grade   int        `json:"grade"`
	Deleted *time.Time `json:"deleted"`
}

func (m *Mark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&m.Course, 20).PrimaryKey(), schema.Integer(&m.Year).PrimaryKey(), schema.Integer(&m.Grade), schema.DateTime(&m.Deleted).SoftDelete().ReadOnly()}}
}

func models() *schema.Registry {
	return schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Shelf{}, &Placement{}, &Review{}, &Reply{}, &Mark{})
}

// everybody may everything, but for what the headers of a request name: Refuse: edit.
func everybody(r *http.Request, a ormadmin.Action, _ *schema.Model, row any) error {
	if author, ok := row.(*Author); string(a) == r.Header.Get("Refuse") || ok && author.Name == "nobody's" {
		return errors.New("canary4")
	}
	return nil
}

func past(_ context.Context, table, key string) ([]ormadmin.Event, error) {
	return []ormadmin.Event{{At: time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC), Who: "<Ann>", What: table + " " + key,
		Changes: []orm.Change{{Name: "title", From: "a", To: nil}, {Name: "pass", From: "canary5", To: "canary6"}}}}, nil
}
