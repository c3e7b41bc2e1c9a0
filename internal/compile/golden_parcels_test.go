package compile_test

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Depot has a key of two columns, and neighbours among its like.
type Depot struct {
	orm.Model
	Town  string
	No    int
	Title string
	Goods orm.Many[Parcel]
}

// Schema is the table of Depot.
func (d *Depot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&d.Town, 10).PrimaryKey(), schema.Integer(&d.No).PrimaryKey(), schema.String(&d.Title, 40),
	}}
}

// Parcel has a number of 64 bits, a text without an end, and goes with others.
type Parcel struct {
	orm.Model
	ID     int64
	Depot  orm.One[Depot]
	Grams  int64
	Pieces int
	Notes  string
	Label  string
	Beside orm.Many[Parcel]
}

// Schema is the table of Parcel.
func (p *Parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Depot).RelatedName("goods"), schema.BigInteger(&p.Grams), schema.Integer(&p.Pieces),
		schema.Text(&p.Notes), schema.String(&p.Label, 20), schema.ManyToMany(&p.Beside).RelatedName("before"),
	}}
}

func parcels(g *asked) orm.QuerySet[Parcel] { return orm.Objects[Parcel](g.db) }
func depots(g *asked) orm.QuerySet[Depot]   { return orm.Objects[Depot](g.db) }

func parcel(name string, list orm.V) golden {
	return golden{name, func(g *asked) error {
		_, err := parcels(g).Filter(orm.Q{"id": 1}).Update(g.ctx, list)
		return err
	}}
}

// Keys of several columns that may be missing, numbers of several widths, and rows tied to their
// like.
var parcelGoldens = []golden{
	read("not of a key of several columns", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Exclude(orm.Q{"depot": []any{"a", 1}})
	}, "id"),
	read("not of several, or another", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Filter(orm.Not(orm.Q{"depot__in": []any{[]any{"a", 1}, []any{"b", 2}}}), orm.Or(orm.Q{"depot__isnull": false}, orm.Q{"id": 1}))
	}, "id"),
	read("keys of several columns in a page", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Filter(orm.Q{"depot__in": depots(g).OrderBy("title").Limit(2)})
	}, "id"),
	read("keys of several columns behind an offset", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Filter(orm.Q{"depot__in": depots(g).OrderBy("title").Offset(2)})
	}, "id"),
	read("keys of several columns of all", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Filter(orm.Q{"depot__in": depots(g).Filter(orm.Q{"title": "x"})})
	}, "id"),
	read("ordered by a sum of 64 bits", func(g *asked) orm.QuerySet[Depot] {
		return depots(g).Annotate("grams", orm.SumOf("goods__grams")).Filter(orm.Q{"grams__gt": 5}).OrderBy("-grams")
	}, "town", "grams"),
	read("computed with a sum of 64 bits", func(g *asked) orm.QuerySet[Depot] {
		return depots(g).Annotate("grams", orm.SumOf("goods__grams")).Filter(orm.F("grams").Add(1).Gt(orm.F("no")))
	}, "town"),
	all("joined with its like", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).SelectRelated("beside").Fields("label", "beside__label")
	}),
	all("joined, and only looked for", func(g *asked) orm.QuerySet[Parcel] {
		return parcels(g).Fields("label").Filter(orm.Q{"beside__label": "x", "before__label": "y"})
	}),
	parcel("a number of 32 bits from one of 64", orm.V{"pieces": orm.F("grams")}),
	parcel("a number of 64 bits from one of 32", orm.V{"grams": orm.F("pieces")}),
	parcel("a text without an end from one with an end", orm.V{"notes": orm.Concat(orm.F("label"), "x")}),
	parcel("a text with an end from one without", orm.V{"label": orm.F("notes")}),
	{"an enumeration, computed", func(g *asked) error {
		_, err := one(g).Update(g.ctx, orm.V{"state": orm.Coalesce(orm.F("state"), "draft")})
		return err
	}},
	read("above and below", func(g *asked) orm.QuerySet[Book] {
		return g.books.AnnotateExpr("c", orm.Ceil(orm.F("rating"))).AnnotateExpr("f", orm.Floor(orm.F("rating")))
	}, "c", "f"),
	books("children of a parent that stands once", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("chapters").Filter(orm.Or(orm.Q{"chapters__title": "x"}, orm.None("tags")))
	}),
	books("children of a shared parent, beside what has none", func(g *asked) orm.QuerySet[Book] {
		return g.books.SelectRelated("author__books").Filter(orm.Or(orm.Q{"author__books__title": "x"}, orm.None("author__edited")))
	}),
	read("what an expression of JSON contains", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.JSONPath(&g.b.Extra, "parts", 0).ContainsJSON(map[string]any{"n": 1}))
	}, "id"),
	{"joined and loaded once more", func(g *asked) error {
		_, err := g.books.Fields("title", "author__name").SelectRelated("author").PrefetchRelated("author").All(g.ctx)
		return err
	}},
}

// liftedGoldens are asked of a database with goldenScopes, of which they lift one.
var liftedGoldens = []golden{
	{"a quantifier, lifted", func(g *asked) error {
		_, err := orm.Pluck[int64](g.ctx, g.chapters.Unscoped("city").Filter(orm.Some("book", orm.Q{"title": "x"})), "id")
		return err
	}},
}
