package orm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/orm"
)

// A foreign key is known without its row. Nothing is loaded unless you say so.
func ExampleOne() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	hobbit, err := books.Get(ctx, orm.Q{"title": "The Hobbit"})
	must(err)
	fmt.Println(hobbit.Author.PK(), hobbit.Author.Loaded())
	_, err = hobbit.Author.Require() // instead of a nil to stumble over
	fmt.Println(errors.Is(err, orm.ErrNotLoaded))

	author, err := hobbit.Author.Load(ctx) // one more statement
	must(err)
	fmt.Println(author.Name)

	hobbit, err = books.SelectRelated(orm.Path(&b.Author)).Get(ctx, orm.Q{"title": "The Hobbit"}) // a join
	must(err)
	fmt.Println(hobbit.Author.Get().Name)
	// Output:
	// 1 false
	// true
	// J.R.R. Tolkien
	// J.R.R. Tolkien
}

// SelectRelated joins, in one statement; PrefetchRelated asks once per relation.
func ExampleQuerySet_PrefetchRelated() {
	ctx, db := context.Background(), library()
	authors := orm.Objects[Author](db)

	joined, err := authors.SelectRelated("books").All(ctx)
	must(err)
	prefetched, err := authors.PrefetchRelated("books").All(ctx)
	must(err)
	for i := range joined {
		fmt.Println(joined[i].Name, joined[i].Books.Len(), prefetched[i].Books.Len())
	}
	// Output:
	// J.R.R. Tolkien 3 3
	// Andrzej Sapkowski 2 2
}

// Prefetch takes a queryset of its own for the children. Its limit is per parent.
func ExampleQuerySet_Prefetch() {
	ctx, db := context.Background(), library()

	bestseller := orm.Objects[Book](db).OrderBy("-sold").Limit(1)
	authors, err := orm.Objects[Author](db).Prefetch("books", bestseller).All(ctx)
	must(err)
	for _, author := range authors {
		fmt.Println(author.Name, author.Books.At(0).Title)
	}
	// Output:
	// J.R.R. Tolkien The Lord of the Rings
	// Andrzej Sapkowski The Witcher
}

// Behind a strict queryset nothing can load row by row.
func ExampleQuerySet_Strict() {
	ctx, db := context.Background(), library()

	books, err := orm.Objects[Book](db).Strict().All(ctx)
	must(err)
	_, err = books[0].Author.Load(ctx)
	fmt.Println(errors.Is(err, orm.ErrNotLoaded))
	// Output:
	// true
}

// A saved or loaded owner manages its related rows.
func ExampleMany() {
	ctx, db := context.Background(), library()

	sapkowski, err := orm.Objects[Author](db).Get(ctx, orm.Q{"name__contains": "Sapkowski"})
	must(err)
	_, err = sapkowski.Books.Create(ctx, Book{Title: "Season of Storms", Year: new(2013)})
	must(err)
	recent, err := sapkowski.Books.Objects().Filter(orm.Q{"year__gte": 1990}).All(ctx) // those of this author
	must(err)
	fmt.Println(titles(recent))

	n, err := sapkowski.Books.Clear(ctx, orm.DeleteRows())
	must(err)
	fmt.Println(n, "deleted")
	all, err := sapkowski.Books.Load(ctx)
	must(err)
	fmt.Println(len(all), "left")
	// Output:
	// Witcher, Season of Storms
	// 3 deleted
	// 0 left
}

// A link between two rows may carry data.
func ExampleManyThrough() {
	ctx, db := context.Background(), library()

	fantasy, err := orm.Objects[Shelf](db).Create(ctx, Shelf{Label: "fantasy"})
	must(err)
	books, err := orm.Objects[Book](db).All(ctx, orm.Q{"sold__gte": 40})
	must(err)
	for i, book := range books {
		must(fantasy.Books.AddLink(ctx, book, Placement{Place: 10 * (i + 1)}))
	}
	must(fantasy.Books.UpdateLink(ctx, books[0], orm.V{"place": 99}))

	shelf, err := orm.Objects[Shelf](db).PrefetchRelated("books").Get(ctx, orm.Q{"label": "fantasy"})
	must(err)
	for _, link := range shelf.Books.Links() {
		fmt.Println(link.Through.Place, link.Target.Title)
	}
	behind, err := shelf.Books.Objects().Filter(orm.Q{"placement__place__gt": 25}).All(ctx)
	must(err)
	fmt.Println(titles(behind))
	// Output:
	// 99 The Hobbit
	// 20 The Lord of the Rings
	// 30 The Witcher
	// Hobbit, Witcher
}

// A loaded graph is JSON: what is not loaded is its key alone, and so is a way back.
func ExampleSaveRelated() {
	ctx, db := context.Background(), library()

	leGuin := &Author{Name: "Ursula K. Le Guin", Books: orm.ManyOf(&Book{Title: "A Wizard of Earthsea"}, &Book{Title: "The Dispossessed"})}
	n, err := orm.SaveRelated(ctx, db, leGuin)
	must(err)
	fmt.Println(n, "rows written")

	again := &Author{ID: leGuin.ID}
	must(orm.LoadAll(ctx, db, again, orm.OrderRelated("-books__title")))
	fmt.Println(again.Name)
	for _, book := range again.Books.All() {
		fmt.Println("-", book.Title)
	}
	// Output:
	// 3 rows written
	// Ursula K. Le Guin
	// - The Dispossessed
	// - A Wizard of Earthsea
}

func Example_json() {
	ctx, db := context.Background(), library()

	author, err := orm.Objects[Author](db).PrefetchRelated("books").Get(ctx, orm.Q{"pk": 2})
	must(err)
	text, err := json.MarshalIndent(author, "", "  ")
	must(err)
	fmt.Println(string(text))
	// Output:
	// {
	//   "id": 2,
	//   "name": "Andrzej Sapkowski",
	//   "books": [
	//     {
	//       "id": 4,
	//       "author": {
	//         "id": 2
	//       },
	//       "title": "The Witcher",
	//       "year": 1990,
	//       "sold": 40
	//     },
	//     {
	//       "id": 5,
	//       "author": {
	//         "id": 2
	//       },
	//       "title": "The Tower of Fools",
	//       "year": null,
	//       "sold": 8
	//     }
	//   ]
	// }
}

// Two questions to one relation, each under a name.
func ExampleQuerySet_PrefetchAs() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	authors, err := orm.Objects[Author](db).
		PrefetchAs("best", "books", books.OrderBy("-sold").Limit(1)).
		PrefetchAs("recent", "books", books.Filter(orm.Q{"year__gte": 1970})).
		All(ctx)
	must(err)
	for _, a := range authors {
		best, _ := orm.Prefetched[Book](a, "best")
		recent, _ := orm.Prefetched[Book](a, "recent")
		fmt.Println(a.Name, "|", titles(best), "|", titles(recent), "|", a.Books.Loaded())
	}
	// Output:
	// J.R.R. Tolkien | Lord of the Rings | Silmarillion | false
	// Andrzej Sapkowski | Witcher | Witcher | false
}
