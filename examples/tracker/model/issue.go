package model

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Status is where an issue stands.
type Status string

// The states of an issue.
const (
	Open   Status = "open"
	Doing  Status = "doing"
	Closed Status = "closed"
)

// Issue is something to be done in a project.
type Issue struct {
	orm.Model
	Base
	Project     orm.One[Project]     `json:"project"`
	Parent      orm.One[Issue]       `json:"parent"`
	Title       string               `json:"title"`
	Body        string               `json:"body"`
	Status      Status               `json:"status"`
	Priority    int                  `json:"priority"` // 1 is urgent, 5 is some day
	Assignee    orm.One[User]        `json:"assignee"`
	Estimate    *decimal.Decimal     `json:"estimate"` // in hours
	Spent       decimal.Decimal      `json:"spent"`    // in hours
	Due         *time.Time           `json:"due"`
	ClosedAt    *time.Time           `json:"closed_at"`
	Version     int                  `json:"version"`
	Deleted     *time.Time           `json:"deleted,omitempty"`
	Children    orm.Many[Issue]      `json:"children,omitzero"`
	Labels      orm.Many[Label]      `json:"labels,omitzero"`
	Comments    orm.Many[Comment]    `json:"comments,omitzero"`
	Attachments orm.Many[Attachment] `json:"attachments,omitzero"`
}

// Schema is the table of Issue.
func (i *Issue) Schema() schema.Table {
	return schema.Table{
		OrderBy:      []string{"-created_at"},
		TrackChanges: true,
		Fields: append(i.Base.Fields(),
			schema.ForeignKey(&i.Project).RelatedName("issues").NotNull().OnDelete(schema.Cascade).Index(),
			schema.ForeignKey(&i.Parent).RelatedName("children").OnDelete(schema.SetNull).Index(),
			schema.String(&i.Title, 200).MinLength(1),
			schema.Text(&i.Body).Default(""),
			schema.Enum(&i.Status, Open, Doing, Closed).Default(Open).Index(),
			schema.SmallInteger(&i.Priority).Default(3).Min(1).Max(5),
			schema.ForeignKey(&i.Assignee).RelatedName("assigned").OnDelete(schema.SetNull).Index(),
			schema.Decimal(&i.Estimate, 8, 2).Min(new(decimal.Decimal)),
			schema.Decimal(&i.Spent, 8, 2).Default(decimal.Zero).Min(decimal.Zero),
			schema.Date(&i.Due),
			schema.DateTime(&i.ClosedAt).ReadOnly(),
			schema.Integer(&i.Version).Version(),
			schema.DateTime(&i.Deleted).SoftDelete().ReadOnly(),
			schema.ManyToMany(&i.Labels).RelatedName("issues"),
		),
	}
}
