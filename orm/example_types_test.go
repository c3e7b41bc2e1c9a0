package orm_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/ormar-go/ormar/orm"
)

// A Q is conditions by path; all of its keys must hold.
func ExampleQ() {
	ctx, db := context.Background(), library()

	books, err := orm.Objects[Book](db).OrderBy("year").All(ctx, orm.Q{
		"author__name__istartswith": "j.r.r.",
		"year__range":               []int{1930, 1960},
	})
	must(err)
	fmt.Println(titles(books))
	// Output:
	// Hobbit, Lord of the Rings
}

// A V is values by attribute, or expressions that the database computes.
func ExampleV() {
	ctx, db := context.Background(), library()

	n, err := orm.Objects[Book](db).Filter(orm.Q{"title": "The Hobbit"}).
		Update(ctx, orm.V{"year": 1938, "sold": orm.F("sold").Add(1)})
	must(err)
	book, err := orm.Objects[Book](db).Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	fmt.Println(n, *book.Year, book.Sold)
	// Output:
	// 1 1938 101
}

// A model that embeds Model knows whether its row is saved and what was read of it, and an update writes no more than that.
func ExampleModel() {
	ctx, db := context.Background(), library()

	book, err := orm.Objects[Book](db).Fields("title", "sold").Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	fmt.Println(book.Saved(), book.Has(&book.Sold), book.Has(&book.Year))
	book.Sold++
	must(orm.Update(ctx, db, book)) // the year, which was not read, stays

	again, err := orm.Objects[Book](db).Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	fmt.Println(again.Sold, *again.Year)
	// Output:
	// true true false
	// 101 1937
}

// A Link is a related row with the link row that leads to it, whose data it has.
func ExampleLink() {
	ctx, db := context.Background(), library()
	shelf, err := orm.Objects[Shelf](db).Create(ctx, Shelf{Label: "top"})
	must(err)
	book, err := orm.Objects[Book](db).Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	must(shelf.Books.AddLink(ctx, book, Placement{Place: 7}))

	_, err = shelf.Books.Load(ctx)
	must(err)
	var link orm.Link[Book, Placement] = shelf.Books.Links()[0]
	fmt.Println(link.Target.Title, link.Through.Place)
	// Output:
	// The Hobbit 7
}

// A Policy is what a stranger may ask for: paths, with or without a lookup.
func ExamplePolicy() {
	ctx, db := context.Background(), library()
	policy := orm.Policy{Filter: []string{"year", "title__icontains"}}

	for _, asked := range []map[string]any{{"year__gte": 1970}, {"title__icontains": "ring"}, {"title__regex": "(a+)+$"}, {"author__name": "x"}} {
		books, err := orm.Objects[Book](db).All(ctx, orm.Untrusted(asked, policy))
		fmt.Println(titles(books), err != nil)
	}
	// Output:
	// Silmarillion, Witcher false
	// Lord of the Rings false
	//  true
	//  true
}

// A Request is a query string behind a Policy; one may be asked of many querysets.
func ExampleRequest() {
	ctx, db := context.Background(), library()
	values, err := url.ParseQuery("year__lt=1980&sort=-year&size=2")
	must(err)
	var request orm.Request = orm.UntrustedQuery(values, orm.Policy{})

	page, err := orm.PageOf(ctx, orm.Objects[Book](db), request)
	must(err)
	fmt.Println(titles(page.Items), *page.Total)
	page, err = orm.PageOf(ctx, orm.Objects[Book](db).Filter(orm.Q{"sold__gte": 100}), request)
	must(err)
	fmt.Println(titles(page.Items), *page.Total)
	// Output:
	// Silmarillion, Lord of the Rings 3
	// Lord of the Rings, Hobbit 2
}

// A RelatedPage is a page of the rows behind a relation that is named when the program runs.
func ExampleRelatedPage() {
	ctx, db := context.Background(), library()
	tolkien, err := orm.Objects[Author](db).Get(ctx, orm.Q{"name__contains": "Tolkien"})
	must(err)

	page, err := orm.PageOfRelated(ctx, db, tolkien, "books", orm.UntrustedQuery(url.Values{"sort": {"title"}, "size": {"2"}}, orm.Policy{}))
	must(err)
	for _, row := range page.Items {
		fmt.Println(page.Model.Name, row.(*Book).Title)
	}
	// Output:
	// Book The Hobbit
	// Book The Lord of the Rings
}

// A Row is plain values by name, of what Values selects.
func ExampleRow() {
	ctx, db := context.Background(), library()

	rows, err := orm.Objects[Book](db).OrderBy("title").Limit(1).Values(ctx, "title", "author__name")
	must(err)
	var row orm.Row = rows[0]
	fmt.Println(row["title"], row["author__name"])
	// Output:
	// The Hobbit J.R.R. Tolkien
}

// Untyped is for tools that know a model by its table alone.
func ExampleUntyped() {
	ctx, db := context.Background(), library()

	authors, err := db.Untyped("authors")
	must(err)
	row := authors.New()
	row.(*Author).Name = "Stanisław Lem" // a tool decodes it
	must(authors.Save(ctx, row))
	n, err := authors.Count(ctx, orm.Q{"name__startswith": "S"})
	fmt.Println(authors.Model().Name, n, err)
	// Output:
	// Author 1 <nil>
}

// A Window is the rows that a function looks at beside each row: here those of the same author, up to it.
func ExampleWindow() {
	ctx, db := context.Background(), library()
	var soFar orm.Window = orm.PartitionBy("author").OrderKeys("year")

	rows, err := orm.Objects[Book](db).Filter(orm.Q{"author__name__contains": "Tolkien"}).
		AnnotateExpr("sum", orm.SumOf("sold").Over(soFar)).OrderBy("year").Values(ctx, "title", "sum")
	must(err)
	for _, row := range rows {
		fmt.Println(row["title"], row["sum"])
	}
	// Output:
	// The Hobbit 100
	// The Lord of the Rings 250
	// The Silmarillion 280
}
