package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func ExampleSave() {
	ctx, db := context.Background(), library()

	le := &Author{Name: "Ursula K. Le Guin"}
	must(orm.Save(ctx, db, le)) // INSERT; the key is filled in
	fmt.Println(le.ID, le.Saved())

	le.Name = "Ursula Le Guin"
	must(orm.Update(ctx, db, le)) // UPDATE by key
	must(orm.Delete(ctx, db, le)) // DELETE by key
	err := orm.Update(ctx, db, le)
	fmt.Println(errors.Is(err, orm.ErrNoMatch))
	// Output:
	// 3 true
	// true
}

// Every failure of a row is reported, before any SQL.
func ExampleQuerySet_Create() {
	ctx, db := context.Background(), library()

	_, err := orm.Objects[Book](db).Create(ctx, Book{Title: strings.Repeat("x", 101), Sold: -1})
	var invalid *schema.ValidationError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Failures {
			fmt.Println(f.Path, f.Rule, f.Param)
		}
	}
	// Output:
	// title max_length 100
	// sold min 0
}

// Set-wise writes are one statement, whose right sides see the row as it was.
func ExampleQuerySet_Update() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	n, err := books.Filter(orm.Q{"author__name__contains": "Tolkien"}).
		Update(ctx, orm.SetExpr(&b.Sold, orm.Col(&b.Sold).Add(5)), orm.Set(&b.Year, new(2000)))
	must(err)
	fmt.Println(n)

	_, err = books.Update(ctx, orm.V{"sold": 0}) // every row? Say so, with Each()
	fmt.Println(errors.Is(err, orm.ErrUnfiltered))
	n, err = books.Each().Update(ctx, orm.V{"sold": orm.F("sold").Add(1)})
	must(err)
	fmt.Println(n)
	// Output:
	// 3
	// true
	// 5
}

func ExampleQuerySet_Delete() {
	ctx, db := context.Background(), library()

	n, err := orm.Objects[Book](db).Delete(ctx, orm.Q{"year__lt": 1960})
	must(err)
	fmt.Println(n)
	// Output:
	// 2
}

// The match covers a unique field, so that however many callers try at once there is one row.
func ExampleQuerySet_GetOrCreate() {
	ctx, db := context.Background(), library()
	shelves := orm.Objects[Shelf](db)

	for range 2 {
		shelf, created, err := shelves.GetOrCreate(ctx, orm.V{"label": "fantasy"})
		must(err)
		fmt.Println(shelf.ID, shelf.Label, created)
	}
	// Output:
	// 1 fantasy true
	// 1 fantasy false
}

func ExampleQuerySet_UpdateOrCreate() {
	ctx, db := context.Background(), library()
	match := orm.V{"author": 1, "title": "The Hobbit"}

	book, created, err := orm.Objects[Book](db).UpdateOrCreate(ctx, match, orm.V{"sold": 101})
	must(err)
	fmt.Println(book.ID, book.Sold, created)
	// Output:
	// 1 101 false
}

// Many rows go in few statements, all or none of them, and their keys are filled in.
func ExampleQuerySet_BulkCreate() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	lot := []*Book{
		{Author: orm.RefPK[Author](1), Title: "Unfinished Tales", Sold: 7},
		{Author: orm.RefPK[Author](1), Title: "The Hobbit", Sold: 7}, // there already
	}
	err := books.BulkCreate(ctx, lot)
	var broken *orm.ConstraintError
	fmt.Println(errors.As(err, &broken), broken.Fields)

	must(books.BulkCreate(ctx, lot, orm.OnConflict("author", "title"), orm.UpdateOnConflict("sold")))
	n, err := books.Filter(orm.Q{"sold": 7}).Count(ctx)
	must(err)
	fmt.Println(n)

	for _, book := range lot {
		book.Sold++
	}
	n, err = books.BulkUpdate(ctx, lot, "sold")
	must(err)
	fmt.Println(n)
	// Output:
	// true [author title]
	// 2
	// 2
}

// What is done with the function's ctx is done together, or not at all.
func ExampleDB_Transaction() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	err := db.Transaction(ctx, func(ctx context.Context) error {
		if _, err := books.Each().Update(ctx, orm.V{"sold": 0}); err != nil {
			return err
		}
		return errors.New("second thoughts") // rolls back, as a panic does
	}, orm.Retry(3)) // once more after a deadlock, twice at most
	fmt.Println(err)
	sold, err := orm.Sum[int](ctx, books, "sold")
	must(err)
	fmt.Println(sold)
	// Output:
	// second thoughts
	// 328
}

