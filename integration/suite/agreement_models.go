package suite

import (
	"sync"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

var bookshop = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&poet{}, &poem{}, &prize{}, &mood{}, &poemMood{})
})

type poet struct {
	orm.Model
	ID     int64
	Name   string
	Poems  orm.Many[poem]
	Prizes orm.Many[prize]
}

func (p *poet) Schema() schema.Table {
	return schema.Table{Name: "poets", Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 20)}}
}

type poem struct {
	orm.Model
	ID    int64
	Title string
	Poet  orm.One[poet]
	Lines int
	Price decimal.Decimal
	Moods orm.ManyThrough[mood, poemMood]
}

func (p *poem) Schema() schema.Table {
	return schema.Table{Name: "poems", Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Title, 20), schema.ForeignKey(&p.Poet).RelatedName("poems"),
		schema.Integer(&p.Lines), schema.Decimal(&p.Price, 8, 2), schema.ManyToMany(&p.Moods).RelatedName("poems"),
	}}
}

type prize struct {
	orm.Model
	ID   int64
	Poet orm.One[poet]
	Year int
}

func (p *prize) Schema() schema.Table {
	return schema.Table{Name: "prizes", Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Poet).RelatedName("prizes"), schema.Integer(&p.Year),
	}}
}

type mood struct {
	orm.Model
	ID    int64
	Name  string
	Poems orm.ManyThrough[poem, poemMood]
}

func (m *mood) Schema() schema.Table {
	return schema.Table{Name: "moods", Fields: schema.Fields{schema.Integer(&m.ID).PrimaryKey(), schema.String(&m.Name, 20)}}
}

type poemMood struct {
	orm.Model
	ID     int64
	Weight int
}

func (l *poemMood) Schema() schema.Table {
	return schema.Table{Name: "poem_moods", Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.Weight)}}
}
