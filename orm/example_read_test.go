package orm_test

import (
	"context"
	"errors"
	"fmt"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

func ExampleQuerySet_Get() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	hobbit, err := books.Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	newest, err := books.Get(ctx) // without a condition: the highest key
	must(err)
	fmt.Println(hobbit.Title, "and", newest.Title)

	_, err = books.Get(ctx, orm.Q{"year": 1984})
	fmt.Println(errors.Is(err, orm.ErrNoMatch))
	_, err = books.Get(ctx, orm.Q{"author": 1})
	fmt.Println(errors.Is(err, orm.ErrMultipleMatches))
	nothing, err := books.GetOrNone(ctx, orm.Q{"year": 1984})
	fmt.Println(nothing, err)
	// Output:
	// The Hobbit and The Tower of Fools
	// true
	// true
	// <nil> <nil>
}

func ExampleQuerySet_Paginate() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db).OrderBy("title")

	page, err := books.Paginate(2, 2).All(ctx) // pages count from 1
	must(err)
	same, err := books.Slice(2, 4).All(ctx)
	must(err)
	last, err := books.Tail(2).All(ctx)
	must(err)
	fmt.Println(titles(page))
	fmt.Println(titles(same))
	fmt.Println(titles(last))
	// Output:
	// Silmarillion, Tower of Fools
	// Silmarillion, Tower of Fools
	// Tower of Fools, Witcher
}

// A cursor goes on behind a row, without counting the rows before it. It is refused under another order.
func ExampleQuerySet_Cursor() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db).OrderBy("-sold").Limit(2)

	page, err := books.All(ctx)
	must(err)
	fmt.Println(titles(page))
	cursor, err := books.Cursor(page[len(page)-1])
	must(err)
	next, err := books.After(cursor).All(ctx)
	must(err)
	fmt.Println(titles(next))
	_, err = books.OrderBy("title").After(cursor).All(ctx)
	fmt.Println(errors.Is(err, orm.ErrQuery))
	// Output:
	// Lord of the Rings, Hobbit
	// Witcher, Silmarillion
	// true
}

// Iterate holds a thousand rows at a time, however many there are.
func ExampleQuerySet_Iterate() {
	ctx, db := context.Background(), library()

	for book, err := range orm.Objects[Book](db).OrderBy("-sold").Iterate(ctx, orm.Q{"sold__gt": 35}) {
		must(err)
		fmt.Println(book.Sold, book.Title)
	}
	// Output:
	// 150 The Lord of the Rings
	// 100 The Hobbit
	// 40 The Witcher
}

// A partly loaded row knows what it has, and writes nothing else back.
func ExampleQuerySet_Fields() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	book, err := books.Fields("title").Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	fmt.Println(book.ID, book.Title, book.Has(&book.Title), book.Has(&book.Sold))

	book.Title = "There and Back Again"
	must(orm.Update(ctx, db, book)) // UPDATE books SET title = …
	book, err = books.Get(ctx, orm.Q{"pk": book.ID})
	must(err)
	fmt.Println(book.ID, book.Title, book.Sold)
	// Output:
	// 1 The Hobbit true false
	// 1 There and Back Again 100
}

func ExampleQuerySet_Values() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db).OrderBy("-year").Limit(2)

	rows, err := books.Values(ctx, "title", "author__name") // maps
	must(err)
	fmt.Println(rows[0]["title"], rows[0]["author__name"])
	tuples, err := books.ValuesList(ctx, "id", "year") // slices
	must(err)
	fmt.Println(tuples)
	sold, err := orm.Pluck[int](ctx, books, "sold") // one column
	must(err)
	fmt.Println(sold)
	// Output:
	// The Witcher Andrzej Sapkowski
	// [[4 1990] [3 1977]]
	// [40 30]
}

// Into fills structs that are no models.
func ExampleInto() {
	ctx, db := context.Background(), library()

	type line struct {
		Title string `db:"title"`
		Sold  int    `db:"sold"`
	}
	lines, err := orm.Into[line](ctx, orm.Objects[Book](db).OrderBy("sold").Limit(2))
	must(err)
	fmt.Println(lines)
	// Output:
	// [{The Tower of Fools 8} {The Silmarillion 30}]
}

