package compile_test

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

func updated(name string, q func(g *asked) orm.QuerySet[Book], list ...orm.Assignment) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).Update(g.ctx, list...)
		return err
	}}
}

func deleted(name string, q func(g *asked) orm.QuerySet[Book]) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).Delete(g.ctx)
		return err
	}}
}

func one(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Q{"id": 1}) }

//
var writeGoldens = []golden{
	updated("values", one, orm.V{"title": "x", "sold": 1, "price": "1.50", "author": 2, "year": nil}),
	updated("expressions over the row as it was", one, orm.V{"sold": orm.F("pages"), "pages": orm.F("year").Add(1), "price": orm.F("price").Mul(2)}),
	updated("values that read each other", one, orm.V{"sold": orm.F("pages"), "pages": orm.F("sold")}),
	updated("every row", func(g *asked) orm.QuerySet[Book] { return g.books.Each() }, orm.V{"sold": 1}),
	updated("along a relation", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Q{"author__name": "x"}) }, orm.V{"sold": 1}),
	updated("along a to-many relation", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"chapters__title": "x"}, orm.Q{"pages": 1})
	}, orm.V{"sold": 1}),
	updated("of a page", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Q{"pages": 1}).OrderBy("-year").Limit(3) }, orm.V{"sold": 1}),
	updated("where some", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Some("author__books")) }, orm.V{"sold": 1}),
	updated("where in the same table", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"id__in": g.books.Filter(orm.Q{"pages": 1})})
	}, orm.V{"sold": 1}),
	updated("of annotated rows", func(g *asked) orm.QuerySet[Book] {
		return g.books.Annotate("n", orm.CountOf("chapters")).Filter(orm.Q{"n": 0})
	}, orm.V{"sold": 1}),
	deleted("own columns", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"title__contains": "x"}).Exclude(orm.Q{"year": 1})
	}),
	deleted("a fragment", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.SQL(sq.Expr("{sold} > ?", 1))) }),
	deleted("along a relation", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Q{"tags__name": "x"}) }),
	deleted("of a page", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.Q{"pages": 1}).Limit(1) }),
	deleted("where none", func(g *asked) orm.QuerySet[Book] { return g.books.Filter(orm.None("chapters")) }),
	{"composite key", func(g *asked) error {
		_, err := g.seats.Filter(orm.Q{"group": "x"}).Limit(2).Delete(g.ctx)
		return err
	}},
}

func tags() []*Tag { return []*Tag{{Name: "x"}, {Name: "y"}} }

func bulk(name string, objects []*Tag, opts ...orm.BulkOption) golden {
	return golden{name, func(g *asked) error {
		fresh := make([]*Tag, len(objects))
		for i, o := range objects {
			fresh[i] = &Tag{ID: o.ID, Name: o.Name}
		}
		return g.tags.BulkCreate(g.ctx, fresh, opts...)
	}}
}

// B-01 to B-03.
var bulkGoldens = []golden{
	bulk("generated keys", tags()),
	bulk("keys of one's own", []*Tag{{ID: 7, Name: "x"}, {ID: 8, Name: "y"}}),
	bulk("conflicts ignored", tags(), orm.IgnoreConflicts()),
	bulk("conflicts ignored on a target", tags(), orm.IgnoreConflicts(), orm.OnConflict("name")),
	bulk("conflicts update", []*Tag{{ID: 7, Name: "x"}, {ID: 8, Name: "y"}}, orm.UpdateOnConflict("name")),
	bulk("conflicts update, the only unique constraint", tags(), orm.UpdateOnConflict()),
	{"conflicts update some columns", func(g *asked) error {
		return g.chapters.BulkCreate(g.ctx, []*Chapter{{ID: 1, Title: "x"}, {ID: 2, Title: "y"}}, orm.UpdateOnConflict("title"))
	}},
	{"update", func(g *asked) error {
		_, err := g.books.BulkUpdate(g.ctx, []*Book{{ID: 1, Title: "x", State: "draft"}, {ID: 2, Title: "y", State: "draft"}}, "title", "price", "released", "sold", "state", "code")
		return err
	}},
	{"update, composite key", func(g *asked) error {
		_, err := g.seats.BulkUpdate(g.ctx, []*Seat{{Row: 1, Order: "a"}, {Row: 1, Order: "b"}}, "group")
		return err
	}},
}

// MM-01 to MM-05: single rows by key.
var rowGoldens = []golden{
	{"insert", func(g *asked) error { return orm.Save(g.ctx, g.db, &Tag{Name: "x"}) }},
	{"insert, key given", func(g *asked) error { return orm.Save(g.ctx, g.db, &Seat{Row: 1, Order: "a"}) }},
	{"insert, nothing given", func(g *asked) error { return orm.Save(g.ctx, g.db, &BookTag{}) }},
	{"update", func(g *asked) error { return orm.Update(g.ctx, g.db, &Chapter{ID: 1}, "title", "book") }},
	{"update, composite key", func(g *asked) error { return orm.Update(g.ctx, g.db, &Seat{Row: 1, Order: "a"}) }},
	{"delete", func(g *asked) error { return orm.Delete(g.ctx, g.db, &Seat{Row: 1, Order: "a"}) }},
	{"load", func(g *asked) error { return orm.Load(g.ctx, g.db, &Chapter{ID: 1}) }},
}
