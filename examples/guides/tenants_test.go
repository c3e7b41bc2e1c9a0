package guides_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type tenantKey struct{}

// withTenant is the context of a request, for the middleware that knows who asks.
func withTenant(ctx context.Context, id int64) context.Context {
	return context.WithValue(ctx, tenantKey{}, id)
}

func tenantOf(ctx context.Context) (int64, error) {
	id, ok := ctx.Value(tenantKey{}).(int64)
	if !ok {
		return 0, errors.New("no tenant in this context")
	}
	return id, nil
}

// Owned is embedded by every model of a tenant; no body has it.
type Owned struct {
	Tenant int64 `json:"-"`
}

func (o *Owned) Fields() schema.Fields {
	return schema.Fields{schema.BigInteger(&o.Tenant).Index().ReadOnly()}
}

func (o *Owned) own(tenant int64) { o.Tenant = tenant }

// owner is a model that embeds Owned.
type owner[T any] interface {
	orm.PtrTo[T]
	own(tenant int64)
}

// ofTenant narrows a model to the rows of the tenant that asks: the scope of each.
func ofTenant(ctx context.Context) (orm.Condition, error) {
	id, err := tenantOf(ctx)
	return orm.Q{"tenant": id}, err
}

// tenantRows gives new rows their tenant, those of bulks too.
func tenantRows[T any, P owner[T]](db *orm.DB) {
	hooks.PreSave(db.Hooks(), func(ctx context.Context, e hooks.Save[T]) error {
		id, err := tenantOf(ctx)
		P(e.Instance).own(id)
		return err
	})
	hooks.PreBulkCreate(db.Hooks(), func(ctx context.Context, e hooks.Bulk[T]) error {
		id, err := tenantOf(ctx)
		for _, row := range e.Instances {
			P(row).own(id)
		}
		return err
	})
}

// Contact is a row of a tenant.
type Contact struct {
	orm.Model
	Owned
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (c *Contact) Schema() schema.Table {
	return schema.Table{
		Fields:      append(c.Owned.Fields(), schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 80)),
		Constraints: []schema.Constraint{schema.UniqueTogether("tenant", "name")},
	}
}

// Rows of each tenant, from the model to the request.
func Example_tenants() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Contact{}),
		orm.WithScope[Contact]("tenant", ofTenant))
	must(err)
	defer db.Close()
	must(migrate.CreateAll(ctx, db))
	tenantRows[Contact](db)

	contacts := orm.Objects[Contact](db)
	north, south := withTenant(ctx, 1), withTenant(ctx, 2)
	ann, err := contacts.Create(north, Contact{Name: "Ann"})
	must(err)
	must(contacts.BulkCreate(south, []*Contact{{Name: "Ann"}, {Name: "Bo"}}))

	n, err := contacts.Count(north)
	fmt.Println(n, err)
	ann.Name = "Anna"
	fmt.Println(orm.Update(south, db, ann))
	_, err = contacts.All(ctx)
	fmt.Println(err)
	_, err = contacts.Create(ctx, Contact{Name: "Cy"})
	fmt.Println(err)
	// Output:
	// 1 <nil>
	// orm: no match: no such row of Contact
	// orm: the scope "tenant" of Contact: no tenant in this context
	// hooks: pre_save of Contact: no tenant in this context
}
