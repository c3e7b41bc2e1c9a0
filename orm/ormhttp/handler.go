package ormhttp

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// Resource serves the rows of T below the path where it is mounted: GET and POST at it, GET, PUT, PATCH and DELETE at /{key}.
// It serves the path of the request as it is given, so mount it with http.StripPrefix:
//
//	mux.Handle("/books/", http.StripPrefix("/books", ormhttp.Resource[Book](db)))
//
// A key is one segment of the path, escaped; the parts of a composite key have commas between them. Options that name what the
// model does not have, and a model that the database does not know, make every answer a 500; Handler.Err says why.
func Resource[T any, P orm.PtrTo[T]](db *orm.DB, opts ...Option) *Handler {
	return &Handler{newResource(db, rowsOf[T, P]{db}, reflect.TypeFor[T](), opts)}
}

// Handler is a resource as an http.Handler; it is safe for concurrent use.
type Handler struct{ core *resource }

// Err is what is wrong with the options or the model, nil when nothing is: for a look at the start of a program.
func (h *Handler) Err() error { return h.core.err }

// ServeHTTP answers a request. Its context is handed on to every statement.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{resource: h.core, w: w, r: r}
	if err := c.serve(); err != nil {
		c.fail(err)
	}
}

// call is one request.
type call struct {
	*resource
	w      http.ResponseWriter
	r      *http.Request
	values url.Values // of the query string
}

// serve finds what is asked for.
func (c *call) serve() error {
	if c.err != nil {
		return &refusal{status: http.StatusInternalServerError}
	}
	var err error
	if c.values, err = url.ParseQuery(c.r.URL.RawQuery); err != nil {
		return &refusal{status: http.StatusBadRequest, detail: "the query string does not parse"}
	}
	switch parts := segments(c.r.URL); len(parts) {
	case 0:
		return c.dispatch(ofResource, nil, "")
	case 1:
		return c.withKey(parts[0], func(key orm.Q) error { return c.dispatch(ofRow, key, "") })
	case 2:
		name, err := url.PathUnescape(parts[1])
		if err != nil || c.related[name] == nil {
			return notFound()
		}
		return c.withKey(parts[0], func(key orm.Q) error { return c.dispatch([]methodAction{{http.MethodGet, Get}}, key, name) })
	}
	return notFound()
}

func notFound() error { return &refusal{status: http.StatusNotFound} }

// segments are the parts of the path, still escaped.
func segments(u *url.URL) []string {
	path := strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

func (c *call) withKey(segment string, use func(orm.Q) error) error {
	key, err := c.keyOf(segment)
	if err != nil {
		return notFound()
	}
	return use(key)
}

// dispatch takes the action that the method means.
func (c *call) dispatch(list []methodAction, key orm.Q, relation string) error {
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if method == http.MethodOptions {
		c.w.Header().Set("Allow", strings.Join(c.allowed(list), ", "))
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	for _, m := range list {
		if m.method != method || !c.does(m.action) {
			continue
		}
		if relation != "" {
			return c.readRelated(key, relation)
		}
		return c.act(m.action, key)
	}
	return &refusal{status: http.StatusMethodNotAllowed, allow: c.allowed(list)}
}

func (c *call) act(a Action, key orm.Q) error {
	if err := c.bare(a); err != nil {
		return err
	}
	switch a {
	case List:
		return c.list()
	case Create:
		return c.create()
	case Get:
		return c.get(key)
	case Replace:
		return c.replace(key)
	case Patch:
		return c.patch(key)
	default:
		return c.remove(key)
	}
}

// bare refuses parameters where an action takes none.
func (c *call) bare(a Action) error {
	if a == List || a == Get {
		return nil
	}
	return wrongParameters(c.values, func(string) bool { return false })
}

// wrongParameters refuses the parameters of a query string that are not known.
func wrongParameters(values url.Values, known func(name string) bool) error {
	var wrong []FieldError
	for name := range values {
		if !known(name) {
			wrong = append(wrong, FieldError{name, "unknown", "there is no such parameter"})
		}
	}
	if wrong == nil {
		return nil
	}
	return &refusal{status: http.StatusBadRequest, detail: "the query string is wrong", errors: sortedErrors(wrong)}
}

// fail answers with the problem of an error.
func (c *call) fail(err error) {
	var own *refusal
	if errors.As(err, &own) && own.allow != nil {
		c.w.Header().Set("Allow", strings.Join(own.allow, ", "))
	}
	writeProblem(c.w, c.problemOf(err))
}

// authorized asks Authorize. What it says goes nowhere.
func (c *call) authorized(r *http.Request, a Action, row any) error {
	if c.authorize == nil {
		return nil
	}
	if err := c.authorize(r, a, row); err != nil {
		return &refusal{status: http.StatusForbidden}
	}
	return nil
}

// ahead calls Before.
func (c *call) ahead(r *http.Request, a Action, row any) error {
	if c.before == nil {
		return nil
	}
	if err := c.before(r, a, row); err != nil {
		return fmt.Errorf("ormhttp: Before: %w", err)
	}
	return nil
}

// behind calls After for rows.
func (c *call) behind(a Action, rows ...any) {
	if c.after == nil {
		return
	}
	for _, row := range rows {
		c.after(c.r, a, row)
	}
}
