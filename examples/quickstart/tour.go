package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/ormar-go/ormar/orm"
)

// tour is the steps of the quick start over one database.
type tour struct {
	db      *orm.DB
	authors orm.QuerySet[Author]
	books   orm.QuerySet[Book]
	a       *Author // names fields of Author; holds no data
	b       *Book   // names fields of Book
	again   int64   // the key of the book that was deleted and created again
}

func newTour(db *orm.DB) *tour {
	return &tour{db: db, authors: orm.Objects[Author](db), books: orm.Objects[Book](db),
		a: orm.Fields[Author](), b: orm.Fields[Book]()}
}

// all takes the steps in order; each builds on what the earlier ones left.
func (t *tour) all(ctx context.Context) error {
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"create", t.create}, {"read", t.read}, {"update", t.update}, {"delete", t.delete}, {"joins", t.joins},
		{"filter and sort", t.filterAndSort}, {"subset of columns", t.subset}, {"pagination", t.pagination},
		{"aggregates", t.aggregates}, {"raw data", t.rawData},
	} {
		fmt.Printf("%s:\n", step.name)
		if err := step.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// expect fails loudly when got is not what was expected, and says what it was when it is.
func expect(what string, got, want any) error {
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	fmt.Printf("  %s: %v\n", what, got)
	return nil
}

func (t *tour) create(ctx context.Context) error {
	tolkien, err := t.authors.Create(ctx, Author{Name: "J.R.R. Tolkien"})
	if err != nil {
		return err
	}
	for _, b := range []Book{{Title: "The Hobbit", Year: new(1937)}, {Title: "The Lord of the Rings", Year: new(1955)},
		{Title: "The Silmarillion", Year: new(1977)}} {
		b.Author = orm.Ref(tolkien)
		if _, err := t.books.Create(ctx, b); err != nil {
			return err
		}
	}
	sapkowski := &Author{Name: "Andrzej Sapkowski"} // in two steps
	if err := orm.Save(ctx, t.db, sapkowski); err != nil {
		return err
	}
	for _, b := range []*Book{{Title: "The Witcher", Year: new(1990)}, {Title: "The Tower of Fools", Year: new(2002)}} {
		b.Author = orm.Ref(sapkowski)
		if err := orm.Save(ctx, t.db, b); err != nil {
			return err
		}
	}
	n, err := t.books.Count(ctx)
	return errors.Join(err, expect("books", n, int64(5)), expect("saved", sapkowski.Saved(), true))
}

func (t *tour) read(ctx context.Context) error {
	hobbit, err := t.books.Get(ctx, orm.Q{"title": "The Hobbit"}) // Django style
	if err != nil {
		return err
	}
	same, err := t.books.Get(ctx, orm.Eq(&t.b.Title, "The Hobbit")) // Go style, the same query
	if err != nil {
		return err
	}
	first, err := t.books.First(ctx) // lowest primary key
	if err != nil {
		return err
	}
	newest, err := t.books.Get(ctx) // no condition: highest primary key
	if err != nil {
		return err
	}
	if err := errors.Join(
		expect("both styles find one book", orm.Same(hobbit, same), true),
		expect("it is the first", orm.Same(hobbit, first), true),
		expect("title", hobbit.Title, "The Hobbit"),
		expect("year", *hobbit.Year, 1937),
		expect("without a condition", newest.Title, "The Tower of Fools"),
		expect("key of the author", hobbit.Author.PK(), int64(1)),
		expect("author loaded", hobbit.Author.Loaded(), false),
	); err != nil {
		return err
	}
	author, err := hobbit.Author.Load(ctx)
	if err != nil {
		return err
	}
	everyone, err := t.authors.All(ctx)
	return errors.Join(err, expect("author", author.Name, "J.R.R. Tolkien"), expect("author loaded now", hobbit.Author.Loaded(), true),
		expect("authors", len(everyone), 2))
}

func (t *tour) update(ctx context.Context) error {
	tolkien, err := t.authors.Get(ctx, orm.Q{"name": "J.R.R. Tolkien"})
	if err != nil {
		return err
	}
	id := tolkien.ID
	tolkien.Name = "John Ronald Reuel Tolkien"
	if err := orm.Update(ctx, t.db, tolkien); err != nil {
		return err
	}
	found, err := t.authors.Get(ctx, orm.Q{"name": "John Ronald Reuel Tolkien"})
	if err != nil {
		return err
	}
	n, err := t.authors.Filter(orm.Q{"name__contains": "Tolkien"}).Update(ctx, orm.V{"name": "J.R.R. Tolkien"})
	return errors.Join(err, expect("same author", found.ID, id), expect("renamed back", n, int64(1)))
}

func (t *tour) delete(ctx context.Context) error {
	silmarillion, err := t.books.Get(ctx, orm.Q{"year": 1977})
	if err != nil {
		return err
	}
	if err := orm.Delete(ctx, t.db, silmarillion); err != nil {
		return err
	}
	n, err := t.books.Delete(ctx, orm.Q{"title": "The Tower of Fools"})
	if err != nil {
		return err
	}
	_, err = t.books.Get(ctx, orm.Q{"year": 1977})
	if err := errors.Join(expect("deleted", n, int64(1)), expect("no book from 1977", errors.Is(err, orm.ErrNoMatch), true)); err != nil {
		return err
	}
	// The instance is still there and can be saved again.
	created, err := t.books.Create(ctx, Book{Author: silmarillion.Author, Title: silmarillion.Title, Year: silmarillion.Year})
	if err != nil {
		return err
	}
	t.again = created.ID
	return nil
}

func (t *tour) joins(ctx context.Context) error {
	book, err := t.books.SelectRelated("author").Get(ctx, orm.Q{"title": "The Hobbit"})
	if err != nil {
		return err
	}
	same, err := t.books.SelectRelated(orm.Path(&t.b.Author)).Get(ctx, orm.Eq(&t.b.Title, "The Hobbit"))
	if err != nil {
		return err
	}
	if err := errors.Join(
		expect("joined author", book.Author.Get().Name, "J.R.R. Tolkien"),
		expect("the same by pointer", same.Author.Get().Name, "J.R.R. Tolkien"),
	); err != nil {
		return err
	}
	for _, path := range []string{"books", orm.Path(&t.a.Books)} { // the other side of Book.Author
		joined, err := t.authors.SelectRelated(path).All(ctx, orm.Q{"name": "J.R.R. Tolkien"}) // one statement
		if err != nil {
			return err
		}
		prefetched, err := t.authors.PrefetchRelated(path).Get(ctx, orm.Eq(&t.a.Name, "J.R.R. Tolkien")) // one per relation
		if err != nil {
			return err
		}
		if err := errors.Join(
			expect("books joined", joined[0].Books.Len(), 3),
			expect("books prefetched", prefetched.Books.Len(), 3),
		); err != nil {
			return err
		}
	}
	return nil
}

func (t *tour) filterAndSort(ctx context.Context) error {
	exact, err := t.books.All(ctx, orm.Q{"author__name": "J.R.R. Tolkien"})
	if err != nil {
		return err
	}
	found, err := t.books.Filter(orm.Q{"author__name__icontains": "tolkien"}).OrderBy("-year").All(ctx)
	if err != nil {
		return err
	}
	same, err := t.books.Filter(orm.IContains(&t.b.Author.Fields().Name, "tolkien")).OrderBy(orm.Desc(&t.b.Year)).All(ctx)
	if err != nil {
		return err
	}
	either, err := t.books.Filter(orm.Or(orm.Gt(&t.b.Year, new(1970)),
		orm.Eq(&t.b.Author.Fields().Name, "Andrzej Sapkowski"))).All(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		expect("by Tolkien", len(exact), 3),
		expect("newest first", titles(found), []string{"The Silmarillion", "The Lord of the Rings", "The Hobbit"}),
		expect("the same by pointer", titles(same), titles(found)),
		expect("after 1970 or by Sapkowski", titles(either), []string{"The Witcher", "The Silmarillion"}),
	)
}

func titles(books []*Book) []string {
	out := make([]string, len(books))
	for i, b := range books {
		out[i] = b.Title
	}
	return out
}
