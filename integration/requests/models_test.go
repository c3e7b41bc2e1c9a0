package requests

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Person reports issues.
type Person struct {
	orm.Model
	ID     int64           `json:"id"`
	Name   string          `json:"name"`
	Mail   string          `json:"mail"`
	Issues orm.Many[Issue] `json:"issues"`
}

// Schema is the table of Person.
func (p *Person) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 50), schema.String(&p.Mail, 50).Default("").Secret(),
	}}
}

// Issue has a field of every kind that a query string can ask for.
type Issue struct {
	orm.Model
	ID        int64             `json:"id"`
	Title     string            `json:"title"`
	Status    Status            `json:"status"`
	Priority  int               `json:"priority"`
	Cost      decimal.Decimal   `json:"cost"`
	Weight    float64           `json:"weight"`
	Done      bool              `json:"done"`
	CreatedAt time.Time         `json:"createdAt"`
	Due       *time.Time        `json:"due"`
	Ref       uuid.UUID         `json:"ref"`
	Reporter  orm.One[Person]   `json:"reportedBy"`
	Comments  orm.Many[Comment] `json:"comments"`
	Page      int               `json:"page"`
}

// Status is an enumeration.
type Status string

// Schema is the table of Issue.
func (i *Issue) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.String(&i.Title, 100), schema.Enum(&i.Status, "open", "closed"),
		schema.Integer(&i.Priority), schema.Decimal(&i.Cost, 12, 2), schema.Float(&i.Weight), schema.Boolean(&i.Done),
		schema.DateTime(&i.CreatedAt), schema.Date(&i.Due), schema.UUID(&i.Ref), schema.Integer(&i.Page).Default(0),
		schema.ForeignKey(&i.Reporter).RelatedName("issues"),
	}}
}

// Comment is a comment on an issue.
type Comment struct {
	orm.Model
	ID    int64          `json:"id"`
	Body  string         `json:"body"`
	Issue orm.One[Issue] `json:"issue"`
}

// Schema is the table of Comment.
func (c *Comment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Body, 100), schema.ForeignKey(&c.Issue).RelatedName("comments"),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&Person{}, &Issue{}, &Comment{}) }

// refOf is the UUID of an issue.
func refOf(n int) uuid.UUID { return uuid.UUID{15: byte(n), 0: 0xab} }

// filled makes n issues, of which the i-th has values that tell i.
func filled(t *testing.T, db *orm.DB, n int) {
	t.Helper()
	people := []*Person{{ID: 1, Name: "Ann", Mail: "a@x"}, {ID: 2, Name: "Bob", Mail: "b@x"}}
	if err := orm.Objects[Person](db).BulkCreate(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	var issues []*Issue
	for i := 1; i <= n; i++ {
		issue := &Issue{ID: int64(i), Title: fmt.Sprintf("issue %d", i), Status: "open", Priority: i % 4, Cost: decimal.New(int64(i)*50, -2),
			Weight: float64(i) / 2, Done: i%2 == 0, CreatedAt: time.Date(2026, 1, i, 12, 0, 0, 0, time.UTC), Ref: refOf(i),
			Reporter: orm.RefPK[Person](int64(1 + i%2)), Page: i}
		if i%3 == 0 {
			issue.Status = "closed"
		}
		if i%5 != 0 {
			due := time.Date(2026, 2, i, 0, 0, 0, 0, time.UTC)
			issue.Due = &due
		}
		issues = append(issues, issue)
	}
	if err := orm.Objects[Issue](db).BulkCreate(t.Context(), issues); err != nil {
		t.Fatal(err)
	}
	comments := []*Comment{{ID: 1, Body: "Needs a Fix", Issue: orm.Ref(issues[0])}, {ID: 2, Body: "fixed", Issue: orm.Ref(issues[0])}, {ID: 3, Body: "no", Issue: orm.Ref(issues[1])}}
	if err := orm.Objects[Comment](db).BulkCreate(t.Context(), comments); err != nil {
		t.Fatal(err)
	}
}
