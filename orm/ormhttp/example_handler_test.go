package ormhttp_test

import (
	"encoding/json"
	"log"
	"net/http"
	"strconv"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// shelf are handlers of a program's own, for what is no resource.
type shelf struct{ db *orm.DB }

func (s shelf) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", s.list)
	mux.HandleFunc("POST /books", s.create)
	mux.HandleFunc("GET /books/{id}", s.read)
	return mux
}

// list answers what a query string asks for, within a policy.
func (s shelf) list(w http.ResponseWriter, r *http.Request) {
	asked := orm.UntrustedQuery(r.URL.Query(), orm.Policy{Filter: []string{"title__icontains"}, Sort: []string{"title"}})
	page, err := orm.PageOf(r.Context(), orm.Objects[Book](s.db), asked)
	answer(w, http.StatusOK, page, err)
}

// create takes a body; what is wrong with it is told field by field.
func (s shelf) create(w http.ResponseWriter, r *http.Request) {
	var book Book
	err := orm.Decode(s.db, r.Body, &book)
	if err == nil {
		err = orm.Save(r.Context(), s.db, &book)
	}
	answer(w, http.StatusCreated, orm.JSON(&book), err)
}

// read finds a row by the key in the address, which is a text: no condition takes one for a number.
func (s shelf) read(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		ormhttp.WriteProblem(w, ormhttp.Problem{Status: http.StatusNotFound})
		return
	}
	book, err := orm.Objects[Book](s.db).Get(r.Context(), orm.Q{"id": id})
	answer(w, http.StatusOK, orm.JSON(book), err)
}

// answer sends a value, or the problem that an error of this module is. The problem of a fault says
// nothing of it, so the log does.
func answer(w http.ResponseWriter, code int, value any, err error) {
	var body []byte
	if err == nil {
		body, err = json.Marshal(value)
	}
	if err != nil {
		if ormhttp.ProblemOf(err).Status >= http.StatusInternalServerError {
			log.Print(err)
		}
		ormhttp.WriteProblem(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body) // the client is gone, and so is whoever would read an error
}

// Handlers of your own answer with the same problems as resources do.
func ExampleWriteProblem() {
	db := shop()
	defer db.Close()
	h := shelf{db}.routes()

	send(h, "POST", "/books", `{"title":"The Hobbit","pages":310}`)
	send(h, "POST", "/books", `{"pages":0}`)
	send(h, "GET", "/books?title__icontains=hob", "")
	send(h, "GET", "/books/1", "")
	send(h, "GET", "/books/one", "")
	send(h, "GET", "/books/2", "")
	// Output:
	// 201 {"id":1,"title":"The Hobbit","pages":310,"version":1}
	// 422 {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"fields are wrong","errors":[{"pointer":"/pages","rule":"min","detail":"takes at least 1"}]}
	// 200 {"items":[{"id":1,"title":"The Hobbit","pages":310,"version":1}],"total":1,"size":50}
	// 200 {"id":1,"title":"The Hobbit","pages":310,"version":1}
	// 404 {"type":"about:blank","title":"Not Found","status":404}
	// 404 {"type":"about:blank","title":"Not Found","status":404}
}