// A transaction in a transaction is a savepoint: what may fail goes into one.
func ExampleDB_Transaction_nested() {
	ctx, db := context.Background(), library()
	authors := orm.Objects[Author](db)

	must(db.Transaction(ctx, func(ctx context.Context) error {
		if _, err := authors.Create(ctx, Author{Name: "Ursula K. Le Guin"}); err != nil {
			return err
		}
		err := db.Transaction(ctx, func(ctx context.Context) error {
			_, err := authors.Create(ctx, Author{Name: "J.R.R. Tolkien"})
			return err
		})
		if errors.Is(err, orm.ErrUnique) {
			fmt.Println("he is there already")
			return nil // and she stays
		}
		return err
	}))
	n, err := authors.Count(ctx)
	must(err)
	fmt.Println(n)
	// Output:
	// he is there already
	// 3
}

func ExampleDB_OnCommit() {
	ctx, db := context.Background(), library()

	must(db.Transaction(ctx, func(ctx context.Context) error {
		must(db.OnCommit(ctx, func() { fmt.Println("committed: now send the mail") }))
		fmt.Println("still inside")
		return nil
	}))
	// Output:
	// still inside
	// committed: now send the mail
}

// Hooks run in the writer's transaction; an error undoes the write.
func ExampleDB_Hooks() {
	ctx, db := context.Background(), library()

	remove := hooks.PreSave(db.Hooks(), func(ctx context.Context, e hooks.Save[Book]) error {
		e.Instance.Title = strings.TrimSpace(e.Instance.Title)
		if e.Instance.Title == "Necronomicon" {
			return errors.New("not in this library")
		}
		return nil
	})
	defer remove()
	book, err := orm.Objects[Book](db).Create(ctx, Book{Title: "  The Left Hand of Darkness "})
	must(err)
	fmt.Printf("%q\n", book.Title)
	_, err = orm.Objects[Book](db).Create(ctx, Book{Title: "Necronomicon"})
	fmt.Println(err)
	// Output:
	// "The Left Hand of Darkness"
	// hooks: pre_save of Book: not in this library
}

// statements prints what is sent.
type statements struct{}

func (statements) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (statements) After(_ context.Context, s *orm.Statement) {
	fmt.Println(s.Operation, s.Model, s.Rows, s.Err)
}

// An observer sees every statement, before and after.
func ExampleWithObserver() {
	ctx, db := context.Background(), library()
	db, err := sqlite.New(db.SQLX(), db.Models(), orm.WithObserver(statements{})) // or sqlite.Open(path, models, …)
	must(err)

	_, err = orm.Objects[Author](db).PrefetchRelated("books").All(ctx)
	must(err)
	// Output:
	// select Author 2 <nil>
	// select Book 5 <nil>
}

// A counter that adds what is offered, and says what was new.
func ExampleBulkUpsert() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	sales := []*Book{
		{Author: orm.RefPK[Author](1), Title: "The Hobbit", Sold: 7},
		{Author: orm.RefPK[Author](1), Title: "Unfinished Tales", Sold: 3},
	}
	inserted, err := orm.BulkUpsert(ctx, books, sales, orm.OnConflict("author", "title"),
		orm.OnConflictSet(orm.V{"sold": orm.F("sold").Add(orm.Excluded("sold"))}))
	must(err)
	fmt.Println(inserted, sales[0].Sold, sales[1].Sold)

	sales[0].Sold = 5
	inserted, err = orm.BulkUpsert(ctx, books, sales[:1], orm.OnConflict("author", "title"),
		orm.OnConflictWhere(orm.F("sold").Lt(orm.Excluded("sold")))) // only more is written
	must(err)
	fmt.Println(inserted, sales[0].Sold)
	// Output:
	// [false true] 107 3
	// [false] 107
}

// Hits are counted; what a new row begins with is said apart.
func ExampleOnCreate() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)

	for range 2 {
		book, created, err := books.UpdateOrCreate(ctx, orm.V{"author": 1, "title": "Roverandom"},
			orm.V{"sold": orm.F("sold").Add(1)}, orm.OnCreate(orm.V{"sold": 10, "year": 1998}))
		must(err)
		fmt.Println(book.Sold, *book.Year, created)
	}
	// Output:
	// 10 1998 true
	// 11 1998 false
}
