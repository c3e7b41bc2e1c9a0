// Package model holds the tables of the tracker: each struct is the row, the body of a request and the answer.
package model

import (
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Registry is every model of the tracker.
func Registry() *schema.Registry {
	return schema.MustRegistry(&Tenant{}, &User{}, &Team{}, &Membership{}, &Project{}, &Issue{}, &Comment{}, &Label{}, &Attachment{}, &Entry{})
}

// Base is what the rows of a tenant have in common. Nothing of it is taken from a body.
type Base struct {
	ID        uuid.UUID       `json:"id"`
	Tenant    orm.One[Tenant] `json:"-"`
	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
}

// Fields are the columns of Base.
func (b *Base) Fields() schema.Fields {
	return schema.Fields{
		schema.UUID(&b.ID).PrimaryKey().DefaultFunc(newID).ReadOnly(),
		schema.ForeignKey(&b.Tenant).NotNull().OnDelete(schema.Cascade).SkipReverse().Index(),
		schema.DateTime(&b.CreatedAt).DefaultFunc(time.Now).ReadOnly(),
		schema.DateTime(&b.UpdatedAt).DefaultFunc(time.Now).OnUpdateFunc(time.Now).ReadOnly(),
	}
}

// Owner gives the tenant of a row, to be filled in.
func (b *Base) Owner() *orm.One[Tenant] { return &b.Tenant }

// Key is the key of a row, for the audit log.
func (b *Base) Key() uuid.UUID { return b.ID }

// newID makes keys that grow with time, so that new rows stand together in the index.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
