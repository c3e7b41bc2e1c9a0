package compile_test

import "github.com/ormar-go/ormar/orm"

// A relation to several models: the name of a type stands where a model is joined, and is bound where rows are asked for by key.
var polymorphicGoldens = []golden{
	{"a condition on one model", func(g *asked) error {
		_, err := g.remarks.All(g.ctx, orm.Q{"about__author__name": "x"})
		return err
	}},
	{"conditions on both", func(g *asked) error {
		_, err := g.remarks.All(g.ctx, orm.Or(orm.Q{"about__author__name": "x"}, orm.Q{"about__book__author__name": "y"}))
		return err
	}},
	{"joined", func(g *asked) error {
		_, err := g.remarks.SelectRelated("about__book").All(g.ctx)
		return err
	}},
	{"a row", func(g *asked) error {
		_, err := g.remarks.All(g.ctx, orm.Q{"about": &Book{ID: 1}})
		return err
	}},
	{"rows", func(g *asked) error {
		_, err := g.remarks.All(g.ctx, orm.Q{"about__in": []any{[]any{"it's", 1}, []any{`App\Author`, 2}}})
		return err
	}},
	{"none", func(g *asked) error {
		_, err := g.remarks.All(g.ctx, orm.Q{"about__isnull": true})
		return err
	}},
	{"a type", func(g *asked) error {
		_, err := g.remarks.Filter(orm.Q{"kind": "it's"}).Count(g.ctx)
		return err
	}},
	{"the far side", func(g *asked) error {
		_, err := g.authors.All(g.ctx, orm.Q{"praise__text": "x"})
		return err
	}},
	{"the far side, joined", func(g *asked) error {
		_, err := g.authors.SelectRelated("praise").All(g.ctx)
		return err
	}},
	{"the far side, counted", func(g *asked) error {
		_, err := g.authors.Annotate("n", orm.CountOf("praise")).Filter(orm.Q{"n": 2}).All(g.ctx)
		return err
	}},
	{"written", func(g *asked) error {
		_, err := g.remarks.Filter(orm.Q{"about__book__title": "x"}).Update(g.ctx, orm.V{"about": &Author{ID: 3}})
		return err
	}},
	{"deleted", func(g *asked) error {
		_, err := g.remarks.Filter(orm.Q{"about__author__rank__isnull": true}).Delete(g.ctx)
		return err
	}},
}
