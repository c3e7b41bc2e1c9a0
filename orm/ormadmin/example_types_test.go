package ormadmin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// shop is a database with one author.
func shop() *orm.DB {
	db, err := sqlite.Open(":memory:", models())
	if err == nil {
		err = errors.Join(migrate.CreateAll(context.Background(), db), orm.Save(context.Background(), db, &Author{Name: "Lem"}))
	}
	if err != nil {
		panic(err)
	}
	return db
}

// shown is what the pages show at a path.
func shown(db *orm.DB, who ormadmin.Authorize, path string, opts ...ormadmin.Option) (int, string) {
	pages, err := ormadmin.New(db, who, opts...)
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

// Authorize is asked before everything, with the row where there is one.
func ExampleAuthorize() {
	db := shop()
	defer db.Close()
	var readers ormadmin.Authorize = func(r *http.Request, a ormadmin.Action, m *schema.Model, row any) error {
		if author, ok := row.(*Author); ok && author.Name == "Lem" {
			return errors.New("not his")
		}
		return nil
	}

	for _, path := range []string{"/authors", "/authors/1"} {
		code, _ := shown(db, readers, path, ormadmin.Of[Author]())
		fmt.Println(path, code)
	}
	// Output:
	// /authors 200
	// /authors/1 403
}

// An Action is what a request does; Only leaves a model with some.
func ExampleAction() {
	db := shop()
	defer db.Close()

	for _, path := range []string{"/authors/1", "/authors/-/new"} {
		code, _ := shown(db, everybody, path, ormadmin.Of[Author](ormadmin.Only(ormadmin.List, ormadmin.Read)))
		fmt.Println(path, code)
	}
	// Output:
	// /authors/1 200
	// /authors/-/new 403
}

// A ModelOption is for one model: which columns its list has, what of it may be written.
func ExampleModelOption() {
	db := shop()
	defer db.Close()

	_, text := shown(db, everybody, "/authors", ormadmin.Of[Author](ormadmin.Columns("name")))
	fmt.Println(strings.Contains(text, "Lem"))
	// Output:
	// true
}

// An Option is for all pages. A model that no Of names is not on them.
func ExampleOption() {
	db := shop()
	defer db.Close()

	code, text := shown(db, everybody, "/", ormadmin.Title("Library"), ormadmin.Of[Author]())
	fmt.Println(code, strings.Contains(text, "Library"), strings.Contains(text, "books"))
	// Output:
	// 200 true false
}

// An Event is a line of a row's history, which comes from the program's own log.
func ExampleEvent() {
	db := shop()
	defer db.Close()
	history := func(ctx context.Context, table, key string) ([]ormadmin.Event, error) {
		return []ormadmin.Event{{At: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC), Who: "ann", What: "renamed " + table + " " + key,
			Changes: []orm.Change{{Name: "name", From: "Lam", To: "Lem"}}}}, nil
	}

	_, text := shown(db, everybody, "/authors/1/history", ormadmin.Of[Author](), ormadmin.History(history))
	fmt.Println(strings.Contains(text, "renamed authors 1"), strings.Contains(text, "Lam"))
	// Output:
	// true true
}
