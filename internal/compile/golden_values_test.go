package compile_test

import (
	"github.com/ormar-go/ormar/orm"
)

// read asks for plain values.
func read[T any](name string, q func(g *asked) orm.QuerySet[T], paths ...string) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).ValuesList(g.ctx, paths...)
		return err
	}}
}

func ofBooks(g *asked) orm.QuerySet[Book]     { return g.books }
func ofAuthors(g *asked) orm.QuerySet[Author] { return g.authors }

//
var valueGoldens = []golden{
	read("every column", ofAuthors),
	read("in the order asked, foreign keys raw, columns of another name", ofBooks, "sold", "author", "id"),
	read("kinds that are read in a form of their own", ofBooks, "price", "released", "day", "state", "code", "extra"),
	read("a path joins", ofBooks, "title", "author__name"),
	read("a to-many path multiplies", ofAuthors, "name", "books__title", "books__tags__name"),
	read("link data", ofBooks, "tags__name", "tags__book_tag__weight"),
	read("what is selected", func(g *asked) orm.QuerySet[Author] {
		return g.authors.SelectRelated("books").Fields("name", "books__title")
	}),
	read("a filter multiplies nothing", func(g *asked) orm.QuerySet[Author] { return g.authors.Filter(orm.Q{"books__title": "x"}) }, "name"),
	read("a page of main rows", func(g *asked) orm.QuerySet[Author] { return g.authors.Limit(2) }, "name", "books__title"),
	read("ordered by their own values", func(g *asked) orm.QuerySet[Author] { return g.authors.OrderBy("-books__pages") }, "name", "books__title"),
	read("ordered by their own values behind the key, from the end", func(g *asked) orm.QuerySet[Author] {
		return g.authors.OrderBy("id", "books__pages").Tail(2)
	}, "name", "books__title"),
	read("a page of main rows, ordered by their own values", func(g *asked) orm.QuerySet[Author] {
		return g.authors.OrderBy("books__pages", "edited__pages").Limit(2)
	}, "name", "books__title"),
	read("distinct", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("-state").Distinct() }, "state", "price"),
	read("distinct, a page", func(g *asked) orm.QuerySet[Book] { return g.books.Distinct().Limit(2).Offset(1) }, "year"),
	read("distinct, from the end", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("year").Distinct().Tail(2) }, "year", "title"),
	read("annotated", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.CountOf("books")).Filter(orm.Q{"n__gt": 1, "name": "x"}).OrderBy("-n")
	}, "name", "n"),
	read("annotated, distinct", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.MaxOf("books__price")).Distinct().OrderBy("n")
	}, "n", "active"),
	{"into", func(g *asked) error {
		_, err := orm.Into[struct {
			Name  string
			Title *string `db:"books__title"`
		}](g.ctx, g.authors)
		return err
	}},
}

func counted[T any](name string, q func(g *asked) orm.QuerySet[T]) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).Count(g.ctx)
		return err
	}}
}

