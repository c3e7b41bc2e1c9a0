package suite

import (
	"sync"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// signalAuthor has children over a foreign key, tags over links with data, and friends over links without.
type signalAuthor struct {
	orm.Model
	ID    int64
	Name  string
	Books orm.Many[signalBook]
	Tags  orm.ManyThrough[signalTag, signalTagging]
	Clubs orm.Many[signalClub]
}

func (a *signalAuthor) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 40),
		schema.ManyToMany(&a.Tags),
		schema.ManyToMany(&a.Clubs),
	}}
}

type signalBook struct {
	orm.Model
	ID     int64
	Title  string
	Pages  int
	Author orm.One[signalAuthor]
}

func (b *signalBook) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.String(&b.Title, 40),
		schema.Integer(&b.Pages),
		schema.ForeignKey(&b.Author),
	}}
}

type signalTag struct {
	orm.Model
	ID   int64
	Name string
}

func (t *signalTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&t.ID).PrimaryKey(),
		schema.String(&t.Name, 40),
	}}
}

type signalTagging struct {
	orm.Model
	ID     int64
	Weight int
}

func (g *signalTagging) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&g.ID).PrimaryKey(),
		schema.Integer(&g.Weight),
	}}
}

type signalClub struct {
	orm.Model
	ID   int64
	Name string
}

func (c *signalClub) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(),
		schema.String(&c.Name, 40),
	}}
}

var signals = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&signalAuthor{}, &signalBook{}, &signalTag{}, &signalTagging{}, &signalClub{})
})
