package differential

import (
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Publisher has many authors and an order of its own.
type Publisher struct {
	orm.Model
	ID      int64
	Name    string
	Founded *int
	Active  *bool
	Score   *float64
	Serial  uuid.UUID
	Facts   *map[string]any
	Authors orm.Many[Author]
}

// Schema is the table publishers.
func (p *Publisher) Schema() schema.Table {
	return schema.Table{Name: "publishers", OrderBy: []string{"-name"}, Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 60),
		schema.Integer(&p.Founded),
		schema.Boolean(&p.Active),
		schema.Float(&p.Score),
		schema.UUID(&p.Serial).Native(),
		schema.JSON(&p.Facts),
	}}
}

// Mood is an enumeration whose order of declaration is none of the alphabet.
type Mood string

// The moods.
const (
	Slow  Mood = "slow"
	Quick Mood = "quick"
	Odd   Mood = "odd"
)

// Author is related to itself, to two kinds of books, to genres without and to a profile with one row at most.
type Author struct {
	orm.Model
	ID        int64
	Name      string
	Bio       *string
	Rating    decimal.NullDecimal
	Active    bool
	Born      *time.Time
	Mood      *Mood
	Publisher orm.One[Publisher]
	Mentor    orm.One[Author]
	Pupils    orm.Many[Author]
	Books     orm.Many[Book]
	Edited    orm.Many[Book]
	Genres    orm.Many[Genre]
	Profile   orm.One[Profile]
	Gauges    orm.Many[Gauge]
	Measures  orm.Many[Gauge]
}

// Schema is the table authors.
func (a *Author) Schema() schema.Table {
	return schema.Table{Name: "authors", Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 60),
		schema.Text(&a.Bio),
		schema.Decimal(&a.Rating, 8, 2).Nullable(),
		schema.Boolean(&a.Active),
		schema.Date(&a.Born),
		schema.Enum(&a.Mood, new(Slow), new(Quick), new(Odd)).TypeName("temper_t"),
		schema.ForeignKey(&a.Publisher).RelatedName("authors"),
		schema.ForeignKey(&a.Mentor).RelatedName("pupils").RelatedOrderBy("-rating", "name"),
		schema.ManyToMany(&a.Genres).RelatedName("authors"),
	}}
}

// Profile belongs to exactly one author.
type Profile struct {
	orm.Model
	Handle string
	Visits int64
	Owner  orm.One[Author]
}

// Schema is the table profiles.
func (p *Profile) Schema() schema.Table {
	return schema.Table{Name: "profiles", Fields: schema.Fields{
		schema.String(&p.Handle, 40).PrimaryKey(),
		schema.BigInteger(&p.Visits),
		schema.ForeignKey(&p.Owner).NotNull().Unique().RelatedName("profile"),
	}}
}

// Book has two authors in different roles, and tags with data on the links.
type Book struct {
	orm.Model
	ID       int64
	Title    string
	Author   orm.One[Author]
	Editor   orm.One[Author]
	Pages    *int
	Sold     int
	Price    decimal.Decimal
	Released *time.Time
	Weight   float64
	Serial   *uuid.UUID
	Mood     Mood
	Facts    map[string]any
	Tags     orm.ManyThrough[Tag, BookTag]
	Measures orm.Many[Gauge]
}

// Schema is the table books.
func (b *Book) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.String(&b.Title, 60),
		schema.ForeignKey(&b.Author).RelatedName("books").RelatedOrderBy("-title"),
		schema.ForeignKey(&b.Editor).NotNull().RelatedName("edited"),
		schema.Integer(&b.Pages),
		schema.Integer(&b.Sold),
		schema.Decimal(&b.Price, 10, 2),
		schema.DateTime(&b.Released),
		schema.Float(&b.Weight),
		schema.UUID(&b.Serial).Native(),
		schema.Enum(&b.Mood, Slow, Quick, Odd).TypeName("temper_t"),
		schema.JSON(&b.Facts),
		schema.ManyToMany(&b.Tags).RelatedName("books"),
	}}
}

// Tag has text for its key and an order of its own.
type Tag struct {
	orm.Model
	Code  string
	Label string
	Rank  *int
	Books orm.ManyThrough[Book, BookTag]
}

// Schema is the table tags.
func (t *Tag) Schema() schema.Table {
	return schema.Table{Name: "tags", OrderBy: []string{"rank"}, Fields: schema.Fields{
		schema.String(&t.Code, 20).PrimaryKey(),
		schema.String(&t.Label, 60),
		schema.Integer(&t.Rank),
	}}
}

// BookTag ties a book to a tag.
type BookTag struct {
	orm.Model
	ID     int64
	Book   orm.One[Book]
	Tag    orm.One[Tag]
	Weight int
	Note   *string
}

// Schema is the table book_tags; its keys to both ends come by themselves.
func (l *BookTag) Schema() schema.Table {
	return schema.Table{Name: "book_tags", Fields: schema.Fields{
		schema.Integer(&l.ID).PrimaryKey(),
		schema.Integer(&l.Weight),
		schema.String(&l.Note, 40),
	}}
}

// Genre is at the other end of a relation without data.
type Genre struct {
	orm.Model
	ID      int64
	Name    string
	Authors orm.Many[Author]
}

// Schema is the table genres.
func (g *Genre) Schema() schema.Table {
	return schema.Table{Name: "genres", Fields: schema.Fields{
		schema.Integer(&g.ID).PrimaryKey(),
		schema.String(&g.Name, 60),
	}}
}

var models = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&Publisher{}, &Author{}, &Profile{}, &Book{}, &Tag{}, &BookTag{}, &Genre{}, &Crate{}, &Gauge{})
})