// and what ormar lacks: groups and annotations.
var aggregateGoldens = []golden{
	counted("count", ofBooks),
	counted("count of conditions", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Filter(orm.Q{"books__title": "x"}).SelectRelated("books").OrderBy("name")
	}),
	counted("count of a page", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").Limit(3).Offset(1) }),
	counted("count of a raw page", func(g *asked) orm.QuerySet[Author] { return g.authors.SelectRelated("books").Limit(3).LimitRaw() }),
	counted("count of annotated rows", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.CountOf("books")).Filter(orm.Q{"n": 0})
	}),
	{"of expressions, and of some rows", func(g *asked) error {
		_, err := g.books.Aggregate(g.ctx, orm.SumOfExpr(orm.F("pages").Mul(2)), orm.CountDistinctOf("price"), orm.AvgOf("pages").Where(orm.Q{"state": "draft"}),
			orm.CountOf("id").Where(orm.Q{"tags__name": "x"}).As("tagged"))
		return err
	}},
	{"aggregates filtered along one relation, each by itself", func(g *asked) error {
		_, err := g.books.Filter(orm.Q{"tags__name": "x"}).Aggregate(g.ctx, orm.CountOf("id").Where(orm.Q{"tags__name": "y"}).As("y"),
			orm.CountOf("id").Where(orm.Q{"tags__name": "z"}).As("z"))
		return err
	}},
	{"lists", func(g *asked) error {
		_, err := g.books.Aggregate(g.ctx, orm.StringAgg("title", "; ", "-pages"), orm.JSONAgg("released"), orm.JSONAgg("price").Where(orm.Q{"pages__gt": 1}).As("some"))
		return err
	}},
	{"lists of a page", func(g *asked) error {
		_, err := g.books.Limit(3).Aggregate(g.ctx, orm.StringAgg("title", "; ", "-pages"))
		return err
	}},
	{"lists of what is related", func(g *asked) error {
		_, err := g.authors.Annotate("titles", orm.StringAgg("books__title", ", ", "books__year")).Annotate("editions", orm.CountOf("edited")).Values(g.ctx, "titles", "editions")
		return err
	}},
	{"count rows", func(g *asked) error {
		_, err := g.authors.SelectRelated("books").Filter(orm.Q{"edited__title": "x"}).CountRows(g.ctx)
		return err
	}},
	{"exists", func(g *asked) error {
		_, err := g.books.Filter(orm.Q{"chapters__title": "x"}).Exists(g.ctx)
		return err
	}},
	{"exists, a page", func(g *asked) error { _, err := g.books.Offset(3).Exists(g.ctx); return err }},
	aggregated("several", ofBooks, orm.MaxOf("year"), orm.MinOf("title"), orm.SumOf("sold").As("total"), orm.AvgOf("rating"), orm.CountOf("year")),
	aggregated("of decimals, enumerations and times", ofBooks, orm.SumOf("price"), orm.AvgOf("price"), orm.MaxOf("price"), orm.MinOf("state"), orm.MaxOf("released")),
	aggregated("of booleans", ofAuthors, orm.MaxOf("active"), orm.MinOf("active")),
	aggregated("along relations", ofAuthors, orm.CountOf("books"), orm.SumOf("books__pages"), orm.MaxOf("books__press__name")),
	aggregated("of what a filter leaves", func(g *asked) orm.QuerySet[Author] { return g.authors.Filter(orm.Q{"books__title": "x"}) },
		orm.CountOf("id"), orm.MaxOf("rank")),
	aggregated("of a page", func(g *asked) orm.QuerySet[Book] { return g.books.OrderBy("-year").Limit(3) }, orm.SumOf("price"), orm.MaxOf("state")),
	{"group by", func(g *asked) error {
		_, err := g.books.Filter(orm.Q{"pages__gt": 1}).GroupBy("author__name", "state").Having(orm.Q{"total__gt": 5, "author__name__ne": "x"}).
			OrderBy("-total", "state").Limit(3).Aggregate(g.ctx, orm.SumOf("sold").As("total"), orm.CountOf("chapters"))
		return err
	}},
	{"group by a decimal and a time", func(g *asked) error {
		_, err := g.books.GroupBy("price", "released").Having(orm.Or(orm.Q{"price": "1.5"}, orm.Q{"n__gte": 2})).Aggregate(g.ctx, orm.CountOf("id").As("n"))
		return err
	}},
	{"having, a fragment", func(g *asked) error {
		_, err := g.books.GroupBy("title").Having(orm.Q{"title__icontains": "x", "n__in": []int{1, 2}}).Aggregate(g.ctx, orm.CountOf("id").As("n"))
		return err
	}},
	all("annotate", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.CountOf("books")).Annotate("top", orm.MaxOf("books__price")).Filter(orm.Q{"n__gte": 1}).OrderBy(orm.NullsLast("-top"), "name")
	}),
	all("annotate, relations loaded, a page", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Fields("name", "edited__title").Annotate("n", orm.CountOf("books")).
			Filter(orm.Or(orm.Q{"n__gt": 1}, orm.Q{"rank": 2})).SelectRelated("edited").OrderBy("n").Limit(2)
	}),
	all("annotate, in an expression", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Fields("name").Annotate("n", orm.SumOf("books__pages")).Filter(orm.F("n").Div(2).Gt(orm.F("rank")))
	}),
	all("annotate, an order along another relation", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Fields("name").Annotate("n", orm.CountOf("books")).Filter(orm.Q{"n__gt": 1}).OrderBy("edited__title")
	}),
	all("annotate, along two relations", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Fields("name").Annotate("n", orm.CountOf("books")).Annotate("pages", orm.SumOf("edited__pages")).
			Filter(orm.Q{"n__gt": 1, "rank": 2}).OrderBy("-pages").Limit(3)
	}),
	all("annotate, beside a column of related rows", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Fields("name").Annotate("n", orm.CountOf("books")).Filter(orm.Or(orm.Q{"n": 0}, orm.Q{"books__title": "x"}))
	}),
}

func aggregated[T any](name string, q func(g *asked) orm.QuerySet[T], list ...orm.Aggregate) golden {
	return golden{name, func(g *asked) error {
		_, err := q(g).Aggregate(g.ctx, list...)
		return err
	}}
}
