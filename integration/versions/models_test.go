package versions

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Page is a row with a version, an on-update value and a unique constraint beside the key.
type Page struct {
	orm.Model
	ID      int64
	Slug    string
	Title   string
	Hits    int
	Edited  *time.Time
	Book    orm.One[Book]
	Version int
}

// Schema is the table of Page.
func (p *Page) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Slug, 50).Unique(), schema.String(&p.Title, 50), schema.Integer(&p.Hits),
		schema.DateTime(&p.Edited).OnUpdate(&noon), schema.ForeignKey(&p.Book).RelatedName("pages"), schema.Integer(&p.Version).Version().Name("row_version"),
	}}
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// Book has pages.
type Book struct {
	orm.Model
	ID      int64
	Name    string
	Pages   orm.Many[Page]
	Version int64
}

// Schema is the table of Book.
func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 50), schema.BigInteger(&b.Version).Version()}}
}

// Seat has two keys, remembers nothing, and counts to 127.
type Seat struct {
	Row, Place int
	Taken      bool
	Rev        int8
}

// Schema is the table of Seat.
func (s *Seat) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.Row).PrimaryKey(), schema.Integer(&s.Place).PrimaryKey(), schema.Boolean(&s.Taken),
		schema.SmallInteger(&s.Rev).Version()}}
}

func models() *schema.Registry { return schema.MustRegistry(&Page{}, &Book{}, &Seat{}) }
