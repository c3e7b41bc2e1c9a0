package hooks_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Author has books.
type Author struct {
	orm.Model
	ID    int64
	Name  string
	Books orm.Many[Book]
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50)}}
}

// Book has an author, perhaps.
type Book struct {
	orm.Model
	ID     int64
	Title  string
	Author orm.One[Author]
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 50), schema.ForeignKey(&b.Author),
	}}
}

// library is an empty database in memory.
func library() (context.Context, *orm.DB) {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Author{}, &Book{}))
	must(err)
	must(migrate.CreateAll(ctx, db))
	return ctx, db
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Before an insert a listener may change the row, or refuse it.
func ExampleSave() {
	ctx, db := library()
	hooks.PreSave(db.Hooks(), func(ctx context.Context, e hooks.Save[Book]) error {
		e.Instance.Title = strings.TrimSpace(e.Instance.Title)
		return nil
	})

	book, err := orm.Objects[Book](db).Create(ctx, Book{Title: "  Solaris "})
	fmt.Printf("%q %v\n", book.Title, err)
	// Output:
	// "Solaris" <nil>
}

// An update tells which columns it writes.
func ExampleUpdate() {
	ctx, db := library()
	hooks.PostUpdate(db.Hooks(), func(ctx context.Context, e hooks.Update[Book]) error {
		fmt.Println(e.Instance.ID, e.Columns)
		return nil
	})

	book, err := orm.Objects[Book](db).Create(ctx, Book{Title: "Solaris"})
	must(err)
	must(orm.Update(ctx, db, book, "title"))
	// Output:
	// 1 [title]
}

// What a listener returns undoes the write, in whose transaction it runs.
func ExampleDelete() {
	ctx, db := library()
	hooks.PreDelete(db.Hooks(), func(ctx context.Context, e hooks.Delete[Book]) error {
		if e.Instance.Title == "Solaris" {
			return errors.New("we keep this one")
		}
		return nil
	})

	book, err := orm.Objects[Book](db).Create(ctx, Book{Title: "Solaris"})
	must(err)
	fmt.Println(orm.Delete(ctx, db, book))
	n, err := orm.Objects[Book](db).Count(ctx)
	fmt.Println(n, err)
	// Output:
	// hooks: pre_delete of Book: we keep this one
	// 1 <nil>
}

// A relation tells who is tied to whom, whichever side it was written from.
func ExampleRelation() {
	ctx, db := library()
	hooks.PostRelationAdd(db.Hooks(), func(ctx context.Context, e hooks.Relation[Author]) error {
		fmt.Println(e.Instance.Name, e.Name, e.Child.(*Book).Title)
		return nil
	})

	lem, err := orm.Objects[Author](db).Create(ctx, Author{Name: "Lem"})
	must(err)
	book, err := orm.Objects[Book](db).Create(ctx, Book{Title: "Solaris"})
	must(err)
	must(lem.Books.Add(ctx, book))
	// Output:
	// Lem books Solaris
}

// A bulk write is one event, with all of its rows.
func ExampleBulk() {
	ctx, db := library()
	hooks.PostBulkCreate(db.Hooks(), func(ctx context.Context, e hooks.Bulk[Book]) error {
		fmt.Println(len(e.Instances), "books, the last has key", e.Instances[1].ID)
		return nil
	})

	must(orm.Objects[Book](db).BulkCreate(ctx, []*Book{{Title: "Solaris"}, {Title: "Eden"}}))
	// Output:
	// 2 books, the last has key 2
}

// A write of a set of rows has no instances, but a statement and a number.
func ExampleQuery() {
	ctx, db := library()
	must(orm.Objects[Book](db).BulkCreate(ctx, []*Book{{Title: "Solaris"}, {Title: "Eden"}}))
	hooks.PostQueryDelete[Book](db.Hooks(), func(ctx context.Context, e hooks.Query) error {
		fmt.Println(e.Model, e.Rows)
		return nil
	})

	_, err := orm.Objects[Book](db).Filter(orm.Q{"title__startswith": "E"}).Delete(ctx)
	must(err)
	// Output:
	// Book 1
}

// A kind names an event, for a listener to all of them.
func ExampleKind() {
	ctx, db := library()
	hooks.Any(db.Hooks(), func(ctx context.Context, kind hooks.Kind, instance any) error {
		fmt.Printf("%s %T\n", kind, instance)
		return nil
	})

	must(orm.Save(ctx, db, &Author{Name: "Lem"}))
	// Output:
	// pre_save *hooks_test.Author
	// post_save *hooks_test.Author
}

// A set has the listeners of one database; what Listen and its kin return takes one out again.
func ExampleSet() {
	ctx, db := library()
	remove := hooks.PostSave(db.Hooks(), func(ctx context.Context, e hooks.Save[Author]) error {
		fmt.Println("saved", e.Instance.Name)
		return nil
	})

	must(orm.Save(ctx, db, &Author{Name: "Lem"}))
	remove()
	must(orm.Save(ctx, db, &Author{Name: "Dick"}))
	// Output:
	// saved Lem
}
