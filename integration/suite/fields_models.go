package suite

import (
	"sync"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// words are models whose tables and columns are words of SQL, or hold what quoting must keep in one piece (M-03, J-09).
var words = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&wordOrder{}, &wordGroup{}, &wordTable{}) })

type wordOrder struct {
	orm.Model
	ID     int64
	From   string
	Limit  int
	Group  orm.One[wordGroup]
	Tables orm.Many[wordTable]
}

func (o *wordOrder) Schema() schema.Table {
	return schema.Table{Name: "order", Fields: schema.Fields{
		schema.Integer(&o.ID).PrimaryKey().Name("primary"),
		schema.String(&o.From, 20).Name("from").Index(),
		schema.Integer(&o.Limit).Name("limit"),
		schema.ForeignKey(&o.Group).Name("references"),
		schema.ManyToMany(&o.Tables).ThroughTable("join").ThroughColumns("left", "right"),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("from", "limit").Named("unique")}}
}

type wordGroup struct {
	orm.Model
	Select string
	Orders orm.Many[wordOrder]
}

func (g *wordGroup) Schema() schema.Table {
	return schema.Table{Name: "group.by \"a\" `b` 'c'?", AnyName: true, Fields: schema.Fields{
		schema.String(&g.Select, 20).PrimaryKey().Name("select * from.x"),
	}}
}

type wordTable struct {
	orm.Model
	ID     int64
	Table  string
	Orders orm.Many[wordOrder]
}

func (w *wordTable) Schema() schema.Table {
	return schema.Table{Name: "table", Fields: schema.Fields{
		schema.Integer(&w.ID).PrimaryKey(), schema.String(&w.Table, 20).Name("table"),
	}}
}

// members have rules of the model, and of validate tags.
var members = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&memberClub{}, &member{}) })

type memberClub struct {
	orm.Model
	ID      int64
	Name    string
	Members orm.Many[member]
}

func (c *memberClub) Schema() schema.Table {
	return schema.Table{Name: "clubs", Fields: schema.Fields{schema.Integer(&c.ID).PrimaryKey(), schema.String(&c.Name, 20)}}
}

type member struct {
	orm.Model
	ID     int64
	Club   orm.One[memberClub]
	Nick   string `validate:"alpha"`
	Age    int
	Since  time.Time
	Weight float64 `validate:"lt=500"`
	Again  string  `validate:"eqfield=Nick"`
}

func (m *member) Schema() schema.Table {
	return schema.Table{Name: "members", Fields: schema.Fields{
		schema.Integer(&m.ID).PrimaryKey(),
		schema.ForeignKey(&m.Club),
		schema.String(&m.Nick, 8).MinLength(2).Unique(),
		schema.Integer(&m.Age).Min(18).Max(120),
		schema.DateTime(&m.Since),
		schema.Float(&m.Weight),
		schema.String(&m.Again, 8),
	}}
}
