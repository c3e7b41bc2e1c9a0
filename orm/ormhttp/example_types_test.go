package ormhttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// shop is an empty database of books.
func shop() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Book{}))
	if err != nil {
		log.Fatal(err)
	}
	if err := migrate.CreateAll(context.Background(), db); err != nil {
		log.Fatal(err)
	}
	return db
}

// send shows what a handler answers.
func send(h http.Handler, method, path, body string, header ...string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Body)
	fmt.Println(w.Code, strings.TrimSpace(string(text)))
}

// An Action is what a request does; rules of who may do what are told by it.
func ExampleAction() {
	db := shop()
	defer db.Close()
	books := ormhttp.Resource[Book](db, ormhttp.Authorize(func(r *http.Request, a ormhttp.Action, row any) error {
		if a == ormhttp.Delete && r.Header.Get("Role") != "admin" {
			return errors.New("only an admin deletes")
		}
		return nil
	}))

	send(books, "POST", "/", `{"title":"The Hobbit"}`)
	send(books, "DELETE", "/1", "")
	send(books, "DELETE", "/1", "", "Role", "admin")
	// Output:
	// 201 {"id":1,"title":"The Hobbit","pages":null,"version":1}
	// 403 {"type":"about:blank","title":"Forbidden","status":403}
	// 204
}

// A Problem is also what a program answers on its own.
func ExampleProblem() {
	w := httptest.NewRecorder()
	ormhttp.WriteProblem(w, ormhttp.Problem{Status: http.StatusUnauthorized, Detail: "log in first"})
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Println(strings.TrimSpace(w.Body.String()))
	// Output:
	// 401 application/problem+json
	// {"type":"about:blank","title":"Unauthorized","status":401,"detail":"log in first"}
}

// A FieldError points at the place in the body.
func ExampleFieldError() {
	db := shop()
	defer db.Close()
	_, err := orm.Objects[Book](db).Create(context.Background(), Book{Title: ""})
	for _, e := range ormhttp.ProblemOf(err).Errors {
		fmt.Println(e.Pointer, e.Rule, e.Detail)
	}
	// Output:
	// /title min_length takes a length of at least 1
}

// memory is a Store of one process; several share one in a database.
type memory struct{ sync.Map }

func (m *memory) Load(key string) ([]byte, bool) {
	answer, ok := m.Map.Load(key)
	if !ok {
		return nil, false
	}
	return answer.([]byte), true
}

func (m *memory) Save(key string, answer []byte) { m.Map.Store(key, answer) }

// A Store gives a client that sends a request twice the first answer again.
func ExampleStore() {
	db := shop()
	defer db.Close()
	books := ormhttp.Resource[Book](db, ormhttp.Idempotency(new(memory)))

	for range 2 {
		send(books, "POST", "/", `{"title":"The Hobbit"}`, "Idempotency-Key", "7f3a")
	}
	n, err := orm.Objects[Book](db).Count(context.Background())
	fmt.Println(n, err)
	// Output:
	// 201 {"id":1,"title":"The Hobbit","pages":null,"version":1}
	// 201 {"id":1,"title":"The Hobbit","pages":null,"version":1}
	// 1 <nil>
}
