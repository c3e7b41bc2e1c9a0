package compile_test

import (
	"encoding/json"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
)

// filtered asks for the keys of the books that a condition selects: short texts.
func filtered(name string, condition func(g *asked) orm.Condition) golden {
	return golden{name, func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.books.Filter(condition(g)), "id")
		return err
	}}
}

// byKey is filtered for a condition of one key.
func byKey(key string, value any) golden {
	return filtered(key, func(*asked) orm.Condition { return orm.Q{key: value} })
}

//
var conditionGoldens = []golden{
	byKey("title", "x"), byKey("title__exact", nil), byKey("title__ne", "x"), byKey("year__ne", nil), byKey("title__gt", "x"),
	byKey("year__gte", 1), byKey("price__lt", decimal.New(5, 0)), byKey("released__lte", time.Unix(0, 0)), byKey("day", time.Unix(0, 0)),
	byKey("rating", 1.5), byKey("state", State("draft")), byKey("state__gt", State("draft")), byKey("code", uuid.UUID{1}),
	byKey("cover", []byte{1}), byKey("extra", json.RawMessage(`{"a":1}`)), byKey("extra__ne", json.RawMessage(`{"a":1}`)),
	byKey("year__in", []int{}), byKey("year__in", []int{1}), byKey("year__in", []int{1, 2, 3, 4, 5}), byKey("price__in", []string{"1.5", "2"}),
	byKey("state__in", []State{"draft"}), byKey("code__in", []uuid.UUID{{1}}), byKey("title__in", make([]string, 10_001)),
	byKey("id__in", make([]int64, 1001)), byKey("price__in", make([]decimal.Decimal, 1001)),
	byKey("year__range", []int{1, 2}), byKey("title__range", []string{"a", "b"}), byKey("year__isnull", true), byKey("year__isnull", false),
	byKey("title__iexact", "x"), byKey("title__contains", "x"), byKey("title__icontains", "x"), byKey("title__startswith", "x"),
	byKey("title__istartswith", "x"), byKey("title__endswith", "x"), byKey("title__iendswith", "x"), byKey("title__regex", "x"),
	byKey("author", int64(1)), byKey("author__pk__in", []int64{1, 2}), byKey("author__gt", int64(1)), byKey("press__isnull", true),
	byKey("pk", int64(1)),
	filtered("typed: the same text as the keys", func(g *asked) orm.Condition {
		return orm.And(orm.Eq(&g.b.Title, "x"), orm.Between(&g.b.Pages, 1, 2), orm.NotNull(&g.b.Year), orm.IContains(&g.b.Title, "y"))
	}),
	filtered("functions of texts", func(g *asked) orm.Condition {
		return orm.Lower(orm.Trim(orm.Col(&g.b.Title))).Eq(orm.Concat(orm.Substr(orm.F("author__name"), 1, 3), orm.Replace(orm.F("title"), "a", "b")))
	}),
	filtered("functions of numbers", func(g *asked) orm.Condition {
		return orm.Greatest(orm.Abs(orm.Col(&g.b.Sold)), orm.Length(orm.Col(&g.b.Title)), 3).Gt(orm.Mod(orm.Col(&g.b.Pages), 7))
	}),
	filtered("functions of decimals", func(g *asked) orm.Condition {
		return orm.Round(orm.F("price"), 1).In(decimal.New(5, 0), decimal.New(6, 0))
	}),
	filtered("functions of floats", func(g *asked) orm.Condition { return orm.Round(orm.F("rating"), -2).Eq(orm.Floor(orm.F("rating"))) }),
	filtered("a case", func(g *asked) orm.Condition {
		return orm.Case().When(orm.Q{"year__lt": 1900}, "old").When(orm.Some("author"), nil).Else(orm.Col(&g.b.Title)).Contains("o")
	}),
	filtered("coalesce keeps rows without a relation", func(g *asked) orm.Condition { return orm.Coalesce(orm.F("press__name"), "none").Eq("none") }),
	filtered("a function that is NULL", func(g *asked) orm.Condition { return orm.NullIf(orm.F("press__name"), "x").IsNull() }),
	filtered("and of nothing", func(*asked) orm.Condition { return orm.And() }),
	filtered("or of nothing", func(*asked) orm.Condition { return orm.Or() }),
	filtered("not or of nothing", func(*asked) orm.Condition { return orm.Not(orm.Or()) }),
	filtered("groups in groups", func(g *asked) orm.Condition {
		return orm.Or(orm.Q{"pages": 1, "sold": 2}, orm.Not(orm.And(orm.Eq(&g.b.Pages, 3), orm.Or(orm.Eq(&g.b.Sold, 4)))))
	}),
	filtered("not in nothing", func(g *asked) orm.Condition { return orm.NotIn(&g.b.Pages) }),
	filtered("a group of one", func(g *asked) orm.Condition { return orm.Or(orm.Eq(&g.b.Pages, 3)) }),
	{"exclude negates the conjunction", func(g *asked) error {
		_, err := g.books.Exclude(orm.Q{"pages": 1}, orm.Q{"sold": 2}).Exclude(orm.Q{"year": 3}).ValuesList(g.ctx, "id")
		return err
	}},
	{"exclude of nothing", func(g *asked) error {
		_, err := g.books.Exclude().ValuesList(g.ctx, "id")
		return err
	}},
	filtered("65 terms are balanced", func(g *asked) orm.Condition {
		terms := make([]orm.Condition, 65)
		for i := range terms {
			terms[i] = orm.Gt(&g.b.Pages, i)
		}
		return orm.Or(terms...)
	}),
	filtered("equalities of one column are a list", func(g *asked) orm.Condition {
		return orm.Or(orm.Eq(&g.b.Pages, 1), orm.Or(orm.Q{"pages": 2}, orm.Q{"sold__gt": 1}), orm.Q{"pages__in": []int{3}})
	}),
	filtered("a fragment names columns", func(*asked) orm.Condition {
		return orm.SQL(sq.Expr("{pages} + ? > length({author__name}) /* {x} ? */ AND '?{y}' <> ?", 1, "z"))
	}),
	filtered("a fragment that ends in a comment", func(*asked) orm.Condition { return orm.SQL(sq.Expr("{pages} = 1 -- all")) }),
	filtered("a fragment of squirrel", func(*asked) orm.Condition {
		return orm.SQL(sq.Or{sq.Eq{"t0.id": []int{1, 2}}, sq.Gt{"t0.pages": 3}})
	}),
	{"composite key", func(g *asked) error {
		_, err := g.seats.Filter(orm.Q{"pk": []any{1, "a"}}).All(g.ctx)
		return err
	}},
	{"composite keys", func(g *asked) error {
		_, err := g.seats.Filter(orm.Q{"pk__in": []any{[]any{1, "a"}, []any{2, "b"}}}).All(g.ctx)
		return err
	}},
	{"reserved words", func(g *asked) error {
		_, err := g.seats.Filter(orm.Q{"order__contains": "x", "group": "y"}).OrderBy("-group", "order").Limit(3).All(g.ctx)
		return err
	}},
}

