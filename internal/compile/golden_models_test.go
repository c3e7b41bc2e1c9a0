package compile_test

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// models are authors with their books, which have an editor, tags with link data, and chapters with an order of their own.
var models = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&Author{}, &Book{}, &Press{}, &Tag{}, &BookTag{}, &Chapter{}, &Seat{}, &Remark{}, &Branch{}, &Client{}, &Sale{}, &Stay{},
		&Depot{}, &Parcel{})
})

type Author struct {
	orm.Model
	ID     int64
	Name   string
	Rank   *int
	Active bool
	Books  orm.Many[Book]
	Edited orm.Many[Book]
	Praise orm.Many[Remark]
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.Integer(&a.Rank), schema.Boolean(&a.Active),
	}}
}

type Press struct {
	orm.Model
	ID   int64
	Name string
	City *string
}

func (p *Press) Schema() schema.Table {
	return schema.Table{Name: "presses", Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 100), schema.String(&p.City, 100),
	}}
}

// State is where a book stands.
type State string

type Book struct {
	orm.Model
	ID       int64
	Author   orm.One[Author]
	Editor   orm.One[Author]
	Press    orm.One[Press]
	Title    string
	Year     *int
	Pages    int
	Sold     int
	Price    decimal.Decimal
	Rating   *float64
	State    State
	Released *time.Time
	Day      *time.Time
	Extra    json.RawMessage
	Code     uuid.UUID
	Cover    []byte
	Tags     orm.ManyThrough[Tag, BookTag]
	Chapters orm.Many[Chapter]
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.ForeignKey(&b.Author).NotNull().RelatedName("books"),
		schema.ForeignKey(&b.Editor).RelatedName("edited"),
		schema.ForeignKey(&b.Press),
		schema.String(&b.Title, 200),
		schema.Integer(&b.Year),
		schema.Integer(&b.Pages),
		schema.Integer(&b.Sold).Name("copies"),
		schema.Decimal(&b.Price, 10, 2),
		schema.Float(&b.Rating),
		schema.Enum(&b.State, "draft", "printed"),
		schema.DateTime(&b.Released),
		schema.Date(&b.Day),
		schema.JSON(&b.Extra),
		schema.UUID(&b.Code),
		schema.LargeBinary(&b.Cover, 1000),
		schema.ManyToMany(&b.Tags),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("author", "title")}}
}

type Tag struct {
	orm.Model
	ID    int64
	Name  string
	Books orm.ManyThrough[Book, BookTag]
}

func (t *Tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Name, 50).Unique()}}
}

type BookTag struct {
	orm.Model
	ID     int64
	Weight *int
}

func (l *BookTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.Weight)}}
}

type Chapter struct {
	orm.Model
	ID     int64
	Book   orm.One[Book]
	Number int
	Title  string
}

func (c *Chapter) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"number"}, Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Book), schema.Integer(&c.Number), schema.String(&c.Title, 100),
	}}
}

// Remark is about an author or a book, by names that are awkward to write.
type Remark struct {
	orm.Model
	ID    int64
	About orm.Any
	Text  string
}

func (r *Remark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(), schema.String(&r.Text, 100),
		schema.Polymorphic(&r.About, "kind", "about_id", &Author{}, &Book{}).TypeNames(`App\Author`, "it's").RelatedName("praise"),
	}}
}

// Seat has a composite key and reserved words for names.
type Seat struct {
	orm.Model
	Row   int
	Order string
	Group *string
}

func (s *Seat) Schema() schema.Table {
	return schema.Table{Name: "select", Fields: schema.Fields{
		schema.Integer(&s.Row).PrimaryKey(), schema.String(&s.Order, 10).PrimaryKey(), schema.String(&s.Group, 10),
	}}
}
