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

// orchards are few models, so that all relations of all of them fit into one statement that every engine bears.
var orchards = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&tree{}, &bough{}, &leaf{}, &leafTie{}, &pigment{}, &mineral{}, &treeNote{})
})

type tree struct {
	orm.Model
	ID      int64
	Name    string
	Pigment orm.One[pigment]
	Boughs  orm.Many[bough]
	Notes   orm.Many[treeNote]
}

func (t *tree) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Name, 20), schema.ForeignKey(&t.Pigment).SkipReverse(),
	}}
}

type bough struct {
	orm.Model
	ID     int64
	Name   string
	Tree   orm.One[tree]
	Leaves orm.ManyThrough[leaf, leafTie]
}

func (b *bough) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Name, 20), schema.ForeignKey(&b.Tree), schema.ManyToMany(&b.Leaves),
	}}
}

type leaf struct {
	orm.Model
	ID      int64
	Text    string
	Pigment orm.One[pigment]
	Boughs  orm.Many[bough]
}

func (l *leaf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&l.ID).PrimaryKey(), schema.String(&l.Text, 20), schema.ForeignKey(&l.Pigment).SkipReverse(),
	}}
}

type leafTie struct {
	ID     int64
	Weight int
}

func (t *leafTie) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.Integer(&t.Weight)}}
}

type pigment struct {
	orm.Model
	ID      int64
	Name    string
	Mineral orm.One[mineral]
}

func (p *pigment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 20), schema.ForeignKey(&p.Mineral).SkipReverse(),
	}}
}

type mineral struct {
	orm.Model
	Code string
}

func (m *mineral) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&m.Code, 8).PrimaryKey()}}
}

type treeNote struct {
	orm.Model
	ID   int64
	Text string
	Tree orm.One[tree]
}

func (n *treeNote) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&n.ID).PrimaryKey(), schema.String(&n.Text, 20), schema.ForeignKey(&n.Tree)}}
}