// along relations, one path is one join and nothing is multiplied.
var relationGoldens = []golden{
	byKey("author__name", "x"), byKey("editor__name", "x"), byKey("author__books__title", "x"),
	byKey("tags__name", "x"), byKey("tags", int64(1)), byKey("tags__isnull", true), byKey("tags__isnull", false),
	byKey("tags__book_tag__weight", 1), byKey("book_tag__weight", 1), byKey("chapters__title", "x"),
	byKey("chapters__isnull", true), byKey("chapters__title__ne", "x"),
	filtered("one prefix, one join", func(*asked) orm.Condition {
		return orm.Q{"author__name": "x", "author__rank__gt": 1, "author__active": true}
	}),
	filtered("two foreign keys to one model", func(*asked) orm.Condition { return orm.Q{"author__name": "x", "editor__name": "y"} }),
	filtered("conjuncts along a to-many path share an EXISTS", func(*asked) orm.Condition {
		return orm.Q{"chapters__title": "x", "chapters__number": 1, "pages": 3}
	}),
	{"so do those of two calls", func(g *asked) error {
		_, err := g.books.Filter(orm.Q{"chapters__title": "x"}).Filter(orm.Q{"chapters__number": 1}).ValuesList(g.ctx, "id")
		return err
	}},
	filtered("two to-many paths, two EXISTS", func(*asked) orm.Condition { return orm.Q{"chapters__title": "x", "tags__name": "y"} }),
	filtered("joined by or, one", func(*asked) orm.Condition { return orm.Or(orm.Q{"chapters__title": "x"}, orm.Q{"tags__name": "y"}) }),
	filtered("or with a column", func(*asked) orm.Condition { return orm.Or(orm.Q{"chapters__title": "x"}, orm.Q{"pages": 1}) }),
	filtered("negated", func(*asked) orm.Condition { return orm.Not(orm.Q{"chapters__title": "x"}) }),
	filtered("negated, NULL accepted", func(*asked) orm.Condition { return orm.Not(orm.Q{"chapters__title__in": []string{}}) }),
	filtered("to-many below to-one", func(*asked) orm.Condition { return orm.Q{"author__edited__title": "x", "author__name": "y"} }),
	filtered("to-one below to-many", func(*asked) orm.Condition { return orm.Q{"author__edited__press__name": "x"} }),
	filtered("to-many below to-many", func(*asked) orm.Condition { return orm.Q{"author__edited__chapters__title": "x"} }),
	filtered("some", func(*asked) orm.Condition { return orm.Some("chapters", orm.Q{"title": "x"}, orm.Q{"number": 1}) }),
	filtered("some of nothing", func(*asked) orm.Condition { return orm.Some("tags") }),
	filtered("none", func(*asked) orm.Condition { return orm.None("chapters", orm.Q{"title": "x"}) }),
	filtered("every", func(*asked) orm.Condition { return orm.Every("chapters", orm.Q{"title": "x"}) }),
	filtered("every of nothing", func(*asked) orm.Condition { return orm.Every("chapters") }),
	filtered("some, many to many", func(*asked) orm.Condition { return orm.Some("tags", orm.Q{"name": "x", "book_tag__weight": 2}) }),
	filtered("some, a longer path", func(*asked) orm.Condition { return orm.Some("author__edited", orm.Q{"press__name": "x"}) }),
	filtered("some in some", func(*asked) orm.Condition { return orm.Some("author", orm.Some("edited", orm.Q{"title": "x"})) }),
	filtered("some, to-many inside", func(*asked) orm.Condition { return orm.Some("author", orm.Q{"edited__title": "x"}) }),
	filtered("in a query set", func(g *asked) orm.Condition { return orm.Q{"author__in": g.authors.Filter(orm.Q{"name": "x"})} }),
	filtered("in a page of it", func(g *asked) orm.Condition {
		return orm.InQuery(&g.b.Author, g.authors.Filter(orm.Q{"books__title": "x"}).OrderBy("-name").Limit(3).Offset(1))
	}),
	filtered("not in one column of it", func(g *asked) orm.Condition {
		return orm.NotInQuery(&g.b.Title, orm.Column(g.chapters.Filter(orm.Q{"number": 1}), "book__title"))
	}),
	filtered("in, inside a quantifier", func(g *asked) orm.Condition {
		return orm.Some("chapters", orm.Q{"title__in": orm.Column(g.authors, "name")})
	}),
	{"a fragment inside an EXISTS", func(g *asked) error {
		_, err := g.authors.Filter(orm.SQL(sq.Expr("{books__pages} > ?", 3)), orm.Q{"books__title": "x"}).All(g.ctx)
		return err
	}},
}

