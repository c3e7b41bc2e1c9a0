package divided

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Plan is the same for all tenants: a table that divided ones refer to.
type Plan struct {
	orm.Model
	ID   int64
	Name string
}

func (p *Plan) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 40).Unique()}}
}

// Account belongs to a tenant.
type Account struct {
	orm.Model
	TenantID int64
	Number   int64
	Name     string
	Plan     orm.One[Plan]
	Tasks    orm.Many[Task]
}

func (a *Account) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&a.TenantID).PrimaryKey(), schema.BigInteger(&a.Number).PrimaryKey(), schema.String(&a.Name, 40), schema.ForeignKey(&a.Plan),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("tenant_id", "name")}}
}

// Task is of an account, may be part of another task, has a version, and is marked when it is deleted.
type Task struct {
	orm.Model
	TenantID      int64
	Number        int64
	AccountNumber int64
	ParentNumber  *int64
	Title         string
	Hours         int
	Version       int
	Gone          *time.Time
	Account       orm.One[Account]
	Parent        orm.One[Task]
	Parts         orm.Many[Task]
}

func (t *Task) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant_id", TrackChanges: true, Fields: schema.Fields{
		schema.BigInteger(&t.TenantID).PrimaryKey(), schema.BigInteger(&t.Number).PrimaryKey(), schema.BigInteger(&t.AccountNumber), schema.BigInteger(&t.ParentNumber),
		schema.String(&t.Title, 40), schema.Integer(&t.Hours).Default(1), schema.Integer(&t.Version).Version(), schema.DateTime(&t.Gone).SoftDelete(),
		schema.ForeignKey(&t.Account).On("tenant_id", "account_number").RelatedName("tasks"),
		schema.ForeignKey(&t.Parent).On("tenant_id", "parent_number").RelatedName("parts"),
	}}
}
