package scopes

import (
	"database/sql"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Shelf marks its rows as deleted, and has a version.
type Shelf struct {
	orm.Model
	ID      int64
	Label   string
	Gone    *time.Time
	Version int
	Volumes orm.Many[Volume]
	Cards   orm.Many[Card]
	Loans   orm.Many[Loan]
	Topics  orm.Many[Topic]
}

// Schema is the table of Shelf.
func (s *Shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Label, 20).Unique(),
		schema.DateTime(&s.Gone).SoftDelete().Name("deleted_at"), schema.Integer(&s.Version).Version(), schema.ManyToMany(&s.Topics).RelatedName("shelves")}}
}

// Volume goes with its shelf, and with what it is a part of.
type Volume struct {
	orm.Model
	ID     int64
	Shelf  orm.One[Shelf]
	PartOf orm.One[Volume]
	Number int
	Gone   sql.Null[time.Time]
	Leaves orm.Many[Leaf]
	Parts  orm.Many[Volume]
}

// Schema is the table of Volume.
func (v *Volume) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&v.ID).PrimaryKey(), schema.ForeignKey(&v.Shelf).RelatedName("volumes").OnDelete(schema.Cascade),
		schema.ForeignKey(&v.PartOf).RelatedName("parts").OnDelete(schema.Cascade), schema.Integer(&v.Number), schema.DateTime(&v.Gone).SoftDelete()},
		Constraints: []schema.Constraint{schema.UniqueTogether("shelf", "number")}}
}

// Leaf goes with its volume, for good.
type Leaf struct {
	orm.Model
	ID     int64
	Volume orm.One[Volume]
}

// Schema is the table of Leaf.
func (l *Leaf) Schema() schema.Table {
	return schema.Table{Name: "leaves", Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Volume).RelatedName("leaves").OnDelete(schema.Cascade)}}
}

// Card forgets its shelf.
type Card struct {
	orm.Model
	ID      int64
	Shelf   orm.One[Shelf]
	Version int
}

// Schema is the table of Card.
func (c *Card) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Shelf).RelatedName("cards").OnDelete(schema.SetNull),
		schema.Integer(&c.Version).Version()}}
}

// Loan keeps its shelf, while it is there itself.
type Loan struct {
	orm.Model
	ID    int64
	Shelf orm.One[Shelf]
	Gone  *time.Time
}

// Schema is the table of Loan.
func (l *Loan) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Shelf).RelatedName("loans").OnDelete(schema.Restrict),
		schema.DateTime(&l.Gone).SoftDelete()}}
}

// Topic is tied to shelves by links that nobody declares.
type Topic struct {
	orm.Model
	ID      int64
	Name    string
	Shelves orm.Many[Shelf]
}

// Schema is the table of Topic.
func (p *Topic) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 20)}}
}

func library() *schema.Registry {
	return schema.MustRegistry(&Shelf{}, &Volume{}, &Leaf{}, &Card{}, &Loan{}, &Topic{})
}
