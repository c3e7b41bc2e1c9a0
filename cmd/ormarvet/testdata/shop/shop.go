// Package shop uses models, well and badly.
package shop

import (
	"context"

	"github.com/ormar-go/ormar/cmd/ormarvet/testdata/model"
	"github.com/ormar-go/ormar/orm"
)

func good(ctx context.Context, db *orm.DB, path string) error {
	books, authors := orm.Objects[model.Book](db), orm.Objects[model.Author](db)
	_, err := books.Filter(orm.Q{"title__icontains": "x", "author__name": "y", "author__isnull": true, "pk__in": []int{1}, "author__created_at__gte": 1}).
		OrderBy("-author__name", orm.NullsLast("id"), path).SelectRelated("author").PrefetchRelated("tags", "tags__book_tag").All(ctx)
	if err != nil {
		return err
	}
	_, err = authors.Filter(orm.Or(orm.Q{"facts__deep__0__gt": 1}, orm.Some("books", orm.Q{"title": "x"})), orm.Q{"edited__title": "z"}).
		Annotate("n", orm.CountOf("books")).Filter(orm.Q{"n__gte": 2}).OrderBy("-n").Values(ctx, "name", "n", "facts__theme")
	if err != nil {
		return err
	}
	_, err = authors.AnnotateExpr("weight", orm.ScalarOf(books, orm.SumOf("tags__book_tag__weight"))).
		Filter(orm.Q{"id__in": orm.Column(books, "editor")}).Values(ctx, "weight")
	if err != nil {
		return err
	}
	_, err = authors.Filter(orm.ExistsIn(books.Filter(orm.F("author").Eq(orm.Outer("id")), orm.Q{"tags__book_tag__weight__gt": 1}))).Update(ctx, orm.V{"name": "x"})
	return err
}

func bad(ctx context.Context, db *orm.DB) error {
	books, authors := orm.Objects[model.Book](db), orm.Objects[model.Author](db)
	books.Filter(orm.Q{"title": "x"})         // want "Filter gives another QuerySet"
	orm.Save(ctx, db, &model.Author{})        // want "the error of Save is not looked at"
	_, err := books.OrderBy("titel").All(ctx) // want `no "titel" on Book .*did you mean "title"`
	if err != nil {
		return err
	}
	_, err = books.Filter(orm.Q{"author__nam__contains": "x"}).All(ctx) // want `no "nam" on Author .*did you mean "name"`
	if err != nil {
		return err
	}
	_, err = books.Filter(orm.Q{"title__contans": "x"}).Count(ctx) // want `no "contans" on Book .*did you mean "contains"`
	if err != nil {
		return err
	}
	_, err = authors.Filter(orm.Some("books", orm.Q{"name": "x"})).SelectRelated("book").All(ctx) // want `no "name" on Book` `no "book" on Author.*did you mean "books"`
	if err != nil {
		return err
	}
	_, err = books.GroupBy("author").Aggregate(ctx, orm.SumOf("pages"))
	if err != nil {
		return err
	}
	_, err = books.Aggregate(ctx, orm.SumOf("pages")) // want `no "pages" on Book`
	if err != nil {
		return err
	}
	_, err = books.Filter(orm.Q{"id": 1}).Update(ctx, orm.V{"tilte": "x"}) // want `no "tilte" on Book .*did you mean "title"`
	if err != nil {
		return err
	}
	_, err = authors.Filter(orm.Q{"id__in": orm.Column(books, "autor")}).Count(ctx) // want `no "autor" on Book`
	if err != nil {
		return err
	}
	all, err := books.All(ctx)
	if err != nil {
		return err
	}
	for _, b := range all {
		if _, err := b.Author.Load(ctx); err != nil { // want "Load in a loop"
			return err
		}
	}
	return nil
}
