package orm_test

import (
	"context"
	"fmt"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

// A condition has two spellings, which mean the same and become the same statement.
func ExampleQuerySet_Filter() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]() // b names fields; it holds no data

	byName, err := books.Filter(orm.Q{"author__name__icontains": "tolkien", "year__gt": 1950}).All(ctx)
	must(err)
	byPointer, err := books.Filter(orm.IContains(&b.Author.Fields().Name, "tolkien"), orm.Gt(&b.Year, new(1950))).All(ctx)
	must(err)
	fmt.Println(titles(byName))
	fmt.Println(titles(byPointer))
	// Output:
	// Lord of the Rings, Silmarillion
	// Lord of the Rings, Silmarillion
}

func ExampleOr() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	found, err := books.All(ctx, orm.Or(
		orm.Q{"year__lt": 1940},
		orm.And(orm.Eq(&b.Author.Fields().Name, "Andrzej Sapkowski"), orm.Not(orm.IsNull(&b.Year))),
	))
	must(err)
	fmt.Println(titles(found))
	// Output:
	// Hobbit, Witcher
}

// Exclude keeps the rows that do not match, where NULL is neither: the book without a year is in neither answer.
func ExampleQuerySet_Exclude() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	early, err := books.Filter(orm.Q{"year__lt": 1970}).All(ctx)
	must(err)
	late, err := books.Exclude(orm.Q{"year__lt": 1970}).All(ctx)
	must(err)
	fmt.Println(titles(early))
	fmt.Println(titles(late))
	// Output:
	// Hobbit, Lord of the Rings
	// Silmarillion, Witcher
}

// A condition on a path to many rows holds when some row satisfies it; None and Every ask about all of them.
func ExampleNone() {
	ctx, db := context.Background(), library()
	authors := orm.Objects[Author](db)

	some, err := authors.Get(ctx, orm.Q{"books__year__gt": 1980})
	must(err)
	none, err := authors.Get(ctx, orm.None("books", orm.Q{"year__gt": 1980}))
	must(err)
	fmt.Println(some.Name)
	fmt.Println(none.Name)
	// Output:
	// Andrzej Sapkowski
	// J.R.R. Tolkien
}

func ExampleCol() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	// The same condition three times: sold * 20 > year.
	for _, condition := range []orm.Condition{
		orm.Col(&b.Sold).Mul(20).Gt(orm.Col(&b.Year)),
		orm.F("sold").Mul(20).Gt(orm.F("year")),
		orm.Q{"year__lt": orm.F("sold").Mul(20)},
	} {
		found, err := books.All(ctx, condition)
		must(err)
		fmt.Println(titles(found))
	}
	// Output:
	// Hobbit, Lord of the Rings
	// Hobbit, Lord of the Rings
	// Hobbit, Lord of the Rings
}

// A queryset inside a condition is a sub-query, of its keys or of one column.
func ExampleInQuery() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	sapkowski := orm.Objects[Author](db).Filter(orm.Q{"name__startswith": "Andrzej"})
	found, err := books.All(ctx, orm.InQuery(&b.Author, sapkowski))
	must(err)
	fmt.Println(titles(found))

	years := orm.Column(books.Filter(orm.Q{"sold__gte": 100}), "year")
	found, err = books.All(ctx, orm.Q{"year__in": years})
	must(err)
	fmt.Println(titles(found))
	// Output:
	// Witcher, Tower of Fools
	// Hobbit, Lord of the Rings
}

// What there is no lookup for can be said in SQL. Names in braces are paths, and values stay values.
func ExampleSQL() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	found, err := books.All(ctx, orm.SQL(sq.Expr("LENGTH({title}) + LENGTH({author__name}) <= ?", 28)))
	must(err)
	fmt.Println(titles(found))
	// Output:
	// Hobbit, Witcher
}

// NULLs stand where the database puts them, unless the key says where.
func ExampleQuerySet_OrderBy() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	byName, err := books.OrderBy("author__name", "-year").All(ctx)
	must(err)
	byPointer, err := books.OrderBy(orm.NullsFirst(orm.Desc(&b.Year)), orm.Asc(&b.Title)).All(ctx)
	must(err)
	fmt.Println(titles(byName))
	fmt.Println(titles(byPointer))
	// Output:
	// Witcher, Tower of Fools, Silmarillion, Lord of the Rings, Hobbit
	// Tower of Fools, Witcher, Silmarillion, Lord of the Rings, Hobbit
}

// A wrong name never reaches the database, and the error says what was probably meant.
func ExamplePathError() {
	ctx, db := context.Background(), library()

	_, err := orm.Objects[Book](db).Filter(orm.Q{"author__nmae": "Tolkien"}).All(ctx)
	fmt.Println(err)
	_, err = orm.Objects[Book](db).Filter(orm.Q{"year": "long ago"}).All(ctx)
	fmt.Println(err)
	// Output:
	// orm: no field "nmae" on Author (in path "author__nmae"); did you mean "name"?
	// orm: query: Book.year takes int, got string "long ago"
}
