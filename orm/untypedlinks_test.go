package orm_test

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// Link rows are found by the rows that they tie, in the order of these.
func TestUntypedLinks(t *testing.T) {
	db, ctx := library(), t.Context()
	books, err := db.Untyped("books")
	if err != nil {
		t.Fatal(err)
	}
	book, err := orm.Objects[Book](db).First(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var shelves []any
	for _, name := range []string{"links one", "links two", "links three"} {
		shelf := &Shelf{Label: name}
		if err := orm.Save(ctx, db, shelf); err != nil {
			t.Fatal(err)
		}
		shelves = append(shelves, shelf)
	}
	for i, at := range []int{0, 2} {
		if err := book.Shelves.AddLink(ctx, shelves[at].(*Shelf), Placement{Place: 70 + i}); err != nil {
			t.Fatal(err)
		}
	}
	links, err := books.Links(ctx, book, "shelves", []any{shelves[2], shelves[1], shelves[0]})
	if err != nil || len(links) != 3 || links[1] != nil || links[0].(*Placement).Place != 71 || links[2].(*Placement).Place != 70 {
		t.Errorf("%+v, %v", links, err)
	}
	targets, pairs, err := books.LinkPairs(ctx, book, "shelves", orm.Q{"placement__place__gt": 70, "label__startswith": "links"})
	if err != nil || len(targets) != 1 || len(pairs) != 1 || targets[0].(*Shelf).Label != "links three" || pairs[0].(*Placement).Place != 71 {
		t.Errorf("%+v, %+v, %v", targets, pairs, err)
	}
	if links, err := books.Links(ctx, book, "shelves", nil); err != nil || links != nil {
		t.Errorf("of no targets: %v, %v", links, err)
	}
	for name, refused := range map[string]func() ([]any, error){
		"no row":                  func() ([]any, error) { return books.Links(ctx, &Author{}, "shelves", shelves) },
		"a relation without data": func() ([]any, error) { return books.Links(ctx, book, "author", shelves) },
		"no relation":             func() ([]any, error) { return books.Links(ctx, book, "shelves'; --", shelves) },
		"another target":          func() ([]any, error) { return books.Links(ctx, book, "shelves", []any{book}) },
		"pairs without data":      func() ([]any, error) { _, links, err := books.LinkPairs(ctx, book, "author"); return links, err },
		"pairs of no row":         func() ([]any, error) { _, links, err := books.LinkPairs(ctx, nil, "shelves"); return links, err },
		"the zero value":          func() ([]any, error) { return orm.Untyped{}.Links(ctx, book, "shelves", shelves) },
	} {
		if _, err := refused(); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