func ExampleMax() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	latest, err := orm.Max[int](ctx, books, "year")
	must(err)
	average, err := orm.Avg[float64](ctx, books.Filter(orm.Q{"author": 1}), "sold")
	must(err)
	fmt.Printf("%d %.2f\n", latest, average)

	none := books.Filter(orm.Q{"sold": -1})
	_, err = orm.Max[int](ctx, none, "year")
	fmt.Println(errors.Is(err, orm.ErrNoMatch))
	null, err := orm.Max[*int](ctx, none, "year")
	fmt.Println(null, err)
	// Output:
	// 1990 93.33
	// true
	// <nil> <nil>
}

func ExampleGrouped() {
	ctx, db := context.Background(), library()

	rows, err := orm.Objects[Book](db).
		GroupBy("author__name").
		Having(orm.Q{"copies__gt": 10}).
		OrderBy("-copies").
		Aggregate(ctx, orm.SumOf("sold").As("copies"), orm.CountOf("id").As("books"))
	must(err)
	for _, row := range rows {
		fmt.Println(row["author__name"], row["copies"], row["books"])
	}
	// Output:
	// J.R.R. Tolkien 280 3
	// Andrzej Sapkowski 48 2
}

// Sets of rows, and the first of each group.
func ExampleQuerySet_Union() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	old := books.Filter(orm.Q{"year__lt": 1950})
	bestSold := books.OrderBy("-sold").Limit(2)
	both, err := old.Union(bestSold).OrderBy("title").All(ctx)
	must(err)
	fmt.Println(titles(both))
	only, err := bestSold.Except(old).All(ctx)
	must(err)
	fmt.Println(titles(only))
	latest, err := books.DistinctOn("author").OrderBy("-year").All(ctx)
	must(err)
	fmt.Println(titles(latest))
	// Output:
	// Hobbit, Lord of the Rings
	// Lord of the Rings
	// Witcher, Silmarillion
}

// Aggregates of some of the rows, and lists of all.
func ExampleAggregate_Where() {
	ctx, db := context.Background(), library()

	rows, err := orm.Objects[Book](db).GroupBy("author__name").OrderBy("author__name").Aggregate(ctx,
		orm.CountOf("id").Where(orm.Q{"sold__gte": 50}).As("popular"),
		orm.StringAgg("title", ", ", "-sold").As("titles"),
		orm.JSONAgg("year", "year").As("years"))
	must(err)
	for _, row := range rows {
		fmt.Printf("%v %v\n%s\n", row["popular"], row["titles"], row["years"])
	}
	// Output:
	// 0 The Witcher, The Tower of Fools
	// [null,1990]
	// 2 The Lord of the Rings, The Hobbit, The Silmarillion
	// [1937,1955,1977]
}

// An annotation can be filtered, ordered by and read.
func ExampleQuerySet_Annotate() {
	ctx, db := context.Background(), library()

	rows, err := orm.Objects[Author](db).
		Annotate("copies", orm.SumOf("books__sold")).
		Filter(orm.Q{"copies__gt": 10}).
		OrderBy("-copies").
		Values(ctx, "name", "copies")
	must(err)
	for _, row := range rows {
		fmt.Println(row["name"], row["copies"])
	}
	// Output:
	// J.R.R. Tolkien 280
	// Andrzej Sapkowski 48
}

// A query of any shape can fill models.
func ExampleRaw() {
	ctx, db := context.Background(), library()

	books, err := orm.Raw[Book](ctx, db, sq.Select("*").From("books").Where(sq.Gt{"sold": 90}).OrderBy("sold"))
	must(err)
	fmt.Println(titles(books))
	// Output:
	// Hobbit, Lord of the Rings
}

// A queryset is a squirrel.Sqlizer: look at its SQL, or build on it.
func ExampleQuerySet_ToSql() {
	db := library()

	text, args, err := orm.Objects[Book](db).Fields("title").Filter(orm.Q{"author__name": "J.R.R. Tolkien"}).ToSql()
	must(err)
	fmt.Println(text)
	fmt.Println(args)
	// Output:
	// SELECT t0.`id`, t0.`title` FROM `books` AS t0 LEFT JOIN `authors` AS t1 ON t1.`id` = t0.`author` WHERE t1.`name` = ? ORDER BY t0.`id`
	// [J.R.R. Tolkien]
}