// Q-06 and what ormar lacks: columns on both sides.
var expressionGoldens = []golden{
	byKey("sold__gt", orm.F("pages")), byKey("sold__ne", orm.F("author__rank")), byKey("title", orm.F("author__name")),
	filtered("typed", func(g *asked) orm.Condition { return orm.Col(&g.b.Sold).Gte(orm.Col(&g.b.Pages).Mul(2)) }),
	filtered("value on the left", func(g *asked) orm.Condition { return orm.Col(&g.b.Sold).Sub(1).Lt(5) }),
	filtered("nested", func(*asked) orm.Condition {
		return orm.F("sold").Add(orm.F("pages").Mul(3)).Div(2).Eq(orm.F("year").Sub(1))
	}),
	filtered("decimals", func(*asked) orm.Condition { return orm.F("price").Mul("1.5").Lte(orm.F("price").Add(orm.F("price"))) }),
	filtered("floats", func(*asked) orm.Condition { return orm.F("rating").Div(2.5).Ne(1.0) }),
	filtered("equality of two columns", func(*asked) orm.Condition { return orm.F("author").Eq(orm.F("editor")) }),
	filtered("enumerations", func(*asked) orm.Condition { return orm.F("state").Lt(State("printed")) }),
	filtered("times", func(*asked) orm.Condition { return orm.F("released").Gt(time.Unix(1, 0)) }),
	filtered("along a to-many path", func(*asked) orm.Condition { return orm.F("chapters__number").Gt(orm.F("pages")) }),
}
