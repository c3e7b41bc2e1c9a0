package composite

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
)

func lines(orders []*Order) string {
	var out []string
	for _, o := range orders {
		text := o.Note + ":"
		for _, l := range o.Lines.All() {
			text += fmt.Sprintf(" %d", l.Quantity)
			if l.Order.Get() != o || !slices.Equal(l.Order.PK().([]any), []any{o.TenantID, o.ID}) {
				text += "!"
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestRelationsAreLoaded(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		want := "a: 5 6; b: 7; c: 8; d:"
		for name, c := range map[string]struct {
			q    func(*orm.DB, orm.QuerySet[Order]) orm.QuerySet[Order]
			cost int
		}{
			"join":     {func(_ *orm.DB, q orm.QuerySet[Order]) orm.QuerySet[Order] { return q.SelectRelated("lines") }, 1},
			"prefetch": {func(_ *orm.DB, q orm.QuerySet[Order]) orm.QuerySet[Order] { return q.PrefetchRelated("lines") }, 2},
			"limited": {func(db *orm.DB, q orm.QuerySet[Order]) orm.QuerySet[Order] {
				return q.Prefetch("lines", orm.Objects[Line](db).Limit(5))
			}, 2},
		} {
			ormtest.Statements(t, db, c.cost, func(db *orm.DB) {
				all := must[[]*Order](t)(c.q(db, orm.Objects[Order](db)).All(ctx))
				if got := lines(all); got != want {
					t.Errorf("%s: %s, want %s", name, got, want)
				}
			})
		}
		ormtest.Statements(t, db, 1, func(db *orm.DB) {
			found := must[[]*Line](t)(orm.Objects[Line](db).SelectRelated("order", "product").OrderBy("quantity").All(ctx))
			got := ""
			for _, l := range found {
				got += l.Order.Get().Note
				if p := l.Product.Get(); p != nil {
					got += "/" + p.Name + "/" + l.Product.PK().(string)
				}
				got += " "
			}
			if want := "a/Nut/nut a/Bolt/bolt b/Nut/nut c "; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
		ormtest.Statements(t, db, 3, func(db *orm.DB) {
			found := must[[]*Line](t)(orm.Objects[Line](db).PrefetchRelated("order", "product").OrderBy("quantity").All(ctx))
			if found[0].Order.Get().Note != "a" || found[0].Order.Get() != found[1].Order.Get() || found[1].Product.Get().Name != "Bolt" || found[3].Product.Get() != nil {
				t.Error("a prefetch has lost rows")
			}
		})
		products := must[[]*Product](t)(orm.Objects[Product](db).PrefetchRelated("lines").OrderBy("code").All(ctx))
		if len(products[0].Lines.All()) != 1 || len(products[1].Lines.All()) != 2 {
			t.Error("the far side of a unique column is wrong")
		}
		joined := must[[]*Product](t)(orm.Objects[Product](db).SelectRelated("lines__order").OrderBy("code").All(ctx))
		if len(joined[0].Lines.All()) != 1 || joined[1].Lines.All()[1].Order.Get().Note != "b" {
			t.Error("the far side of a unique column is joined wrongly")
		}
	})
}

func TestKeysOfTheirOwn(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		all := must[[]*Invoice](t)(orm.Objects[Invoice](db).OrderBy("id").All(ctx))
		got := fmt.Sprint(all[0].Order.PK(), all[1].Order.PK(), all[2].Order.PK(), all[3].Order.PK())
		if got != "[1 1] [2 1] <nil> <nil>" {
			t.Error(got)
		}
		for _, q := range []orm.QuerySet[Invoice]{orm.Objects[Invoice](db).SelectRelated("order"), orm.Objects[Invoice](db).PrefetchRelated("order")} {
			all := must[[]*Invoice](t)(q.OrderBy("id").All(ctx))
			if all[0].Order.Get().Note != "a" || all[1].Order.Get().Note != "c" || all[2].Order.Get() != nil || all[3].Order.Get() != nil {
				t.Error("orders of invoices")
			}
		}
		o := must[*Order](t)(all[1].Order.Load(ctx))
		if o.Note != "c" {
			t.Error(o.Note)
		}
		for _, q := range []orm.QuerySet[Order]{orm.Objects[Order](db).SelectRelated("invoice"), orm.Objects[Order](db).PrefetchRelated("invoice")} {
			orders := must[[]*Order](t)(q.All(ctx))
			if orders[0].Invoice.Get().ID != 100 || orders[1].Invoice.Get() != nil || orders[2].Invoice.Get().ID != 101 {
				t.Error("invoices of orders")
			}
		}
		// A row of which a part of the key is NULL keeps the other part.
		all[3].Day = all[3].Day.AddDate(0, 0, 1)
		must[int64](t)(1, orm.Update(ctx, db, all[3]))
		if n := must[int64](t)(orm.Objects[Invoice](db).Filter(orm.Q{"tenant": 2, "order_no__isnull": true}).Count(ctx)); n != 1 {
			t.Error("a part of a key is lost")
		}
		text := must[[]byte](t)(json.Marshal(orm.JSON(all[0])))
		if !strings.Contains(string(text), `"Order":{"TenantID":1,"ID":1}`) {
			t.Errorf("%s", text)
		}
		var back Invoice
		if err := json.Unmarshal(text, &back); err != nil || fmt.Sprint(back.Order.PK()) != "[1 1]" {
			t.Error(err, back.Order.PK())
		}
	})
}

func TestConditions(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		invoices, orders := orm.Objects[Invoice](db), orm.Objects[Order](db)
		o := must[*Order](t)(orders.Filter(orm.Q{"pk": []any{1, 1}}).Get(ctx))
		for name, c := range map[string]struct {
			q    orm.QuerySet[Invoice]
			want int64
		}{
			"instance":  {invoices.Filter(orm.Q{"order": o}), 1},
			"slice":     {invoices.Filter(orm.Q{"order": []any{2, 1}}), 1},
			"ref":       {invoices.Filter(orm.Q{"order": orm.RefPK[Order]([]any{2, 1})}), 1},
			"list":      {invoices.Filter(orm.Q{"order__in": []any{o, []any{2, 1}, []any{7, 7}}}), 2},
			"none":      {invoices.Filter(orm.Q{"order__in": []any{}}), 0},
			"not":       {invoices.Filter(orm.Q{"order__ne": o}), 1}, // NULL has none other, nor a key half of which is NULL
			"isnull":    {invoices.Filter(orm.Q{"order__isnull": true}), 2},
			"not null":  {invoices.Filter(orm.Q{"order__isnull": false}), 2},
			"part":      {invoices.Filter(orm.Q{"order__tenant_id": 2}), 2},
			"across":    {invoices.Filter(orm.Q{"order__note": "c"}), 1},
			"sub-query": {invoices.Filter(orm.Q{"order__in": orders.Filter(orm.Q{"note": "a"})}), 1},
			"page":      {invoices.Filter(orm.Q{"order__in": orders.OrderBy("note").Limit(1)}), 1},
			"far side":  {invoices.Filter(orm.Q{"order__lines__quantity": 8}), 1},
			"some":      {invoices.Filter(orm.Some("order__lines", orm.Q{"product__name": "Nut"})), 1},
			"exclude":   {invoices.Exclude(orm.Q{"order": o}), 1},
		} {
			if n := must[int64](t)(c.q.Count(ctx)); n != c.want {
				t.Errorf("%s: %d, want %d", name, n, c.want)
			}
		}
		list := orm.Objects[Line](db)
		nut := must[*Product](t)(orm.Objects[Product](db).Filter(orm.Q{"code": "nut"}).Get(ctx))
		for name, c := range map[string]struct {
			q    orm.QuerySet[Line]
			want int64
		}{
			"code":      {list.Filter(orm.Q{"product": "nut"}), 2},
			"instance":  {list.Filter(orm.Q{"product": nut}), 2},
			"ref":       {list.Filter(orm.Q{"product": orm.RefPK[Product]("bolt")}), 1},
			"the key":   {list.Filter(orm.Q{"product__id": 10}), 2},
			"code path": {list.Filter(orm.Q{"product__code": "nut"}), 2},
			"sub-query": {list.Filter(orm.Q{"product__in": orm.Objects[Product](db).Filter(orm.Q{"id": 10})}), 2},
			"order":     {list.Filter(orm.Q{"order": o}), 2},
			"orders":    {list.Filter(orm.Q{"order__in": []any{[]any{1, 2}, []any{2, 1}}}), 2},
			"none":      {list.Filter(orm.Q{"product__isnull": true}), 1},
		} {
			if n := must[int64](t)(c.q.Count(ctx)); n != c.want {
				t.Errorf("lines, %s: %d, want %d", name, n, c.want)
			}
		}
		counted := must[[]orm.Row](t)(orders.Annotate("n", orm.CountOf("lines")).Annotate("sum", orm.SumOf("lines__quantity")).OrderBy("note").Values(ctx, "note", "n", "sum"))
		if got := fmt.Sprint(counted); got != "[map[n:2 note:a sum:11] map[n:1 note:b sum:7] map[n:1 note:c sum:8] map[n:0 note:d sum:<nil>]]" {
			t.Error(got)
		}
		if _, err := invoices.OrderBy("order").All(ctx); err == nil || !strings.Contains(err.Error(), "name one of them") {
			t.Error(err)
		}
		salaries := must[[]*Salary](t)(orm.Objects[Salary](db).SelectRelated("actor").OrderBy("-amount").All(ctx))
		if len(salaries) != 3 || salaries[0].Actor.Get().Name != "bob" || salaries[2].Actor.Get() != salaries[1].Actor.Get() {
			t.Error("salaries of actors")
		}
		byActor := must[[]*Actor](t)(orm.Objects[Actor](db).PrefetchRelated("films").Filter(orm.Q{"salarys__amount__gte": 20}).OrderBy("id").All(ctx))
		if len(byActor) != 2 || len(byActor[0].Films.All()) != 2 {
			t.Error("films of actors")
		}
	})
}
