package compile_test

import (
	"context"

	"github.com/ormar-go/ormar/orm"
)

// all asks for the objects of a query.
func all[T any](name string, q func(g *asked) orm.QuerySet[T]) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).All(g.ctx)
		return err
	}}
}

func books(name string, q func(g *asked) orm.QuerySet[Book]) golden {
	return all(name, func(g *asked) orm.QuerySet[Book] { return q(g).Fields("title") })
}

func authors(name string, q func(g *asked) orm.QuerySet[Author]) golden {
	return all(name, func(g *asked) orm.QuerySet[Author] { return q(g).Fields("name", "books__title", "edited__title") })
}

// O-01 to O-06.
var orderGoldens = []golden{
	books("by key", func(g *asked) orm.QuerySet[Book] { return g.books }),
	books("both directions", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("-year", "title") }),
	books("typed", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy(orm.Desc(&g.b.Year), orm.Asc(&g.b.Title)) }),
	books("nothing follows the key", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("-pk", "title") }),
	books("nulls first and last", func(g *asked) orm.QuerySet[Book] {
		return g.books.OrderBy(orm.NullsFirst("-year"), orm.NullsLast("rating"))
	}),
	books("an enumeration, a decimal, a time", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("state", "price", "released") }),
	books("along a relation", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("author__name", "-press__city") }),
	books("along a relation that is filtered", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"author__name": "x"}).OrderBy("author__name")
	}),
	books("by a foreign key", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("author") }),
	authors("along a to-many relation", func(g *asked) orm.QuerySet[Author] { return g.authors.OrderBy("books__title", "-books__year") }),
	authors("along one that is filtered", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Filter(orm.Q{"books__pages__gt": 3}).OrderBy("-books__title")
	}),
	authors("along one that is loaded", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").OrderBy("-books__year") }),
	authors("children by their own key", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").OrderBy("name") }),
	all("the model's order", func(g *asked) orm.QuerySet[Chapter] { return g.chapters }),
	books("children of a shared parent, of whom each row brings a part", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("author__books").Filter(orm.F("author__books__id").Ne(orm.F("id")))
	}),
	books("two lists, one of a shared parent", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("author__books", "chapters").Filter(orm.Or(orm.Q{"author__books__title": "x"}, orm.Q{"title": "x"}))
	}),
	books("children of a shared parent, the same for each row", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("author__books").Filter(orm.Q{"author__books__title": "x", "title": "x"})
	}),
	books("the model's order of children", func(g *asked) orm.QuerySet[Book] { return g.books.SelectRelated("chapters") }),
	all("a boolean along a to-many relation", func(g *asked) orm.QuerySet[Press] {
		return orm.Objects[Press](g.db).OrderBy("-books__author__active").Limit(2)
	}),
	{"first", func(g *asked) error { _, err := g.chapters.First(g.ctx); return err }},
	{"first by an explicit order", func(g *asked) error { _, err := g.chapters.OrderBy("-title").First(g.ctx); return err }},
	{"first, an order of children", func(g *asked) error {
		_, err := g.books.Fields("title").SelectRelated("chapters").OrderBy("-chapters__title").First(g.ctx)
		return err
	}},
	{"last", func(g *asked) error {
		_, err := g.chapters.OrderBy(orm.NullsFirst("-title")).Last(g.ctx)
		return err
	}},
	{"get without a condition", func(g *asked) error { _, err := g.chapters.Get(g.ctx); return err }},
	{"get with one", func(g *asked) error { _, err := g.chapters.Get(g.ctx, orm.Q{"number": 1}); return err }},
}

