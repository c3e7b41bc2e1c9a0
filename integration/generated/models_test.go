package generated

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// current is the plan by which Schema describes the models: Schema takes no argument, and what it says is drawn anew for each run.
var current struct {
	sync.Mutex
	plan atomic.Pointer[plan]
}

// registry describes the models by a plan.
func registry(t *testing.T, p *plan) *schema.Registry {
	t.Helper()
	current.Lock()
	defer current.Unlock()
	current.plan.Store(p)
	r, err := schema.NewRegistry(&shelf{}, &ticket{}, &badge{}, &page{}, &pair{}, &audit{})
	if err != nil {
		t.Fatalf("%v\n%s", err, p)
	}
	return r
}

// body is the columns that every model may have.
type body struct {
	Mark  string
	Code  string
	Email *string
	Count int
	Rank  *int
	Price decimal.Decimal
	Open  bool
	Note  string
	Extra map[string]int
	Seen  time.Time
	Token [16]byte
	Data  []byte
	Tiny  int8
}

// shelf is what the others stand on.
type shelf struct {
	orm.Model
	ID int64
	body
	Tickets orm.Many[ticket]
	Pages   orm.Many[page]
}

func (s *shelf) Schema() schema.Table { return tableOf("shelf", schema.BigInteger(&s.ID), &s.body) }

// ticket has a key that the database makes.
type ticket struct {
	orm.Model
	ID int64
	body
	Parent orm.One[shelf]
	Marks  orm.Many[page]
}

func (t *ticket) Schema() schema.Table {
	return tableOf("ticket", schema.BigInteger(&t.ID), &t.body, parentOf("ticket", &t.Parent).RelatedName("tickets"),
		schema.ManyToMany(&t.Marks).ThroughTable("marks").ThroughColumns("ticket", "page"))
}

// badge has a key that a function of the model makes.
type badge struct {
	orm.Model
	ID [16]byte
	body
	Parent orm.One[shelf]
}

func (b *badge) Schema() schema.Table {
	return tableOf("badge", schema.UUID(&b.ID).DefaultFunc(randomUUID), &b.body, parentOf("badge", &b.Parent).SkipReverse())
}

// page has a key that the program gives.
type page struct {
	orm.Model
	ID string
	body
	Parent orm.One[shelf]
}

func (p *page) Schema() schema.Table {
	return tableOf("page", schema.String(&p.ID, 20), &p.body, parentOf("page", &p.Parent).RelatedName("pages"))
}

// pair has a key of two fields.
type pair struct {
	orm.Model
	A string
	B int
	body
}

func (p *pair) Schema() schema.Table {
	t := tableOf("pair", schema.String(&p.A, 20), &p.body)
	t.Fields = append(t.Fields, schema.Integer(&p.B).PrimaryKey())
	return t
}

// audit is what transactions and hooks write besides.
type audit struct {
	orm.Model
	ID int64
}

func (a *audit) Schema() schema.Table {
	return schema.Table{Name: "audits", Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey()}}
}

// tableOf is what a plan says of a model.
func tableOf[T any](name string, key *schema.Column[T], b *body, more ...*schema.Relation) schema.Table {
	s := current.plan.Load().shape(name)
	t := schema.Table{Name: name + "s", Fields: schema.Fields{key.PrimaryKey()}}
	for _, c := range s.columns {
		if f := b.field(c); f != nil {
			t.Fields = append(t.Fields, f)
		}
	}
	for _, r := range more {
		t.Fields = append(t.Fields, r)
	}
	for _, set := range s.sets {
		t.Constraints = append(t.Constraints, schema.UniqueTogether(set...))
	}
	return t
}

// parentOf is the relation to the shelf, which may be NOT NULL.
func parentOf(name string, p *orm.One[shelf]) *schema.Relation {
	r := schema.ForeignKey(p)
	if !current.plan.Load().shape(name).column("parent").nullable {
		r.NotNull()
	}
	return r
}

// field declares a column with its options; nil for those that are not the body's.
func (b *body) field(c *column) schema.Field {
	switch c.name {
	case "mark":
		return declare(schema.String(&b.Mark, 40), c)
	case "code":
		return declare(schema.String(&b.Code, 20), c)
	case "email":
		return declare(schema.String(&b.Email, 40), c)
	case "count":
		return declare(schema.Integer(&b.Count).Max(1000), c)
	case "rank":
		return declare(schema.Integer(&b.Rank), c)
	case "price":
		return declare(schema.Decimal(&b.Price, 12, 2), c)
	case "open":
		return declare(schema.Boolean(&b.Open), c)
	case "note":
		return declare(schema.Text(&b.Note), c)
	case "extra":
		return declare(schema.JSON(&b.Extra), c)
	case "seen":
		return declare(schema.DateTime(&b.Seen), c)
	case "token":
		return declare(schema.UUID(&b.Token), c)
	case "data":
		return declare(schema.LargeBinary(&b.Data, 100), c)
	case "tiny":
		return declare(schema.SmallInteger(&b.Tiny), c)
	}
	return nil
}

func declare[T any](f *schema.Column[T], c *column) schema.Field {
	if def, ok := c.def.(T); ok && c.calls {
		f.DefaultFunc(func() T { return def })
	} else if ok {
		f.Default(def)
	}
	if on, ok := c.on.(T); ok && c.calls {
		f.OnUpdateFunc(func() T { return on })
	} else if ok {
		f.OnUpdate(on)
	}
	if c.server != "" {
		f.ServerDefault(c.server)
	}
	if c.readOnly {
		f.ReadOnly()
	}
	if c.unique {
		f.Unique()
	}
	if c.cipher != nil {
		f.Encrypt(c.cipher)
	}
	return f
}
