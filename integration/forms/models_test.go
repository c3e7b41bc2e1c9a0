package forms

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Visit has a column of each kind that SQLite stores in several forms.
type Visit struct {
	orm.Model
	ID    int64
	Key   [16]byte
	At    time.Time
	Day   time.Time
	Clock time.Time
	Open  bool
	Left  *time.Time
}

// Schema is the table of Visit.
func (v *Visit) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&v.ID).PrimaryKey(),
		schema.UUID(&v.Key).Index(), schema.DateTime(&v.At).Index(), schema.Date(&v.Day), schema.Time(&v.Clock),
		schema.Boolean(&v.Open), schema.DateTime(&v.Left),
	}}
}

// Badge has a UUID for a key.
type Badge struct {
	orm.Model
	ID    [16]byte
	Name  string
	Notes orm.Many[Note]
}

// Schema is the table of Badge.
func (b *Badge) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&b.ID).PrimaryKey(), schema.Text(&b.Name)}}
}

// Note is tied by a UUID.
type Note struct {
	orm.Model
	ID    int64
	Badge orm.One[Badge]
}

// Schema is the table of Note.
func (n *Note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.ForeignKey(&n.Badge).RelatedName("notes"),
	}}
}
