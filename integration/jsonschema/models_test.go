package jsonschema_test

import (
	"database/sql"
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

type colour string

type size int

type mailing struct {
	Street string `json:"street"`
	Tags   []string
}

// product has a field of every kind, with and without NULL, and rules.
type product struct {
	orm.Model
	ID       int64                         `json:"id"`
	SKU      string                        `json:"sku"`
	Name     *string                       `json:"name"`
	Notes    string                        `json:"notes,omitempty"`
	Active   bool                          `json:"active"`
	Maybe    *bool                         `json:"maybe"`
	Stock    int                           `json:"stock"`
	Small    int16                         `json:"small"`
	Big      int64                         `json:"big"`
	Quoted   int64                         `json:"quoted,string"`
	Perhaps  sql.Null[int64]               `json:"perhaps"`
	Weight   float64                       `json:"weight"`
	Price    string                        `json:"price"`
	Day      time.Time                     `json:"day"`
	Clock    time.Time                     `json:"clock"`
	Made     time.Time                     `json:"made"`
	Ended    *time.Time                    `json:"ended"`
	When     sql.Null[time.Time]           `json:"when"`
	Meta     map[string]any                `json:"meta"`
	List     []int                         `json:"list"`
	Address  mailing                       `json:"address"`
	Anything any                           `json:"anything"`
	Tag      uuid.UUID                     `json:"tag"`
	Raw      []byte                        `json:"raw"`
	Colour   colour                        `json:"colour"`
	Size     *size                         `json:"size"`
	Grade    int                           `json:"grade"`
	Token    string                        `json:"token"`
	Sealed   string                        `json:"sealed"`
	Password crypt.Password                `json:"-"`
	Views    int64                         `json:"views"`
	Maker    orm.One[maker]                `json:"maker"`
	Backup   orm.One[maker]                `json:"backup,omitzero"`
	Shelves  orm.ManyThrough[shelf, place] `json:"shelves,omitzero"`
	Label    orm.One[label]                `json:"label,omitzero"`
	Counts   map[string]int                `json:"counts,omitempty"` // no column
}

var skuPattern = regexp.MustCompile(`^[A-Z]{2}-[0-9]+$`)

func (p *product) Schema() schema.Table {
	key := crypt.Key{ID: "k", Secret: []byte("0123456789abcdef0123456789abcdef")}
	return schema.Table{Comment: "what is sold", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.SKU, 12).MinLength(4).Pattern(skuPattern).Comment("stock keeping unit"),
		schema.String(&p.Name, 5),
		schema.Text(&p.Notes),
		schema.Boolean(&p.Active).Default(true),
		schema.Boolean(&p.Maybe),
		schema.Integer(&p.Stock).Min(0).Max(1000).MultipleOf(5),
		schema.SmallInteger(&p.Small),
		schema.BigInteger(&p.Big),
		schema.BigInteger(&p.Quoted),
		schema.BigInteger(&p.Perhaps),
		schema.Float(&p.Weight).Min(0.5).Max(99.5),
		schema.Decimal(&p.Price, 6, 2),
		schema.Date(&p.Day),
		schema.Time(&p.Clock),
		schema.DateTime(&p.Made),
		schema.DateTime(&p.Ended),
		schema.Date(&p.When),
		schema.JSON(&p.Meta),
		schema.JSON(&p.List),
		schema.JSON(&p.Address),
		schema.JSON(&p.Anything).Nullable(),
		schema.UUID(&p.Tag),
		schema.LargeBinary(&p.Raw, 10),
		schema.Enum(&p.Colour, colour("red"), colour("blue")).Default("red"),
		schema.Enum(&p.Size, new(size(1)), new(size(2))),
		schema.Integer(&p.Grade).Choices(1, 2, 3).Default(1),
		schema.String(&p.Token, 20).Secret(),
		schema.String(&p.Sealed, 20).Encrypt(crypt.AEAD(key)),
		schema.Opaque(&p.Password, 200).Nullable(),
		schema.BigInteger(&p.Views).ReadOnly(),
		schema.ForeignKey(&p.Maker).RelatedName("products").NotNull(),
		schema.ForeignKey(&p.Backup).SkipReverse().RelatedName("backed"),
		schema.ManyToMany(&p.Shelves).RelatedName("products"),
	}}
}

// maker and product refer to each other, and a maker to itself.
type maker struct {
	orm.Model
	ID       uuid.UUID         `json:"id"`
	Name     string            `json:"name"`
	Parent   orm.One[maker]    `json:"parent,omitzero"`
	Products orm.Many[product] `json:"products,omitzero"`
}

func (m *maker) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.ForeignKey(&m.Parent).SkipReverse(),
	}}
}

type shelf struct {
	orm.Model
	Code     string            `json:"code"`
	Products orm.Many[product] `json:"products,omitzero"`
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&s.Code, 8).PrimaryKey()}, Name: "shelves"}
}

type place struct {
	orm.Model
	ID    int64 `json:"id"`
	Level int   `json:"level"`
}

func (p *place) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.Integer(&p.Level).Default(1)}}
}

// label is the near side of a one-to-one whose key it is.
type label struct {
	Product orm.One[product] `json:"product"`
	Text    string           `json:"text"`
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.ForeignKey(&l.Product).PrimaryKey(), schema.String(&l.Text, 20)}}
}

// everything is what there is to follow.
var everything = []string{"maker__parent", "maker__products", "backup", "shelves__place", "shelves__products", "label"}
