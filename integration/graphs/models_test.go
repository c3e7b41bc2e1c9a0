package graphs

import (
	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// A chain: streets of cities of countries of continents. Countries have text for a key.

type continent struct {
	orm.Model
	ID        int64
	Name      string
	Countries orm.Many[country]
}

func (c *continent) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&c.ID).PrimaryKey(), schema.String(&c.Name, 20)}}
}

type country struct {
	orm.Model
	Code      string
	Continent orm.One[continent]
	Cities    orm.Many[city]
}

func (c *country) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&c.Code, 20).PrimaryKey(), schema.ForeignKey(&c.Continent).RelatedName("countries"),
	}}
}

type city struct {
	orm.Model
	ID      int64
	Size    int
	Country orm.One[country]
	Streets orm.Many[street]
}

func (c *city) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"-size"}, Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.Integer(&c.Size), schema.ForeignKey(&c.Country).RelatedName("cities"),
	}}
}

type street struct {
	orm.Model
	ID   int64
	City orm.One[city]
}

func (s *street) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.ForeignKey(&s.City).RelatedName("streets")}}
}

// A star: thing has several foreign keys, each to another model.

type thing struct {
	orm.Model
	ID     int64
	Colour orm.One[colour]
	Shape  orm.One[shape]
	Owner  orm.One[keeper]
}

func (h *thing) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&h.ID).PrimaryKey(), schema.ForeignKey(&h.Colour), schema.ForeignKey(&h.Shape).NotNull(),
		schema.ForeignKey(&h.Owner).RelatedName("things").RelatedOrderBy("-id"),
	}}
}

type colour struct {
	orm.Model
	Name   string
	Things orm.Many[thing]
}

func (c *colour) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&c.Name, 20).PrimaryKey()}}
}

type shape struct {
	orm.Model
	ID      int64
	Corners *int
	Things  orm.Many[thing]
}

func (s *shape) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.Integer(&s.Corners)}}
}

type keeper struct {
	orm.Model
	ID     uuid.UUID
	Things orm.Many[thing]
}

func (k *keeper) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&k.ID).PrimaryKey()}}
}

// A diamond: top leads to bottom on two ways. The keys are UUIDs; bottoms have marks without link data.

type top struct {
	orm.Model
	ID    uuid.UUID
	Left  orm.One[left]
	Right orm.One[right]
}

func (h *top) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&h.ID).PrimaryKey(), schema.ForeignKey(&h.Left).RelatedName("tops"), schema.ForeignKey(&h.Right).RelatedName("tops"),
	}}
}

type left struct {
	orm.Model
	ID     uuid.UUID
	Bottom orm.One[bottom]
	Tops   orm.Many[top]
}

func (h *left) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&h.ID).PrimaryKey(), schema.ForeignKey(&h.Bottom).RelatedName("lefts")}}
}

type right struct {
	orm.Model
	ID     uuid.UUID
	Bottom orm.One[bottom]
	Tops   orm.Many[top]
}

func (h *right) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&h.ID).PrimaryKey(), schema.ForeignKey(&h.Bottom).RelatedName("rights")}}
}

type bottom struct {
	orm.Model
	ID     uuid.UUID
	Depth  int
	Lefts  orm.Many[left]
	Rights orm.Many[right]
	Marks  orm.Many[mark]
}

func (h *bottom) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&h.ID).PrimaryKey(), schema.Integer(&h.Depth), schema.ManyToMany(&h.Marks).RelatedName("bottoms"),
	}}
}

type mark struct {
	orm.Model
	Word    string
	Bottoms orm.Many[bottom]
}

func (m *mark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&m.Word, 20).PrimaryKey()}}
}
