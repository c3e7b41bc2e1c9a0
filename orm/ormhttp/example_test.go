package ormhttp_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Book is row, request and response.
type Book struct {
	orm.Model
	ID      int64  `json:"id"`
	Title   string `json:"title"`
	Pages   *int   `json:"pages"`
	Version int    `json:"version"`
}

// Schema is the table of Book.
func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100).MinLength(1).Unique(),
		schema.Integer(&b.Pages).Min(new(1)), schema.Integer(&b.Version).Version(),
	}}
}

func ExampleResource() {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Book{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(context.Background(), db); err != nil {
		log.Fatal(err)
	}
	books := ormhttp.Resource[Book](db, ormhttp.Policy(orm.Policy{Search: []string{"title"}}))
	if err := books.Err(); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/books", http.StripPrefix("/books", books))
	mux.Handle("/books/", http.StripPrefix("/books", books))
	server := httptest.NewServer(mux)
	defer server.Close()

	send := func(method, path, body string) {
		r, _ := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			log.Fatal(err)
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		fmt.Println(answer.StatusCode, strings.TrimSpace(string(text)))
	}
	send("POST", "/books", `{"title":"The Hobbit","pages":310}`)
	send("PATCH", "/books/1", `{"pages":null}`)
	send("GET", "/books?q=hobbit&fields=id,title", "")
	send("PUT", "/books/1", `{"pages":0,"author":"?"}`)
	// Output:
	// 201 {"id":1,"title":"The Hobbit","pages":310,"version":1}
	// 200 {"id":1,"title":"The Hobbit","pages":null,"version":2}
	// 200 {"items":[{"id":1,"title":"The Hobbit"}],"total":1,"size":50}
	// 422 {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"fields are wrong","errors":[{"pointer":"/author","rule":"unknown","detail":"there is no such field"},{"pointer":"/pages","rule":"min","detail":"takes at least 1"},{"pointer":"/title","rule":"required","detail":"a value is needed"}]}
}

func ExampleDocs() {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Book{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	document, err := ormhttp.OpenAPI("Library", "1.0", map[string]*ormhttp.Handler{"/books": ormhttp.Resource[Book](db)})
	if err != nil {
		log.Fatal(err)
	}
	docs, err := ormhttp.Docs(document)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/docs/", http.StripPrefix("/docs", docs))
	server := httptest.NewServer(mux)
	defer server.Close()

	for _, path := range []string{"/docs/", "/docs/openapi.json"} {
		answer, err := http.Get(server.URL + path)
		if err != nil {
			log.Fatal(err)
		}
		answer.Body.Close()
		fmt.Println(path, answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	// Output:
	// /docs/ 200 text/html; charset=utf-8
	// /docs/openapi.json 200 application/json
}
