package suite

import (
	"sync"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// ledgerAccount has a unique name, and a balance that is not negative.
type ledgerAccount struct {
	orm.Model
	ID      int64
	Name    string
	Balance int
}

func (a *ledgerAccount) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.Integer(&a.ID).PrimaryKey(),
			schema.String(&a.Name, 40).Unique(),
			schema.Integer(&a.Balance),
		},
		Constraints: []schema.Constraint{schema.Check("solvent", "balance >= 0")},
	}
}

// ledgerEntry belongs to an account.
type ledgerEntry struct {
	orm.Model
	ID      int64
	Account orm.One[ledgerAccount]
	Text    string
}

func (e *ledgerEntry) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&e.ID).PrimaryKey(),
		schema.ForeignKey(&e.Account).NotNull(),
		schema.String(&e.Text, 40),
	}}
}

var ledger = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&ledgerAccount{}, &ledgerEntry{}) })
