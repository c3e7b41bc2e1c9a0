package upserts

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Basket has items that are nothing without it, guests that may leave, and labels.
type Basket struct {
	orm.Model
	ID     int64
	Name   string
	Items  orm.Many[Item]
	Guests orm.Many[Guest]
	Labels orm.ManyThrough[Label, BasketLabel]
}

// Schema is the table of Basket.
func (b *Basket) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 20), schema.ManyToMany(&b.Labels)}}
}

// Item belongs to a basket.
type Item struct {
	orm.Model
	ID     int64
	Basket orm.One[Basket]
	Name   string
}

// Schema is the table of Item.
func (i *Item) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&i.ID).PrimaryKey(), schema.ForeignKey(&i.Basket).NotNull().RelatedName("items"), schema.String(&i.Name, 20)}}
}

// Guest is in a basket, or in none.
type Guest struct {
	orm.Model
	ID     int64
	Basket orm.One[Basket]
	Name   string
}

// Schema is the table of Guest.
func (g *Guest) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.ForeignKey(&g.Basket).RelatedName("guests"), schema.String(&g.Name, 20)}}
}

// Label is on baskets.
type Label struct {
	orm.Model
	ID      int64
	Name    string
	Baskets orm.ManyThrough[Basket, BasketLabel]
}

// Schema is the table of Label.
func (l *Label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Name, 20)}}
}

// BasketLabel is a label on a basket.
type BasketLabel struct {
	orm.Model
	ID     int64
	Weight int
}

// Schema is the table of BasketLabel.
func (l *BasketLabel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.Integer(&l.Weight)}}
}

func baskets() *schema.Registry {
	return schema.MustRegistry(&Basket{}, &Item{}, &Guest{}, &Label{}, &BasketLabel{})
}

// full is a saved basket with three of everything, as read.
func full(t *testing.T, db *orm.DB) *Basket {
	t.Helper()
	b := &Basket{Name: "b"}
	var items []*Item
	var guests []*Guest
	var labels []*Label
	for i := range 3 {
		items = append(items, &Item{Name: fmt.Sprint("i", i)})
		guests = append(guests, &Guest{Name: fmt.Sprint("g", i)})
		labels = append(labels, &Label{Name: fmt.Sprint("l", i)})
	}
	b.Items, b.Guests = orm.ManyOf(items...), orm.ManyOf(guests...)
	must(t, "save", orm.Save(t.Context(), db, b))
	_, err := orm.SaveRelated(t.Context(), db, b)
	must(t, "save", err)
	for _, l := range labels {
		must(t, "label", orm.Save(t.Context(), db, l))
	}
	must(t, "labels", b.Labels.Add(t.Context(), labels...))
	return again(t, db, b.ID)
}

func again(t *testing.T, db *orm.DB, id int64) *Basket {
	t.Helper()
	b, err := orm.Objects[Basket](db).PrefetchRelated("items", "guests", "labels").Get(t.Context(), orm.Q{"id": id})
	must(t, "get", err)
	return b
}

// state is what there is of everything, and in the basket.
func state(t *testing.T, db *orm.DB, id int64) string {
	t.Helper()
	b := again(t, db, id)
	items, err := orm.Objects[Item](db).Count(t.Context())
	must(t, "count", err)
	guests, err := orm.Objects[Guest](db).Count(t.Context())
	must(t, "count", err)
	labels, err := orm.Objects[Label](db).Count(t.Context())
	must(t, "count", err)
	return fmt.Sprint(b.Items.Len(), "/", items, " ", b.Guests.Len(), "/", guests, " ", b.Labels.Len(), "/", labels)
}

// What is in a list no longer goes: links, keys that can be NULL, else the rows; a list that says nothing takes nothing.
func TestPrune(t *testing.T) {
	dbtest.Each(t, baskets(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		b, other := full(t, db), full(t, db)
		equal := func(what, want string) {
			t.Helper()
			if got := state(t, db, b.ID); got != want {
				t.Errorf("%s: %s, want %s", what, got, want)
			}
			if got := state(t, db, other.ID)[:1]; got != "3" {
				t.Errorf("%s: another basket has %s items", what, got)
			}
		}
		var gone []string
		hooks.PostRelationRemove(db.Hooks(), func(_ context.Context, e hooks.Relation[Basket]) error { gone = append(gone, e.Name); return nil })
		hooks.PostDelete(db.Hooks(), func(_ context.Context, e hooks.Delete[Item]) error { gone = append(gone, e.Instance.Name); return nil })
		b.Items = orm.ManyOf(b.Items.At(0), &Item{Name: "new"})
		b.Guests = orm.ManyOf(b.Guests.At(1))
		_, err := orm.SaveRelated(ctx, db, b)
		must(t, "without Prune", err)
		equal("without Prune", "4/7 3/6 3/6")
		_, err = orm.SaveRelated(ctx, db, b, orm.Prune())
		must(t, "save", err)
		equal("items and guests", "2/5 1/6 3/6")
		if fmt.Sprint(gone) != "[i1 i2 guests guests]" {
			t.Errorf("listeners: %v", gone)
		}
		unloaded, err := orm.Objects[Basket](db).Get(ctx, orm.Q{"id": b.ID})
		must(t, "get", err)
		_, err = orm.SaveRelated(ctx, db, unloaded, orm.Prune(), orm.SaveAll())
		must(t, "nothing loaded", err)
		equal("nothing loaded", "2/5 1/6 3/6")
		b = again(t, db, b.ID)
		b.Labels.Many = orm.ManyOf(b.Labels.At(2))
		b.Items = orm.ManyOf[Item]()
		_, err = orm.SaveRelated(ctx, db, b, orm.Prune(), orm.Except("items"))
		must(t, "labels", err)
		equal("labels, items excepted", "2/5 1/6 1/6")
		b = again(t, db, b.ID)
		b.Items, b.Guests = orm.ManyOf[Item](), orm.ManyOf[Guest]()
		refused := errors.New("refused")
		undo := hooks.PreRelationRemove(db.Hooks(), func(context.Context, hooks.Relation[Basket]) error { return refused })
		_, err = orm.SaveRelated(ctx, db, b, orm.Prune())
		is(t, "a listener that refuses", err, refused)
		equal("all or nothing", "2/5 1/6 1/6")
		undo()
		_, err = orm.SaveRelated(ctx, db, b, orm.Prune(), orm.Follow())
		must(t, "all", err)
		equal("empty lists", "0/3 0/6 1/6")
		is(t, "LoadAll", orm.LoadAll(ctx, db, b, orm.Prune()), orm.ErrQuery)
		fresh := &Basket{Name: "fresh", Items: orm.ManyOf(&Item{Name: "x"})}
		n, err := orm.SaveRelated(ctx, db, fresh, orm.Prune())
		if n != 2 || err != nil {
			t.Errorf("a new basket: %d, %v", n, err)
		}
	})
}
