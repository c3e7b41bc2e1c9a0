package clusters

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Author has notes.
type Author struct {
	orm.Model
	ID    int64
	Name  string
	Notes orm.Many[Note]
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Name: "authors", Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 40).Unique(),
	}}
}

// Note is a row that somebody has written once.
type Note struct {
	orm.Model
	ID     int64
	Author orm.One[Author]
	Writer int64
	Number int64
	Text   string
}

func (n *Note) Schema() schema.Table {
	return schema.Table{Name: "notes", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(),
		schema.ForeignKey(&n.Author).RelatedName("notes"),
		schema.BigInteger(&n.Writer).Default(0),
		schema.BigInteger(&n.Number).Default(0),
		schema.String(&n.Text, 40),
	}}
}

// Late has a table that is made while replicas do not replay.
type Late struct {
	orm.Model
	ID int64
}

func (l *Late) Schema() schema.Table {
	return schema.Table{Name: "late", Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey()}}
}

func models() *schema.Registry { return schema.MustRegistry(&Author{}, &Note{}) }
