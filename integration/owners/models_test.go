// Package owners holds that what belongs to an owner stays the owner's. A relation value belongs to the row that it was read or
// written with, wherever it was copied and whatever has become of the instance since; a write through the QuerySet of an owner's
// rows changes no other's. ORMAR_SEED replays the random tests.
package owners

import (
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// key is the type of an owner's key.
type key interface{ int64 | string | uuid.UUID }

// owner has a far side of each kind and a foreign key.
type owner[K key] struct {
	orm.Model
	ID     K
	Name   string
	Parent orm.One[owner[K]]
	Heirs  orm.Many[owner[K]]
	Card   orm.One[card[K]]
	Items  orm.Many[item[K]]
	Tags   orm.ManyThrough[tag[K], tagging[K]]
}

func (o *owner[K]) Schema() schema.Table {
	return schema.Table{Name: "owners", Fields: schema.Fields{
		keyField(&o.ID), schema.String(&o.Name, 20), schema.ForeignKey(&o.Parent).RelatedName("heirs"), schema.ManyToMany(&o.Tags),
	}}
}

func keyField(p any) schema.Field {
	switch p := p.(type) {
	case *int64:
		return schema.BigInteger(p).PrimaryKey().Autoincrement(false)
	case *string:
		return schema.String(p, 20).PrimaryKey()
	case *uuid.UUID:
		return schema.UUID(p).PrimaryKey()
	}
	return nil
}

type card[K key] struct {
	orm.Model
	ID    int64
	Text  string
	Owner orm.One[owner[K]]
}

func (c *card[K]) Schema() schema.Table {
	return schema.Table{Name: "cards", Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Text, 20), schema.ForeignKey(&c.Owner).Unique().RelatedName("card"),
	}}
}

type item[K key] struct {
	orm.Model
	ID    int64
	Text  string
	Owner orm.One[owner[K]]
}

func (i *item[K]) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.String(&i.Text, 20), schema.ForeignKey(&i.Owner).RelatedName("items"),
	}}
}

type tag[K key] struct {
	orm.Model
	ID   int64
	Text string
}

func (t *tag[K]) Schema() schema.Table {
	return schema.Table{Name: "tags", Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Text, 20)}}
}

type tagging[K key] struct {
	orm.Model
	ID   int64
	Rank int
}

func (t *tagging[K]) Schema() schema.Table {
	return schema.Table{Name: "taggings", Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.Integer(&t.Rank)}}
}
