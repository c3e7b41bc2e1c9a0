package suite

import (
	"sync"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// graphs are the models of the graph cases.
var graphs = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&firm{}, &firmSeat{}, &firmNick{}, &firmLevel{}, &firmNote{}, &firmPair{}, &firmBound{}, &firmPass{})
})

// firm has a seat, children, and a self relation.
type firm struct {
	orm.Model
	ID      int64
	Name    string
	Seat    orm.One[firmSeat]
	Notes   orm.Many[firmNote]
	Holding orm.One[firm]
	Firms   orm.Many[firm]
	Pass    orm.One[firmPass]
}

func (f *firm) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&f.ID).PrimaryKey(), schema.String(&f.Name, 40), schema.ForeignKey(&f.Seat),
		schema.ForeignKey(&f.Holding).RelatedName("firms"),
	}}
}

type firmSeat struct {
	orm.Model
	ID    int64
	Town  string
	Nicks orm.Many[firmNick]
	Firms orm.Many[firm]
}

func (s *firmSeat) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&s.ID).PrimaryKey(), schema.String(&s.Town, 40), schema.ManyToMany(&s.Nicks),
	}}
}

type firmNick struct {
	orm.Model
	ID    int64
	Text  string
	Level orm.One[firmLevel]
	Seats orm.Many[firmSeat]
}

func (n *firmNick) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&n.ID).PrimaryKey(), schema.String(&n.Text, 40), schema.ForeignKey(&n.Level),
	}}
}

// firmLevel has a text for its key.
type firmLevel struct {
	orm.Model
	Code  string
	Label string
	Nicks orm.Many[firmNick]
}

func (l *firmLevel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&l.Code, 20).PrimaryKey(), schema.String(&l.Label, 40).MinLength(1)}}
}

// firmNote must have a firm, and has none of package orm's memory.
type firmNote struct {
	ID   uuid.UUID
	Firm orm.One[firm]
	Text string
	Tags orm.ManyThrough[firmLevel, firmTag]
}

func (n *firmNote) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&n.ID).PrimaryKey().DefaultFunc(uuid.New), schema.ForeignKey(&n.Firm).NotNull(), schema.String(&n.Text, 40),
		schema.ManyToMany(&n.Tags),
	}}
}

// firmTag is a link row.
type firmTag struct {
	ID     int64
	Weight int
}

func (t *firmTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.Integer(&t.Weight).Max(9)}}
}

// firmPair and another one may point at each other.
type firmPair struct {
	orm.Model
	ID    int64
	Other orm.One[firmPair]
}

func (p *firmPair) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Other).SkipReverse()}}
}

// firmBound must point at another one.
type firmBound struct {
	orm.Model
	ID    int64
	Other orm.One[firmBound]
}

func (p *firmBound) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Other).SkipReverse().NotNull()}}
}

// firmPass is the far end of a one-to-one.
type firmPass struct {
	orm.Model
	ID   int64
	Firm orm.One[firm]
	Code string
}

func (p *firmPass) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Firm).Unique(), schema.String(&p.Code, 20),
	}}
}
