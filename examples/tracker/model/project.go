package model

import (
	"regexp"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Project has issues. It is marked when it is deleted, and its issues with it.
type Project struct {
	orm.Model
	Base
	Code     string          `json:"code"`
	Name     string          `json:"name"`
	Team     orm.One[Team]   `json:"team,omitzero"`
	Rate     decimal.Decimal `json:"rate"` // of an hour
	Settings Settings        `json:"settings"`
	Version  int             `json:"version"`
	Deleted  *time.Time      `json:"deleted,omitempty"`
	Issues   orm.Many[Issue] `json:"issues,omitzero"`
}

// Settings of a project are a document. A body may say what is here, and nothing else.
type Settings struct {
	Color     string            `json:"color,omitempty"`
	Notify    bool              `json:"notify"`
	Shortcuts map[string]string `json:"shortcuts,omitempty"`
}

// Schema is the table of Project.
func (p *Project) Schema() schema.Table {
	return schema.Table{
		OrderBy:      []string{"code"},
		TrackChanges: true,
		Fields: append(p.Base.Fields(),
			schema.String(&p.Code, 8).MinLength(2).Pattern(regexp.MustCompile(`^[A-Z][A-Z0-9]+$`)),
			schema.String(&p.Name, 200).MinLength(1),
			schema.ForeignKey(&p.Team).RelatedName("projects").OnDelete(schema.SetNull).Index(),
			schema.Decimal(&p.Rate, 10, 2).Default(decimal.Zero).Min(decimal.Zero),
			schema.JSON(&p.Settings).Default(Settings{Notify: true}),
			schema.Integer(&p.Version).Version(),
			schema.DateTime(&p.Deleted).SoftDelete().ReadOnly(),
		),
		Constraints: []schema.Constraint{schema.UniqueTogether("tenant", "code")},
	}
}
