package model

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Team is users who work together.
type Team struct {
	orm.Model
	Base
	Name     string                            `json:"name"`
	Members  orm.ManyThrough[User, Membership] `json:"members,omitzero"`
	Projects orm.Many[Project]                 `json:"projects,omitzero"`
}

// Schema is the table of Team.
func (t *Team) Schema() schema.Table {
	return schema.Table{
		OrderBy: []string{"name"},
		Fields: append(t.Base.Fields(),
			schema.String(&t.Name, 100).MinLength(1),
			schema.ManyToMany(&t.Members).RelatedName("teams"),
		),
		Constraints: []schema.Constraint{schema.UniqueTogether("tenant", "name")},
	}
}

// Membership ties a user to a team, and says since when and as what.
type Membership struct {
	orm.Model
	ID    int64     `json:"id"`
	Leads bool      `json:"leads"`
	Since time.Time `json:"since"`
}

// Schema is the table of Membership.
func (m *Membership) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&m.ID).PrimaryKey(),
		schema.Boolean(&m.Leads).Default(false),
		schema.Date(&m.Since).DefaultFunc(time.Now),
	}}
}
