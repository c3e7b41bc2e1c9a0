package model

import (
	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Tenant is a customer, whose rows nobody else sees.
type Tenant struct {
	orm.Model
	ID   uuid.UUID `json:"id"`
	Slug string    `json:"slug"`
	Name string    `json:"name"`
}

// Schema is the table of Tenant.
func (t *Tenant) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&t.ID).PrimaryKey().DefaultFunc(newID).ReadOnly(),
		schema.String(&t.Slug, 40).Unique(),
		schema.String(&t.Name, 100).MinLength(1),
	}}
}
