package suite

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// crates are models that are more than their columns.
var crates = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&crate{}, &crateItem{}, &crateSeal{})
})

// crate has fields that are no columns (M-18), state of its own (M-20), and a name that is computed (M-21).
type crate struct {
	orm.Model
	ID     int64               `json:"id"`
	Label  string              `json:"label" validate:"lowercase"`
	Image  []byte              `json:"image"`
	Extra  map[string]any      `json:"extra"`
	Draft  string              `json:"draft,omitempty"`
	Items  orm.Many[crateItem] `json:"items,omitzero"`
	Seal   orm.One[crateSeal]  `json:"seal,omitzero"`
	opened int
}

func (c *crate) Schema() schema.Table {
	return schema.Table{Name: "crates", Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(),
		schema.String(&c.Label, 20),
		schema.LargeBinary(&c.Image, 100),
		schema.JSON(&c.Extra).Default(map[string]any{"colour": "red"}),
	}}
}

// Shout is what ormar would call a computed field: an ordinary method.
func (c *crate) Shout() string { return strings.ToUpper(c.Label) }

// MarshalJSON adds it to what JSON shows.
func (c crate) MarshalJSON() ([]byte, error) {
	type plain crate
	return json.Marshal(struct {
		*plain
		Shout string `json:"shout"`
	}{(*plain)(&c), c.Shout()})
}

// crateItem hides its reverse relation.
type crateItem struct {
	orm.Model
	ID     int64          `json:"id"`
	Name   string         `json:"name"`
	Crate  orm.One[crate] `json:"crate,omitzero"`
	Hidden orm.One[crate] `json:"hidden,omitzero"`
}

func (i *crateItem) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{
		schema.Integer(&i.ID).PrimaryKey(),
		schema.String(&i.Name, 20),
		schema.ForeignKey(&i.Crate),
		schema.ForeignKey(&i.Hidden).RelatedName("secrets").SkipReverse(),
	}}
}

// crateSeal extends a crate by a row with the same key, as a joined parent would (I-08).
type crateSeal struct {
	orm.Model
	Crate orm.One[crate] `json:"crate"`
	Wax   string         `json:"wax"`
}

func (s *crateSeal) Schema() schema.Table {
	return schema.Table{Name: "seals", Fields: schema.Fields{
		schema.ForeignKey(&s.Crate).PrimaryKey().OnDelete(schema.Cascade),
		schema.String(&s.Wax, 10),
	}}
}

// crateShelf is a queryset with methods of its own (M-24).
type crateShelf struct{ orm.QuerySet[crate] }

func (s crateShelf) labelled(label string) crateShelf {
	return crateShelf{s.Filter(orm.Q{"label": label})}
}
