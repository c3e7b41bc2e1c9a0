package owners

import (
	"context"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Which rows IgnoreConflicts keeps out is known to the database alone: listeners hear of the rows that are to be tied, and of none that
// is.
func TestIgnoredConflictsAmongRelated(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&owner[string]{}, &card[string]{}, &item[string]{}, &tag[string]{}, &tagging[string]{}), func(t *testing.T, db *orm.DB) {
		ctx, o := t.Context(), &owner[string]{ID: "a"}
		if err := orm.Save(ctx, db, o); err != nil {
			t.Fatal(err)
		}
		there, err := o.Items.Create(ctx, item[string]{Text: "old"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Items.Load(ctx); err != nil {
			t.Fatal(err)
		}
		var heard []string
		hear := func(when string) func(context.Context, hooks.Relation[owner[string]]) error {
			return func(_ context.Context, e hooks.Relation[owner[string]]) error {
				heard = append(heard, when+" "+e.Child.(*item[string]).Text)
				return nil
			}
		}
		hooks.PreRelationAdd(db.Hooks(), hear("before"))
		hooks.PostRelationAdd(db.Hooks(), hear("after"))
		list := []*item[string]{{ID: there.ID, Text: "same"}, {ID: there.ID + 100, Text: "new"}}
		if err := o.Items.Objects().BulkCreate(ctx, list, orm.IgnoreConflicts()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(heard, []string{"before same", "before new"}) || list[1].Saved() || o.Items.Len() != 1 {
			t.Errorf("heard %q, saved is %t, and %d items are in memory", heard, list[1].Saved(), o.Items.Len())
		}
		texts, err := orm.Pluck[string](ctx, orm.Objects[item[string]](db).Filter(orm.Q{"owner": "a"}).OrderBy("id"), "text")
		if err != nil || !slices.Equal(texts, []string{"old", "new"}) {
			t.Errorf("the items are %q, %v", texts, err)
		}
		heard = nil
		if err := o.Items.Objects().BulkCreate(ctx, []*item[string]{{Text: "third"}}); err != nil || !slices.Equal(heard, []string{"before third", "after third"}) {
			t.Errorf("without the option: %q, %v", heard, err)
		}
	})
}

// A bulk upsert that fails leaves relations with the row that they belonged to, also where it had found another row for the instance.
func TestFailedUpsertLeavesRelationsWithTheirOwner(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&owner[string]{}, &card[string]{}, &item[string]{}, &tag[string]{}, &tagging[string]{}, &title{}, &part{}), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[title](db)
		a, b := &title{Name: "a"}, &title{Name: "b"}
		if err := objects.BulkCreate(ctx, []*title{a, b}); err != nil {
			t.Fatal(err)
		}
		for _, n := range []*title{a, b} {
			if _, err := n.Parts.Create(ctx, part{Text: "of " + n.Name}); err != nil {
				t.Fatal(err)
			}
		}
		hooks.PostBulkCreate(db.Hooks(), func(context.Context, hooks.Bulk[title]) error { return context.Canceled })
		a.Name = "b"
		if err := objects.BulkCreate(ctx, []*title{a}, orm.OnConflict("name"), orm.UpdateOnConflict()); err == nil {
			t.Fatal("the listener's error is lost")
		}
		list, err := a.Parts.Load(ctx)
		if err != nil || len(list) != 1 || list[0].Text != "of a" {
			t.Errorf("the parts of a are %v, %v", list, err)
		}
	})
}

// title is found by a name beside its key.
type title struct {
	orm.Model
	ID    int64
	Name  string
	Size  int
	Parts orm.Many[part]
}

func (n *title) Schema() schema.Table {
	return schema.Table{Name: "titles", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Name, 20).Unique(), schema.Integer(&n.Size),
	}}
}

type part struct {
	orm.Model
	ID    int64
	Text  string
	Owner orm.One[title]
}

func (p *part) Schema() schema.Table {
	return schema.Table{Name: "parts", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Text, 20), schema.ForeignKey(&p.Owner).RelatedName("parts"),
	}}
}
