package suite

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// clerkPost has a default, a server default, an on-update value and a nullable field with a default.
type clerkPost struct {
	orm.Model
	ID      int64
	Title   string
	Status  string
	Weight  *int
	Rank    int
	Edits   int
	Written time.Time
	Owner   orm.One[clerkOwner]
}

// clerkEdits counts the calls of the on-update function, so that every value is a new one.
var clerkEdits atomic.Int64

func (p *clerkPost) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(),
		schema.String(&p.Title, 40),
		schema.String(&p.Status, 20).Default("draft").Choices("draft", "live"),
		schema.Integer(&p.Weight).Default(new(3)),
		schema.Integer(&p.Rank).ServerDefault("9"),
		schema.Integer(&p.Edits).OnUpdateFunc(func() int { return int(clerkEdits.Add(1)) }),
		schema.DateTime(&p.Written).Default(time.Date(2001, 2, 3, 4, 5, 6, 7_891_234, time.UTC)),
		schema.ForeignKey(&p.Owner),
	}}
}

// clerkOwner is found by two unique fields besides its key, and has none of package orm's memory.
type clerkOwner struct {
	ID    int64
	Email string
	Login *string
	Note  string
}

func (o *clerkOwner) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&o.ID).PrimaryKey(),
		schema.String(&o.Email, 40).Unique(),
		schema.String(&o.Login, 40).Unique(),
		schema.String(&o.Note, 40).Default("none"),
	}}
}

// clerkLabel has a key of two fields and nothing else that could be updated.
type clerkLabel struct {
	orm.Model
	Kind string
	Name string
}

func (l *clerkLabel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&l.Kind, 20).PrimaryKey(),
		schema.String(&l.Name, 20).PrimaryKey(),
	}}
}

// clerkTicket has a key that the program makes.
type clerkTicket struct {
	orm.Model
	Code string
	Text string
}

func (c *clerkTicket) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&c.Code, 20).PrimaryKey().DefaultFunc(func() string { return "made" }),
		schema.String(&c.Text, 40),
	}}
}

var clerks = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&clerkPost{}, &clerkOwner{}, &clerkLabel{}, &clerkTicket{})
})
