package compile_test

import (
	"context"

	"github.com/ormar-go/ormar/orm"
)

// goldenScopes are a scope on a column of its own, one along a relation, and one with a sub-query.
func goldenScopes() []orm.Option {
	return []orm.Option{
		orm.WithScope[Author]("active", func(context.Context) (orm.Condition, error) { return orm.Q{"active": true}, nil }),
		orm.WithScope[Book]("city", func(context.Context) (orm.Condition, error) { return orm.Q{"press__city": "Kraków"}, nil }),
		orm.WithScope[Tag]("short", func(context.Context) (orm.Condition, error) { return orm.Q{"name__ne": "x"}, nil }),
	}
}

// scopeGoldens are asked of a database with goldenScopes: what is read, joined, asked about and written has their conditions.
var scopeGoldens = []golden{
	{"a read", func(g *asked) error { _, err := g.authors.Filter(orm.Q{"name": "x"}).All(g.ctx); return err }},
	{"along a relation", func(g *asked) error { _, err := orm.Pluck[int64](g.ctx, g.books, "id"); return err }},
	{"lifted", func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.books.Unscoped("city"), "author__name")
		return err
	}},
	{"a join, in its ON", func(g *asked) error {
		_, err := orm.Pluck[string](g.ctx, g.chapters, "book__author__name")
		return err
	}},
	{"links lead to rows that are seen", func(g *asked) error {
		_, err := orm.Pluck[string](g.ctx, g.books.Unscoped("city"), "tags__name")
		return err
	}},
	{"a filter along many rows", func(g *asked) error { _, err := orm.Pluck[int64](g.ctx, g.authors, "id"); return err }},
	{"an EXISTS", func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.chapters.Filter(orm.Q{"book__tags__name": "y"}), "id")
		return err
	}},
	{"a quantifier", func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.chapters.Filter(orm.Every("book__author", orm.Q{"name": "y"})), "id")
		return err
	}},
	{"a sub-query", func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.chapters.Filter(orm.Q{"id__in": orm.Column(g.authors, "id")}), "id")
		return err
	}},
	{"a page", func(g *asked) error {
		_, err := g.authors.SelectRelated("edited__press").Fields("id", "edited__id").Limit(2).All(g.ctx)
		return err
	}},
	{"an update of a set", func(g *asked) error { _, err := g.authors.Each().Update(g.ctx, orm.V{"rank": 1}); return err }},
	{"an update of a set, along a relation", func(g *asked) error { _, err := g.books.Each().Update(g.ctx, orm.V{"pages": 1}); return err }},
	{"a deletion of a set", func(g *asked) error { _, err := g.authors.Delete(g.ctx, orm.Q{"id": 1}); return err }},
	{"an update of a row", func(g *asked) error { return orm.Update(g.ctx, g.db, &Author{ID: 1, Name: "x"}, "name") }},
	{"an update of a row, along a relation", func(g *asked) error { return orm.Update(g.ctx, g.db, &Book{ID: 1, Title: "x"}, "title") }},
	{"a deletion of a row", func(g *asked) error { return orm.Delete(g.ctx, g.db, &Author{ID: 1}) }},
	{"loading a row", func(g *asked) error { return orm.Load(g.ctx, g.db, &Author{ID: 1}) }},
	{"an update of many rows", func(g *asked) error {
		_, err := g.authors.BulkUpdate(g.ctx, []*Author{{ID: 1}, {ID: 2}}, "name")
		return err
	}},
}
