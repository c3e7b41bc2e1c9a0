// Package model has the models of the service.
package model

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Project has issues.
type Project struct {
	orm.Model
	ID     int64           `json:"id"`
	Name   string          `json:"name"`
	Issues orm.Many[Issue] `json:"issues,omitzero"`
}

// Schema is the table projects.
func (p *Project) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 80).MinLength(1).Unique(),
	}}
}

// Issue is something to do.
type Issue struct {
	orm.Model
	ID       int64             `json:"id"`
	Project  orm.One[Project]  `json:"project,omitzero"`
	Title    string            `json:"title"`
	Status   string            `json:"status"`
	Created  time.Time         `json:"created_at"`
	Version  int               `json:"version"`
	Comments orm.Many[Comment] `json:"comments,omitzero"`
}

// Schema is the table issues.
func (i *Issue) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.BigInteger(&i.ID).PrimaryKey(),
			schema.ForeignKey(&i.Project).NotNull().Index().OnDelete(schema.Cascade),
			schema.String(&i.Title, 200).MinLength(1),
			schema.String(&i.Status, 20).Choices("open", "done").Default("open"),
			schema.DateTime(&i.Created).DefaultFunc(time.Now).ReadOnly(),
			schema.Integer(&i.Version).Version(), // somebody else's change is never overwritten
		},
		Constraints: []schema.Constraint{schema.IndexOn("status", "created")},
	}
}

// Comment is what somebody said about an issue.
type Comment struct {
	orm.Model
	ID    int64          `json:"id"`
	Issue orm.One[Issue] `json:"issue,omitzero"`
	Text  string         `json:"text"`
}

// Schema is the table comments.
func (c *Comment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.ForeignKey(&c.Issue).NotNull().Index().OnDelete(schema.Cascade),
		schema.Text(&c.Text).MinLength(1),
	}}
}

// Models is the registry: mistakes in the models are told here, all of them at once.
func Models() *schema.Registry { return schema.MustRegistry(&Project{}, &Issue{}, &Comment{}) }
