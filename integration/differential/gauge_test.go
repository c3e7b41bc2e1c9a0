package differential

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Word is a text whose case counts for nothing.
type Word string

// clock is the zone of the instants without one.
var clock = time.FixedZone("", 5*3600+1800)

// Crate has a key of two columns, and columns that SQLite keeps in several forms.
type Crate struct {
	orm.Model
	Yard   int
	Slot   int
	Label  Word
	Load   uint64
	Due    *time.Time
	Day    *time.Time
	Live   *bool
	Gauges orm.Many[Gauge]
}

// Schema is the table crates.
func (c *Crate) Schema() schema.Table {
	return schema.Table{Name: "crates", OrderBy: []string{"-label"}, Fields: schema.Fields{
		schema.Integer(&c.Yard).PrimaryKey(),
		schema.Integer(&c.Slot).PrimaryKey(),
		schema.String(&c.Label, 40).CaseInsensitive(),
		schema.Unsigned(&c.Load, 64),
		schema.DateTime(&c.Due),
		schema.Date(&c.Day),
		schema.Boolean(&c.Live),
	}}
}

// Gauge has the types of databases that others made. It lies in a crate, and measures an author or a book.
type Gauge struct {
	orm.Model
	ID      int64
	Code    Word
	Size    uint64
	Spare   *uint64
	Wide    int
	High    *int
	Area    *int
	Tall    *bool
	Marks   []string
	Counts  []int
	Span    *string
	Seen    *time.Time
	Noon    time.Time
	Began   time.Time
	Ended   *time.Time
	Yard    *int
	Slot    *int
	Crate   orm.One[Crate]
	Keeper  orm.One[Author]
	Subject orm.Any
}

// Schema is the table gauges.
func (g *Gauge) Schema() schema.Table {
	return schema.Table{Name: "gauges", Fields: schema.Fields{
		schema.Integer(&g.ID).PrimaryKey(),
		schema.String(&g.Code, 40).CaseInsensitive(),
		schema.Unsigned(&g.Size, 64),
		schema.Unsigned(&g.Spare, 64),
		schema.Integer(&g.Wide),
		schema.Integer(&g.High),
		schema.Integer(&g.Area).Generated("wide * high", schema.GeneratedStored),
		schema.Boolean(&g.Tall).Generated("high > wide", schema.GeneratedStored),
		schema.Array(&g.Marks),
		schema.Array(&g.Counts).Nullable(),
		schema.Native(&g.Span, "int4range"),
		schema.DateTime(&g.Seen).Stored(schema.UnixSeconds),
		schema.DateTime(&g.Noon).Stored(schema.JulianDay),
		schema.DateTime(&g.Began).WithoutZone(clock),
		schema.DateTime(&g.Ended).WithoutZone(clock),
		schema.Integer(&g.Yard),
		schema.Integer(&g.Slot),
		schema.ForeignKey(&g.Crate).On("yard", "slot").RelatedName("gauges").RelatedOrderBy("-size"),
		schema.ForeignKey(&g.Keeper).RelatedName("gauges"),
		schema.Polymorphic(&g.Subject, "subject_type", "subject_id", &Author{}, &Book{}).RelatedName("measures"),
	}}
}
