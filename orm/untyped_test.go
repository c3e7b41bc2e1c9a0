package orm_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// What is no table, no row, or belongs to no database is refused before anything is sent.
func TestUntypedRefuses(t *testing.T) {
	db, ctx := library(), t.Context()
	if _, err := db.Untyped("writers'; --"); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("no table: %v", err)
	}
	authors, err := db.Untyped("authors")
	if err != nil {
		t.Fatal(err)
	}
	if authors.Model().Name != "Author" {
		t.Errorf("the model is %s", authors.Model().Name)
	}
	for name, row := range map[string]any{"nil": nil, "another model": &Book{}, "no pointer": Author{}, "a nil pointer": (*Author)(nil), "a text": "x"} {
		if err := authors.Save(ctx, row); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("Save of %s: %v", name, err)
		}
		if err := authors.Update(ctx, row); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("Update of %s: %v", name, err)
		}
		if err := authors.Delete(ctx, row); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("Delete of %s: %v", name, err)
		}
		if err := authors.Decode(strings.NewReader("{}"), row); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("Decode into %s: %v", name, err)
		}
		if err := authors.CheckReferences(ctx, row, nil); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("CheckReferences of %s: %v", name, err)
		}
		if err := authors.CheckReferences(ctx, &Author{}, row); row != nil && !errors.Is(err, orm.ErrQuery) {
			t.Errorf("CheckReferences beside %s: %v", name, err)
		}
	}
	var zero orm.Untyped
	if _, err := zero.Get(ctx); !errors.Is(err, orm.ErrQuery) || zero.New() != nil || zero.Model() != nil {
		t.Errorf("the zero value: %v", err)
	}
	if _, err := zero.Count(ctx); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("Count of the zero value: %v", err)
	}
	if _, err := zero.Page(ctx, orm.Request{}); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("Page of the zero value: %v", err)
	}
	if err := zero.Save(ctx, &Author{}); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("Save of the zero value: %v", err)
	}
	if err := zero.CheckReferences(ctx, &Author{}, nil); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("CheckReferences of the zero value: %v", err)
	}
}

// A row goes in, comes out and is changed without its type.
func TestUntyped(t *testing.T) {
	db, ctx := library(), t.Context()
	authors, err := db.Untyped("authors")
	if err != nil {
		t.Fatal(err)
	}
	row := authors.New()
	if err := authors.Decode(strings.NewReader(`{"name": "Untyped"}`), row); err != nil {
		t.Fatal(err)
	}
	if err := authors.Save(ctx, row); err != nil {
		t.Fatal(err)
	}
	row.(*Author).Name = "Typed"
	if err := authors.Update(ctx, row, "name"); err != nil {
		t.Fatal(err)
	}
	again, err := authors.Get(ctx, orm.Q{"name": "Typed"})
	if err != nil || again.(*Author).ID != row.(*Author).ID {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := authors.Get(ctx, orm.Q{"name": "Untyped"}); !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("the old name: %v", err)
	}
	n, err := authors.Count(ctx, orm.Q{"name": "Typed"})
	page, pageErr := authors.Page(ctx, orm.UntrustedQuery(url.Values{"name": {"Typed"}}, orm.Policy{}))
	if err != nil || pageErr != nil || n != 1 || *page.Total != 1 || page.Items[0].(*Author).Name != "Typed" || page.Model != authors.Model() {
		t.Errorf("%d, %+v, %v, %v", n, page, err, pageErr)
	}
	if err := authors.Delete(ctx, page.Items[0]); err != nil {
		t.Fatal(err)
	}
	if n, err := authors.Count(ctx, orm.Q{"name": "Typed"}); err != nil || n != 0 {
		t.Errorf("%d are left, %v", n, err)
	}
}
