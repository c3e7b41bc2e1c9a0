package upserts

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// named are the names of the items that a basket has under a name.
func named(b *Basket, name string) string {
	items, ok := orm.Prefetched[Item](b, name)
	out := fmt.Sprint(ok)
	for _, i := range items {
		out += " " + i.Name
	}
	return out
}

// Two questions to one relation are kept under names, and the relation is as it was.
func TestPrefetchAs(t *testing.T) {
	dbtest.Each(t, baskets(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		b := full(t, db)
		empty := &Basket{Name: "empty"}
		must(t, "save", orm.Save(ctx, db, empty))
		items, labels := orm.Objects[Item](db), orm.Objects[Label](db)
		q := orm.Objects[Basket](db).PrefetchAs("last", "items", items.OrderBy("-name").Limit(2)).PrefetchAs("first", "items", items.Filter(orm.Q{"name": "i0"})).
			PrefetchAs("some_labels", "labels", labels.Exclude(orm.Q{"name": "l1"}).OrderBy("name"))
		rows, err := q.OrderBy("id").All(ctx)
		must(t, "all", err)
		one, none := rows[0], rows[1]
		if one.Items.Loaded() || named(one, "last") != "true i2 i1" || named(one, "first") != "true i0" || named(none, "last") != "true" || named(one, "nope") != "false" {
			t.Errorf("%t, %s, %s, %s", one.Items.Loaded(), named(one, "last"), named(one, "first"), named(none, "last"))
		}
		if l, ok := orm.Prefetched[Label](one, "some_labels"); !ok || len(l) != 2 || l[0].Name != "l0" {
			t.Errorf("%v, %t", l, ok)
		}
		if _, ok := orm.Prefetched[Label](one, "last"); ok {
			t.Error("rows of another type")
		}
		if last, _ := orm.Prefetched[Item](one, "last"); last[0].Basket.Get() != one {
			t.Error("a child does not point at its parent")
		}
		text, err := json.Marshal(orm.JSON(one))
		var shown struct{ First, Last []struct{ Name string } }
		if err == nil {
			err = json.Unmarshal(text, &shown)
		}
		if err != nil || fmt.Sprint(shown) != "{[{i0}] [{i2} {i1}]}" || !strings.Contains(string(text), `"some_labels":[{`) {
			t.Errorf("%s, %v", text, err)
		}
		dump, err := orm.Dump(db, one)
		if list, _ := dump["last"].([]any); err != nil || len(list) != 2 || list[0].(map[string]any)["name"] != "i2" {
			t.Errorf("%v, %v", dump, err)
		}
		one.Name = "changed"
		must(t, "update", orm.Update(ctx, db, one))
		if got := named(one, "last"); got != "true i2 i1" {
			t.Errorf("after an update: %s", got)
		}
		must(t, "load", orm.Load(ctx, db, one))
		if got := named(one, "last"); got != "false" {
			t.Errorf("after Load: %s", got)
		}
		both, err := q.PrefetchRelated("items").Get(ctx, orm.Q{"id": b.ID})
		if err != nil || both.Items.Len() != 3 || named(both, "first") != "true i0" {
			t.Errorf("beside the relation: %v, %v", both, err)
		}
		guest, err := orm.Objects[Guest](db).PrefetchAs("things", "basket__items", items.OrderBy("name")).OrderBy("id").First(ctx)
		if err != nil || named(guest.Basket.Get(), "things") != "true i0 i1 i2" {
			t.Errorf("behind another relation: %v", err)
		}
		parent, err := orm.Objects[Item](db).PrefetchAs("home", "basket", orm.Objects[Basket](db).Filter(orm.Q{"name": "nope"})).OrderBy("id").First(ctx)
		if got, ok := orm.Prefetched[Basket](parent, "home"); err != nil || !ok || len(got) != 0 || parent.Basket.Loaded() {
			t.Errorf("a relation to one: %v, %t, %v", got, ok, err)
		}
		for what, q := range map[string]orm.QuerySet[Basket]{
			"a field's name":    orm.Objects[Basket](db).PrefetchAs("name", "items", items),
			"a relation's name": orm.Objects[Basket](db).PrefetchAs("guests", "items", items),
			"a JSON name":       orm.Objects[Basket](db).PrefetchAs("Items", "items", items),
			"twice":             orm.Objects[Basket](db).PrefetchAs("x", "items", items).PrefetchAs("x", "guests", orm.Objects[Guest](db)),
			"no name":           orm.Objects[Basket](db).PrefetchAs("", "items", items),
			"no path":           orm.Objects[Basket](db).PrefetchAs("x", "nope", items),
			"another model":     orm.Objects[Basket](db).PrefetchAs("x", "items", labels),
			"no source":         orm.Objects[Basket](db).PrefetchAs("x", "items", nil),
		} {
			_, err := q.All(ctx)
			is(t, what, err, orm.ErrQuery)
		}
	})
}
