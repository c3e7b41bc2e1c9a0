package main

import (
	"context"
	"errors"

	"github.com/ormar-go/ormar/orm"
)

func (t *tour) subset(ctx context.Context) error {
	only, err := t.books.Fields("title").Get(ctx, orm.Q{"title": "The Hobbit"})
	if err != nil {
		return err
	}
	without, err := t.books.ExcludeFields("year", "id").Get(ctx, orm.Q{"title": "The Hobbit"})
	if err != nil {
		return err
	}
	return errors.Join(
		expect("the title is there", only.Title, "The Hobbit"),
		expect("so is the key", only.ID, int64(1)),
		expect("the year was not loaded", only.Year == nil && !only.Has(&only.Year), true),
		expect("nor the author", only.Author.IsZero(), true),
		expect("without the year", without.Year == nil && !without.Has(&without.Year), true),
		expect("the author is back", without.Author.PK(), int64(1)),
		expect("the key is always there", without.ID, int64(1)),
	)
}

func (t *tour) pagination(ctx context.Context) error {
	one, err := t.books.Limit(1).All(ctx)
	if err != nil {
		return err
	}
	next, err := t.books.Limit(1).Offset(1).All(ctx)
	if err != nil {
		return err
	}
	page, err := t.books.Paginate(2, 2).All(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		expect("limit 1", titles(one), []string{"The Hobbit"}),
		expect("offset 1", titles(next), []string{"The Lord of the Rings"}),
		expect("page 2", titles(page), []string{"The Witcher", "The Silmarillion"}),
	)
}

func (t *tour) aggregates(ctx context.Context) error {
	authors, err := t.authors.Count(ctx)
	if err != nil {
		return err
	}
	exists, err := t.books.Filter(orm.Q{"title": "The Hobbit"}).Exists(ctx)
	if err != nil {
		return err
	}
	largest, err := orm.Max[int](ctx, t.books, "year")
	if err != nil {
		return err
	}
	smallest, err := orm.Min[int](ctx, t.books, "year")
	if err != nil {
		return err
	}
	average, err := orm.Avg[float64](ctx, t.books, orm.Path(&t.b.Year))
	if err != nil {
		return err
	}
	sum, err := orm.Sum[int](ctx, t.books, "year")
	if err != nil {
		return err
	}
	return errors.Join(
		expect("authors", authors, int64(2)), expect("The Hobbit exists", exists, true), expect("max year", largest, 1990),
		expect("min year", smallest, 1937), expect("average year", average, 1964.75), expect("sum of years", sum, 7859),
	)
}

func (t *tour) rawData(ctx context.Context) error {
	rows, err := t.books.Values(ctx)
	if err != nil {
		return err
	}
	tuples, err := t.books.ValuesList(ctx)
	if err != nil {
		return err
	}
	one, err := t.books.Filter(orm.Q{"title": "The Hobbit"}).Values(ctx)
	if err != nil {
		return err
	}
	two, err := t.books.Filter(orm.Q{"title": "The Hobbit"}).Values(ctx, "id", "title")
	if err != nil {
		return err
	}
	names, err := orm.Pluck[string](ctx, t.books, "title")
	if err != nil {
		return err
	}
	return errors.Join(
		expect("rows", rows, []orm.Row{
			{"id": int64(1), "author": int64(1), "title": "The Hobbit", "year": 1937},
			{"id": int64(2), "author": int64(1), "title": "The Lord of the Rings", "year": 1955},
			{"id": int64(4), "author": int64(2), "title": "The Witcher", "year": 1990},
			{"id": t.again, "author": int64(1), "title": "The Silmarillion", "year": 1977}, // only SQLite reuses a key
		}),
		expect("tuples", tuples, [][]any{
			{int64(1), int64(1), "The Hobbit", 1937},
			{int64(2), int64(1), "The Lord of the Rings", 1955},
			{int64(4), int64(2), "The Witcher", 1990},
			{t.again, int64(1), "The Silmarillion", 1977},
		}),
		expect("one row", one, []orm.Row{{"id": int64(1), "author": int64(1), "title": "The Hobbit", "year": 1937}}),
		expect("two columns", two, []orm.Row{{"id": int64(1), "title": "The Hobbit"}}),
		expect("titles", names, []string{"The Hobbit", "The Lord of the Rings", "The Witcher", "The Silmarillion"}),
	)
}
