package compile_test

import (
	"math"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// initial is an expression with parameters over two tables.
func initial() orm.Expr {
	return orm.Concat(orm.Substr(orm.F("author__name"), 1, 1), "-", orm.F("title"))
}

func named(g *asked) orm.QuerySet[Book] { return g.books.AnnotateExpr("initial", initial()) }

// Annotations by expressions: a name costs nothing, and stands for the expression where it is used.
var annotatedGoldens = []golden{
	{"not named", func(g *asked) error { _, err := named(g).Filter(orm.Q{"id": 1}).Count(g.ctx); return err }},
	read("filtered, ordered and read", func(g *asked) orm.QuerySet[Book] {
		return named(g).Filter(orm.Q{"initial__startswith": "A", "id__gt": 3}).OrderBy("-initial")
	}, "id", "initial"),
	read("a later annotation", func(g *asked) orm.QuerySet[Book] {
		return named(g).AnnotateExpr("size", orm.Length(orm.F("initial"))).Filter(orm.Q{"size__in": []int{1, 2}})
	}, "size"),
	read("over an aggregate", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.CountOf("books")).AnnotateExpr("twice", orm.F("n").Mul(2)).Filter(orm.Q{"twice__gt": 2}).OrderBy("twice")
	}, "name", "twice"),
	read("kinds that are read in a form of their own", func(g *asked) orm.QuerySet[Book] {
		return g.books.AnnotateExpr("p", orm.F("price").Mul(2)).AnnotateExpr("d", orm.Coalesce(orm.F("released"), orm.F("released")))
	}, "p", "d"),
	read("along several rows", func(g *asked) orm.QuerySet[Author] {
		return g.authors.AnnotateExpr("t", orm.Lower(orm.F("books__title"))).OrderBy("-t")
	}, "name"),
	read("along several rows that are read", func(g *asked) orm.QuerySet[Author] {
		return g.authors.AnnotateExpr("t", orm.Lower(orm.F("books__title"))).OrderBy("-t")
	}, "name", "t"),
	read("distinct", func(g *asked) orm.QuerySet[Book] { return named(g).Distinct().OrderBy("initial") }, "initial"),
	read("a key of an expression", func(g *asked) orm.QuerySet[Book] {
		return g.books.OrderBy(orm.NullsLast(orm.Case().When(orm.Q{"pages__gt": 100}, orm.Col(&g.b.Sold)).End().Desc()))
	}, "id"),
	{"objects in an order of expressions, of a page with children", func(g *asked) error {
		_, err := named(g).SelectRelated("tags").OrderBy("initial").Limit(2).All(g.ctx)
		return err
	}},
	{"by chance, with children", func(g *asked) error {
		_, err := g.authors.SelectRelated("books", "edited").OrderBy(orm.Random().Asc()).All(g.ctx)
		return err
	}},
	read("times in UTC", func(g *asked) orm.QuerySet[Book] {
		at := orm.Col(&g.b.Released)
		return g.books.AnnotateExpr("w", orm.DateTrunc("week", at)).AnnotateExpr("p", orm.DatePart("isodow", at)).
			AnnotateExpr("e", orm.DatePart("epoch", at)).AnnotateExpr("n", orm.DateAdd(orm.Now(), time.Minute))
	}, "w", "p", "e", "n"),
	read("times in a location", func(g *asked) orm.QuerySet[Book] {
		here := time.FixedZone("here", 3600)
		return g.books.AnnotateExpr("t", orm.DateTrunc("day", orm.F("released"), here)).AnnotateExpr("h", orm.DateTrunc("hour", orm.F("released"), here))
	}, "t", "h"),
	read("dates", func(g *asked) orm.QuerySet[Book] {
		return g.books.AnnotateExpr("m", orm.DateTrunc("month", orm.F("day"))).AnnotateExpr("a", orm.DateAdd(orm.F("day"), 48*time.Hour))
	}, "m", "a"),
	read("casts", func(g *asked) orm.QuerySet[Book] {
		return g.books.AnnotateExpr("i", orm.Cast[int64](orm.F("title"))).AnnotateExpr("s", orm.Cast[string](orm.F("price"))).
			AnnotateExpr("t", orm.Cast[time.Time](orm.F("day"))).AnnotateExpr("c", orm.Cast[int64](orm.F("price")))
	}, "i", "s", "t", "c"),
	read("sub-queries of the row around", func(g *asked) orm.QuerySet[Author] {
		of := g.books.Filter(orm.F("author").Eq(orm.Outer("id")))
		return g.authors.Filter(orm.ExistsIn(of.Filter(orm.Q{"pages__gt": 100}))).AnnotateExpr("n", orm.ScalarOf(of, orm.CountOf("id"))).
			AnnotateExpr("last", orm.Scalar(orm.Column(of.OrderBy("-released"), "title"))).Filter(orm.Q{"n__gt": 1}).OrderBy("-last")
	}, "n", "last"),
	read("a sub-query with a list of the row around", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Filter(orm.Q{"books__title__in": orm.Column(g.books.Filter(orm.F("author__name").Eq(orm.Outer("name"))), "title")})
	}, "id"),
	read("a page that reads the row around", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Filter(orm.Q{"id__in": g.authors.Filter(orm.F("rank").Lt(orm.Outer("rank"))).Limit(3)})
	}, "id"),
	read("windows", func(g *asked) orm.QuerySet[Book] {
		w := orm.PartitionBy("author__name").OrderKeys("-pages", "title")
		return g.books.AnnotateExpr("r", orm.RowNumber(w)).AnnotateExpr("total", orm.SumOf("price").Over(w.Rows(math.MinInt, 0))).
			AnnotateExpr("before", orm.Lag(orm.F("title"), 1, w)).Filter(orm.Q{"r__lte": 3, "pages__gt": 10}).OrderBy("-r")
	}, "title", "r", "total", "before"),
	read("a window over aggregates", func(g *asked) orm.QuerySet[Author] {
		return g.authors.Annotate("n", orm.CountOf("books")).AnnotateExpr("place", orm.Rank(orm.PartitionBy("active").OrderKeys("-n"))).
			Filter(orm.Q{"place": 1}, orm.Q{"n__gt": 0})
	}, "name", "n", "place"),
	{"the first of each, deleted", func(g *asked) error {
		_, err := g.books.AnnotateExpr("r", orm.RowNumber(orm.PartitionBy("author").OrderKeys("id"))).Filter(orm.Q{"r__gt": 1}).Delete(g.ctx)
		return err
	}},
	read("a union and a difference", func(g *asked) orm.QuerySet[Book] {
		old := g.books.Filter(orm.Q{"year__lt": 1950})
		return old.Union(g.books.OrderBy("-pages").Limit(3)).Except(g.books.Filter(orm.Q{"state": "draft"})).OrderBy("title").Limit(5)
	}, "title"),
	read("a union that keeps what is there twice", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"year__lt": 1950}).UnionAll(g.books.Filter(orm.Q{"pages__gt": 100})).Filter(orm.Q{"sold": 1})
	}, "title"),
	read("the first of each", func(g *asked) orm.QuerySet[Book] {
		return g.books.DistinctOn("author", "state").OrderBy("-year").Filter(orm.Q{"pages__gt": 100}).Limit(2)
	}, "title"),
	read("inside JSON", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"extra__theme__startswith": "d", "extra__pages__0__gt": 3, "extra__has_key": "x"}, orm.JSONPath(&g.b.Extra, "on").Eq(true),
			orm.Not(orm.JSONPath(&g.b.Extra, "a", 1).IsNull())).OrderBy("extra__size")
	}, "extra__theme"),
	read("what JSON contains", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"extra__contains": map[string]any{"theme": "dark", "tags": []string{"a"}}}, orm.Not(orm.Q{"author__books__extra__contains": 1}),
			orm.JSONPath(&g.b.Extra, "parts").ContainsJSON([]any{map[string]any{"n": 1}}))
	}, "id"),
	{"groups", func(g *asked) error {
		_, err := named(g).Filter(orm.Q{"initial__ne": ""}).GroupBy("initial", "state").Having(orm.Q{"initial__gt": "A", "n__gt": 1}).
			OrderBy("-n", "initial").Limit(3).Aggregate(g.ctx, orm.CountOf("tags").As("n"), orm.SumOf("price"))
		return err
	}},
	{"set-wise", func(g *asked) error {
		_, err := named(g).Filter(orm.Q{"initial": "x"}).Delete(g.ctx)
		return err
	}},
}
