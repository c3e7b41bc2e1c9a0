package atlas

import (
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type author struct {
	orm.Model
	ID    int64
	Name  string
	Email *string
	Tags  orm.Many[tag]
}

func (a *author) Schema() schema.Table {
	return schema.Table{Comment: "people", Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50).Index(), schema.String(&a.Email, 80).Unique(), schema.ManyToMany(&a.Tags),
	}}
}

type tag struct {
	orm.Model
	Code string
}

func (t *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&t.Code, 10).PrimaryKey()}}
}

// condition is an enumeration.
type condition string

type book struct {
	orm.Model
	ID     uuid.UUID
	Author orm.One[author]
	Editor orm.One[author]
	Sequel orm.One[book]
	Title  string
	Year   int
	Price  string
	Score  *float64
	Live   bool
	At     time.Time
	Day    *time.Time
	Clock  time.Time
	Facts  map[string]any
	Cover  *[]byte
	State  condition
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author).NotNull().OnDelete(schema.Cascade).RelatedName("books"),
		schema.ForeignKey(&b.Editor).OnDelete(schema.SetNull).OnUpdate(schema.Cascade).RelatedName("edited"), schema.ForeignKey(&b.Sequel).SkipReverse(),
		schema.String(&b.Title, 100), schema.Integer(&b.Year).Default(1), schema.Decimal(&b.Price, 10, 2), schema.Float(&b.Score), schema.Boolean(&b.Live),
		schema.DateTime(&b.At), schema.Date(&b.Day), schema.Time(&b.Clock), schema.JSON(&b.Facts), schema.LargeBinary(&b.Cover, 100),
		schema.Enum(&b.State, "new", "old"),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("title", "author"), schema.IndexOn("year", "title")}}
}

type grade struct {
	orm.Model
	Course string
	Year   int
	Mark   int
}

func (g *grade) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&g.Year).PrimaryKey(), schema.String(&g.Course, 10).PrimaryKey(), schema.Integer(&g.Mark),
	}}
}

func models() *schema.Registry {
	return schema.MustRegistry(&author{}, &tag{}, &book{}, &grade{})
}
