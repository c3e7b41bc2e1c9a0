package composite

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
)

func TestRelationsAndTheirFieldsAreOneValue(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		orders := must[[]*Order](t)(orm.Objects[Order](db).All(ctx))
		byRelation := &Line{Number: 7, Order: orm.Ref(orders[1]), Product: orm.RefPK[Product]("nut"), Quantity: 1}
		must[int](t)(0, orm.Save(ctx, db, byRelation))
		if byRelation.TenantID != 1 || byRelation.OrderID != 2 {
			t.Error("the relation has not filled its fields")
		}
		byFields := &Line{TenantID: 1, OrderID: 2, Number: 8, Quantity: 2}
		must[int](t)(0, orm.Save(ctx, db, byFields))
		if got := fmt.Sprint(byFields.Order.PK()); got != "[1 2]" {
			t.Error(got)
		}
		if o := must[*Order](t)(byFields.Order.Load(ctx)); o.Note != "b" {
			t.Error(o.Note)
		}
		ormtest.Statements(t, db, 0, func(db *orm.DB) {
			both := &Line{TenantID: 1, OrderID: 1, Number: 9, Order: orm.Ref(orders[1])}
			if err := orm.Save(ctx, db, both); !errors.Is(err, orm.ErrRelationship) {
				t.Error(err)
			}
			if both.OrderID != 1 || both.Order.Get() != orders[1] {
				t.Error("a refused row has changed")
			}
		})
		bulk := []*Line{{Number: 1, Order: orm.Ref(orders[3]), Quantity: 3}, {TenantID: 2, OrderID: 9, Number: 2, Quantity: 4}}
		must[int](t)(0, orm.Objects[Line](db).BulkCreate(ctx, bulk))
		if n := must[int64](t)(orm.Objects[Line](db).Filter(orm.Q{"order": orders[3]}).Count(ctx)); n != 2 {
			t.Error(n)
		}
		for _, l := range bulk {
			l.Quantity *= 10
		}
		must[int64](t)(orm.Objects[Line](db).BulkUpdate(ctx, bulk, "quantity"))
		must[int](t)(0, orm.Upsert(ctx, db, &Line{TenantID: 2, OrderID: 9, Number: 2, Quantity: 5}))
		got := must[[]int](t)(orm.Pluck[int](ctx, orm.Objects[Line](db).Filter(orm.Q{"order": orders[3]}).OrderBy("number"), "quantity"))
		if fmt.Sprint(got) != "[30 5]" {
			t.Error(got)
		}
	})
}

func TestFarSidesAreWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		orders := must[[]*Order](t)(orm.Objects[Order](db).All(ctx))
		d := orders[3]
		made := must[*Line](t)(d.Lines.Create(ctx, Line{Number: 1, Quantity: 1}))
		if made.TenantID != 2 || made.OrderID != 9 || made.Order.Get() != d {
			t.Error("a created child is not tied")
		}
		must[int](t)(0, d.Lines.Add(ctx, &Line{Number: 2, Quantity: 2}))
		if n := must[int64](t)(d.Lines.Objects().Count(ctx)); n != 2 {
			t.Error(n)
		}
		if err := d.Lines.Remove(ctx, made); !errors.Is(err, orm.ErrRelationship) {
			t.Error(err)
		}
		if n := must[int64](t)(d.Lines.Clear(ctx, orm.DeleteRows())); n != 2 {
			t.Error(n)
		}
		nut := must[*Product](t)(orm.Objects[Product](db).Filter(orm.Q{"code": "nut"}).Get(ctx))
		lines := must[[]*Line](t)(nut.Lines.Objects().OrderBy("quantity").All(ctx))
		if len(lines) != 2 {
			t.Fatal(len(lines))
		}
		must[int](t)(0, nut.Lines.Remove(ctx, lines[0]))
		bolt := must[*Product](t)(orm.Objects[Product](db).Filter(orm.Q{"code": "bolt"}).Get(ctx))
		must[int](t)(0, bolt.Lines.Add(ctx, lines[0]))
		if got := must[[]int](t)(orm.Pluck[int](ctx, orm.Objects[Line](db).Filter(orm.Q{"product": bolt}).OrderBy("quantity"), "quantity")); fmt.Sprint(got) != "[5 6]" {
			t.Error(got)
		}
		if n := must[int64](t)(bolt.Lines.Clear(ctx)); n != 2 {
			t.Error(n)
		}
		if lines[0].Product.PK() != nil && lines[0].Product.PK() != "bolt" {
			t.Error(lines[0].Product.PK())
		}
		fresh := &Order{TenantID: 3, ID: 1, Note: "new", Lines: orm.ManyOf(&Line{Number: 1, Product: orm.Ref(&Product{ID: 12, Code: "cog", Name: "Cog"}), Quantity: 1}, &Line{Number: 2, Quantity: 2})}
		if n := must[int64](t)(orm.SaveRelated(ctx, db, fresh, orm.Follow())); n != 4 {
			t.Error(n)
		}
		again := must[*Order](t)(orm.Objects[Order](db).PrefetchRelated("lines__product").Filter(orm.Q{"pk": []any{3, 1}}).Get(ctx))
		if len(again.Lines.All()) != 2 || again.Lines.All()[0].Product.Get().Name != "Cog" || again.Lines.All()[0].Product.PK() != "cog" {
			t.Error("a graph was not written")
		}
		invoice := &Invoice{ID: 200, Order: orm.Ref(again), Day: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		must[int](t)(0, orm.Save(ctx, db, invoice))
		must[int64](t)(orm.Objects[Invoice](db).Filter(orm.Q{"id": 200}).Update(ctx, orm.V{"order": orders[1]}))
		if got := must[*Invoice](t)(orm.Objects[Invoice](db).Filter(orm.Q{"order": orders[1]}).Get(ctx)); got.ID != 200 {
			t.Error(got.ID)
		}
		invoice.Order = orm.RefPK[Order](nil)
		invoice.Order = orm.Ref[Order](nil)
		must[int](t)(0, orm.Update(ctx, db, invoice, "order"))
		if n := must[int64](t)(orm.Objects[Invoice](db).Filter(orm.Q{"id": 200, "order__isnull": true}).Count(ctx)); n != 1 {
			t.Error("a key was not taken off")
		}
		err := orm.Save(ctx, db, &Invoice{ID: 201, Order: orm.RefPK[Order]([]any{1, 1}), Day: invoice.Day})
		var c *orm.ConstraintError
		if !errors.As(err, &c) || !slices.Equal(c.Fields, []string{"tenant", "order_no"}) {
			t.Error(err)
		}
		if err := orm.Save(ctx, db, &Invoice{ID: 202, Order: orm.RefPK[Order]([]any{77, 1}), Day: invoice.Day}); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if err := orm.Save(ctx, db, &Invoice{ID: 203, Order: orm.RefPK[Order](5), Day: invoice.Day}); !errors.Is(err, orm.ErrValidation) {
			t.Error(err)
		}
	})
}

