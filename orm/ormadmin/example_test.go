package ormadmin_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm/ormadmin"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func ExampleNew() {
	db, err := sqlite.Open(":memory:", models())
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(context.Background(), db); err != nil {
		log.Fatal(err)
	}
	authorize := func(r *http.Request, a ormadmin.Action, m *schema.Model, row any) error {
		if a == ormadmin.Delete { // who it is comes from what stands before the handler, by the request's context
			return errors.New("nobody deletes here")
		}
		return nil
	}
	pages, err := ormadmin.New(db, authorize, ormadmin.Title("Library"),
		ormadmin.Of[Book](ormadmin.Columns("title", "author", "genre"), ormadmin.Write("title", "pages", "genre", "author", "tags")),
		ormadmin.Of[Author](), // everything that is no secret
		ormadmin.Of[Tag](ormadmin.Only(ormadmin.List, ormadmin.Create)),
	)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/admin/", http.StripPrefix("/admin", pages))
	server := httptest.NewServer(mux)
	defer server.Close()

	for _, path := range []string{"/admin/", "/admin/books?genre=novel&sort=-title", "/admin/reviews", "/admin/tags/-/new"} {
		answer, err := http.Get(server.URL + path)
		if err != nil {
			log.Fatal(err)
		}
		answer.Body.Close()
		fmt.Println(path, answer.StatusCode)
	}
	// Output:
	// /admin/ 200
	// /admin/books?genre=novel&sort=-title 200
	// /admin/reviews 404
	// /admin/tags/-/new 200
}
