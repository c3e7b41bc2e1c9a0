package graphs

import (
	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// A tree of one model, whose nodes also know others.

type node struct {
	orm.Model
	ID       int64
	Rank     int
	Parent   orm.One[node]
	Children orm.Many[node]
	Knows    orm.Many[node]
	KnownBy  orm.Many[node]
}

func (n *node) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&n.ID).PrimaryKey(), schema.Integer(&n.Rank),
		schema.ForeignKey(&n.Parent).RelatedName("children").RelatedOrderBy("-rank"),
		schema.ManyToMany(&n.Knows).RelatedName("known_by"),
	}}
}

// Several relations to one model, one of them without a way back.

type match struct {
	orm.Model
	ID     int64
	Home   orm.One[team]
	Away   orm.One[team]
	Winner orm.One[team]
}

func (m *match) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&m.ID).PrimaryKey(), schema.ForeignKey(&m.Home).NotNull().RelatedName("at_home"),
		schema.ForeignKey(&m.Away).RelatedName("away"), schema.ForeignKey(&m.Winner).SkipReverse(),
	}}
}

type team struct {
	orm.Model
	Name   string
	AtHome orm.Many[match]
	Away   orm.Many[match]
}

func (t *team) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&t.Name, 20).PrimaryKey()}}
}

// Many to many, with link data that is seen from both ends, and a foreign key on the link.

type student struct {
	orm.Model
	ID      uuid.UUID
	Name    string
	Courses orm.ManyThrough[course, attendance]
}

func (s *student) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"name"}, Fields: schema.Fields{
		schema.UUID(&s.ID).PrimaryKey(), schema.String(&s.Name, 20), schema.ManyToMany(&s.Courses).RelatedName("students"),
	}}
}

type attendance struct {
	orm.Model
	ID    int64
	Grade *int
}

func (a *attendance) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.Integer(&a.Grade)}}
}

type course struct {
	orm.Model
	Code     string
	Teacher  orm.One[teacher]
	Students orm.ManyThrough[student, attendance]
}

func (c *course) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&c.Code, 20).PrimaryKey(), schema.ForeignKey(&c.Teacher).RelatedName("courses").RelatedOrderBy("-code"),
	}}
}

type teacher struct {
	orm.Model
	ID      int64
	Courses orm.Many[course]
}

func (t *teacher) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey()}}
}

// One to one, twice in a row: a person's passport, and the passport's photo.

type person struct {
	orm.Model
	ID       int64
	Name     *string
	Passport orm.One[passport]
}

func (p *person) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 20)}}
}

type passport struct {
	orm.Model
	Number string
	Owner  orm.One[person]
	Photo  orm.One[photo]
	Visas  orm.Many[visa]
}

func (p *passport) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&p.Number, 20).PrimaryKey(), schema.ForeignKey(&p.Owner).Unique().RelatedName("passport"),
	}}
}

type photo struct {
	orm.Model
	ID       uuid.UUID
	Passport orm.One[passport]
}

func (p *photo) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Passport).NotNull().Unique().RelatedName("photo"),
	}}
}

type visa struct {
	orm.Model
	ID       int64
	Passport orm.One[passport]
}

func (v *visa) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&v.ID).PrimaryKey(), schema.ForeignKey(&v.Passport).RelatedName("visas")}}
}
