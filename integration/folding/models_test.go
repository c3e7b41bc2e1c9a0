package folding

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// writer has a text for a key, and every kind of relation leads from or to it.
type writer struct {
	orm.Model
	ID    string
	Books orm.Many[book]
	Badge orm.One[badge]
	Clubs orm.Many[club]
	Tags  orm.ManyThrough[tag, sticker]
}

func (w *writer) Schema() schema.Table {
	return schema.Table{Name: "writers", Fields: schema.Fields{
		schema.String(&w.ID, 20).PrimaryKey(),
		schema.ManyToMany(&w.Clubs).ThroughTable("memberships").ThroughColumns("writer", "club"),
		schema.ManyToMany(&w.Tags).ThroughColumns("writer", "tag"),
	}}
}

type book struct {
	orm.Model
	ID       int
	Position int
	Writer   orm.One[writer]
}

func (b *book) Schema() schema.Table {
	return schema.Table{Name: "books", OrderBy: []string{"position"}, Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.Integer(&b.Position), schema.ForeignKey(&b.Writer).RelatedName("books"),
	}}
}

type badge struct {
	orm.Model
	ID     int
	Writer orm.One[writer]
}

func (b *badge) Schema() schema.Table {
	return schema.Table{Name: "badges", Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Writer).RelatedName("badge").Unique(),
	}}
}

type club struct {
	orm.Model
	ID      string
	Writers orm.Many[writer]
}

func (c *club) Schema() schema.Table {
	return schema.Table{Name: "clubs", Fields: schema.Fields{schema.String(&c.ID, 20).PrimaryKey()}}
}

type tag struct {
	orm.Model
	ID      string
	Writers orm.ManyThrough[writer, sticker]
}

func (t *tag) Schema() schema.Table {
	return schema.Table{Name: "tags", Fields: schema.Fields{schema.String(&t.ID, 20).PrimaryKey()}}
}

// sticker is the link between a writer and a tag.
type sticker struct {
	ID    int
	Grams int
}

func (s *sticker) Schema() schema.Table {
	return schema.Table{Name: "stickers", Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.Integer(&s.Grams)}}
}

// label is found by a text, and has more than that.
type label struct {
	orm.Model
	ID   string
	Text string
}

func (l *label) Schema() schema.Table {
	return schema.Table{Name: "labels", Fields: schema.Fields{schema.String(&l.ID, 20).PrimaryKey(), schema.String(&l.Text, 20)}}
}