func TestLinksWithoutAnId(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		films := must[[]*Film](t)(orm.Objects[Film](db).PrefetchRelated("actors", "tags").OrderBy("id").All(ctx))
		names := func(f *Film) string {
			var out []string
			for _, l := range f.Actors.Links() {
				out = append(out, l.Target.Name+" "+l.Through.Role)
			}
			for _, g := range f.Tags.All() {
				out = append(out, g.Name)
			}
			return strings.Join(out, ", ")
		}
		if got := names(films[0]); got != "ann hero, bob king, new, old" {
			t.Error(got)
		}
		joined := must[[]*Film](t)(orm.Objects[Film](db).SelectRelated("actors", "tags").OrderBy("id").All(ctx))
		for i := range joined {
			if names(joined[i]) != names(films[i]) {
				t.Error(names(joined[i]))
			}
		}
		back := must[[]*Tag](t)(orm.Objects[Tag](db).SelectRelated("films__tags").OrderBy("id").All(ctx))
		if len(back[1].Films.All()) != 2 || len(back[1].Films.All()[0].Tags.All()) != 2 || len(back[0].Films.All()[0].Tags.All()) != 2 {
			t.Error("joins through links without an id are wrong")
		}
		actors := must[[]*Actor](t)(orm.Objects[Actor](db).OrderBy("id").All(ctx))
		must[int](t)(0, films[2].Actors.AddLink(ctx, actors[0], FilmActor{Role: "extra"}))
		must[int](t)(0, films[2].Actors.AddLink(ctx, actors[0], FilmActor{Role: "lead"}))
		must[int](t)(0, films[2].Actors.Add(ctx, actors[0], actors[1]))
		if got := must[[]string](t)(orm.Pluck[string](ctx, orm.Objects[FilmActor](db).Filter(orm.Q{"film_id": 3}).OrderBy("actor_id"), "role")); fmt.Sprint(got) != "[lead ]" {
			t.Error(got)
		}
		must[int](t)(0, films[2].Actors.Remove(ctx, actors[0]))
		tags := must[[]*Tag](t)(orm.Objects[Tag](db).OrderBy("id").All(ctx))
		must[int](t)(0, films[2].Tags.Add(ctx, tags...))
		must[int](t)(0, films[2].Tags.Add(ctx, tags[0]))
		must[int](t)(0, films[2].Tags.Set(ctx, tags[1]))
		if n := must[int64](t)(orm.Objects[Tag](db).Filter(orm.Q{"films__title": "z"}).Count(ctx)); n != 1 {
			t.Error(n)
		}
		if n := must[int64](t)(films[0].Tags.Clear(ctx)); n != 2 {
			t.Error(n)
		}
		f := &Film{ID: 9, Title: "new", Tags: orm.ManyOf(&Tag{ID: 8, Name: "eight"}, tags[0])}
		must[int64](t)(orm.SaveRelated(ctx, db, f))
		counted := must[[]orm.Row](t)(orm.Objects[Film](db).Annotate("n", orm.CountOf("tags")).OrderBy("-n", "id").Limit(1).Values(ctx, "id", "n"))
		if fmt.Sprint(counted) != "[map[id:9 n:2]]" {
			t.Error(counted)
		}
	})
}
