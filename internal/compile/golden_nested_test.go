package compile_test

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Branch is a row of a tree; Sale is divided among servers and refers to rows that are and to rows that are not.
type Branch struct {
	orm.Model
	ID     int64
	Name   string
	Code   string
	Parent orm.One[Branch]
	Kids   orm.Many[Branch]
}

// Schema is the table of Branch.
func (b *Branch) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.String(&b.Name, 20), schema.String(&b.Code, 10), schema.ForeignKey(&b.Parent).RelatedName("kids"),
	}}
}

// Client is divided too.
type Client struct {
	orm.Model
	ID     int64
	Tenant int64
}

// Schema is the table of Client.
func (c *Client) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant", Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.BigInteger(&c.Tenant)}}
}

type Sale struct {
	orm.Model
	ID     int64
	Tenant int64
	Client orm.One[Client]
	Press  orm.One[Press]
}

// Schema is the table of Sale.
func (s *Sale) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant", Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.BigInteger(&s.Tenant), schema.ForeignKey(&s.Client).SkipReverse(), schema.ForeignKey(&s.Press).SkipReverse(),
	}}
}

func branches(g *asked) orm.QuerySet[Branch] { return orm.Objects[Branch](g.db) }
func sales(g *asked) orm.QuerySet[Sale]      { return orm.Objects[Sale](g.db) }

// Trees, sub-queries in each place where one may stand, pages that count joined rows, and rows that are divided among servers.
var nestedGoldens = []golden{
	read("below some rows", func(g *asked) orm.QuerySet[Branch] { return branches(g).Descendants("parent", 1, 2) }, "name", "depth"),
	read("above some rows", func(g *asked) orm.QuerySet[Branch] {
		return branches(g).Ancestors("kids", 7).Filter(orm.Q{"depth__lt": 3}).OrderBy("depth")
	}, "name", "depth"),
	read("below no row", func(g *asked) orm.QuerySet[Branch] { return branches(g).Descendants("parent") }, "name", "depth"),
	read("below no row, by their depth", func(g *asked) orm.QuerySet[Branch] {
		return branches(g).Descendants("parent").OrderBy("depth").Filter(orm.Q{"depth": 1})
	}, "name"),
	read("a tree as a condition", func(g *asked) orm.QuerySet[Branch] {
		return branches(g).Filter(orm.Q{"parent__in": branches(g).Descendants("parent", 1)})
	}, "name"),
	deleted("where in a page of another table", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"author__in": g.authors.Filter(orm.Q{"rank": 1}).Limit(3)})
	}),
	read("a page of decimals as a condition", func(g *asked) orm.QuerySet[Book] {
		return g.books.Filter(orm.Q{"price__in": orm.Column(g.books.OrderBy("id").Limit(2), "price"), "released__in": orm.Column(g.books.Limit(2).OrderBy("id"), "released")})
	}, "id"),
	read("a decimal of a sub-query", func(g *asked) orm.QuerySet[Author] {
		of := g.books.Filter(orm.F("author").Eq(orm.Outer("id")))
		return g.authors.AnnotateExpr("dear", orm.Scalar(orm.Column(of.OrderBy("-price"), "price"))).AnnotateExpr("sum", orm.ScalarOf(of, orm.SumOf("price"))).
			AnnotateExpr("mean", orm.ScalarOf(of, orm.AvgOf("price"))).Filter(orm.Q{"dear__gt": "1.50"}).OrderBy("sum", "mean")
	}, "dear", "sum", "mean"),
	{"a page of joined rows is counted", func(g *asked) error {
		_, err := g.authors.SelectRelated("books").OrderBy("name").Limit(3).LimitRaw().Count(g.ctx)
		return err
	}},
	{"joined rows of a page are counted, raw", func(g *asked) error {
		_, err := g.authors.SelectRelated("books").OrderBy("name").Limit(3).Offset(1).LimitRaw().CountRows(g.ctx)
		return err
	}},
	{"distinct rows of a page", func(g *asked) error {
		_, err := g.books.Distinct().OrderBy("state").Limit(2).ValuesList(g.ctx, "state", "author__name", "author__rank", "press__name", "press__city")
		return err
	}},
	{"keys beside columns of rows that may be missing", func(g *asked) error {
		_, err := g.books.OrderBy("id").Limit(2).ValuesList(g.ctx, "press__name", "press__id", "editor__name", "editor__active")
		return err
	}},
	updated("divided and cut to what fits", one, orm.V{"pages": orm.F("pages").Div(orm.F("sold")), "price": orm.F("price").Div(3), "rating": orm.F("rating").Div(orm.F("pages"))}),
	{"a title from a shorter and from a longer text", func(g *asked) error {
		_, err := g.chapters.Filter(orm.Q{"id": 1}).Update(g.ctx, orm.V{"title": orm.Concat(orm.F("title"), "x")})
		return err
	}},
	{"a short text from a long one", func(g *asked) error {
		_, err := branches(g).Filter(orm.Q{"id": 1}).Update(g.ctx, orm.V{"code": orm.F("name")})
		return err
	}},
	{"a long text from a short one", func(g *asked) error {
		_, err := branches(g).Filter(orm.Q{"id": 1}).Update(g.ctx, orm.V{"name": orm.F("code")})
		return err
	}},
	read("divided rows", func(g *asked) orm.QuerySet[Sale] {
		return sales(g).Filter(orm.Q{"client__id__gt": 1, "press__name": "x"})
	}, "id", "client__tenant", "press__city"),
	{"divided rows, joined", func(g *asked) error {
		_, err := sales(g).SelectRelated("client", "press").OrderBy("id").All(g.ctx)
		return err
	}},
}