//
var pageGoldens = []golden{
	books("limit", func(g *asked) orm.QuerySet[Book] { return g.books.Limit(3) }),
	books("offset", func(g *asked) orm.QuerySet[Book] { return g.books.Offset(3) }),
	books("paginate", func(g *asked) orm.QuerySet[Book] { return g.books.Paginate(2, 10) }),
	books("slices compose", func(g *asked) orm.QuerySet[Book] { return g.books.Slice(10, 20).Slice(2, 5) }),
	books("tail", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy(orm.NullsFirst("year")).Tail(3) }),
	authors("to-many loaded", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").Limit(3).Offset(1) }),
	authors("to-many loaded, filtered and ordered", func(g *asked) orm.QuerySet[Author] {
		return g.authors.SelectRelated("books").Filter(orm.Q{"books__title": "x"}).OrderBy(orm.NullsLast("-books__year"), "name").Limit(3)
	}),
	authors("to-many filtered only", func(g *asked) orm.QuerySet[Author] { return g.authors.Filter(orm.Q{"books__title": "x"}).Limit(3) }),
	authors("raw", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").Limit(3).LimitRaw() }),
	authors("raw, by a to-many key", func(g *asked) orm.QuerySet[Author] {
		return g.authors.OrderBy("books__year").Limit(3).LimitRaw()
	}),
	{"keyset", func(g *asked) error {
		q := g.books.OrderBy("-pages", orm.NullsLast("year"), "rating", "author__name").SelectRelated("author").Fields("title", "author__name", "pages", "year", "rating")
		row := &Book{ID: 1, Author: orm.Ref(&Author{ID: 1, Name: "x"})}
		for _, year := range []*int{nil, new(3)} {
			row.Year, row.Rating = year, nil
			c, err := q.Cursor(row)
			if err != nil {
				return err
			}
			if _, err := q.After(c).Limit(2).All(g.ctx); err != nil {
				return err
			}
			if _, err := q.Before(c).Limit(2).All(g.ctx); err != nil {
				return err
			}
		}
		return nil
	}},
	{"a page is locked", func(g *asked) error {
		return g.db.Transaction(g.ctx, func(ctx context.Context) error {
			_, err := g.books.Fields("title").Limit(1).ForUpdate(orm.SkipLocked()).All(ctx)
			return err
		})
	}},
	{"rows are locked against changes", func(g *asked) error {
		return g.db.Transaction(g.ctx, func(ctx context.Context) error {
			_, err := g.books.Fields("title").ForShare(orm.NoWait()).All(ctx)
			return err
		})
	}},
	{"a relation is locked", func(g *asked) error {
		return g.db.Transaction(g.ctx, func(ctx context.Context) error {
			_, err := g.books.Fields("title").ForUpdate(orm.NoWait(), orm.OfPaths("author")).All(ctx)
			return err
		})
	}},
}

// J-01 to J-10, C-01 to C-07: what is loaded, and which columns of it.
var loadingGoldens = []golden{
	all("every column", func(g *asked) orm.QuerySet[Book] { return g.books }),
	books("to one", func(g *asked) orm.QuerySet[Book] { return g.books.SelectRelated("author", "press") }),
	books("filtered and loaded, one join", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("press").Filter(orm.Q{"press__name": "x"})
	}),
	authors("to many, restricted by the filter", func(g *asked) orm.QuerySet[Author] {
		return g.authors.SelectRelated("books").Filter(orm.Q{"books__title": "x"})
	}),
	books("many to many with link data", func(g *asked) orm.QuerySet[Book] { return g.books.SelectRelated("tags") }),
	authors("sibling branches", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books", "edited") }),
	authors("sibling branches of a page", func(g *asked) orm.QuerySet[Author] {
		return g.authors.SelectRelated("books", "edited").Filter(orm.Q{"books__title": "x", "edited__pages__gt": 1}).OrderBy("-name").Limit(2)
	}),
	all("fields of a relation", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("author").Fields("title", "author__name")
	}),
	all("fields: a whole relation", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("edited").Fields("name", "edited") }),
	all("exclude fields", func(g *asked) orm.QuerySet[Chapter] {
		return g.chapters.SelectRelated("book").ExcludeFields("title", "book__extra", "book__cover", "book__code")
	}),
	all("exclude a relation", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").ExcludeFields("books") }),
	all("the key survives exclusion", func(g *asked) orm.QuerySet[Author] { return g.authors.ExcludeFields("id", "pk") }),
}
