package resources

import (
	"strings"
	"testing"
)

// A key that leads nowhere is told by its relation on every database, also where the database says of
// several relations only that one was violated; and nothing of the rest is kept.
func TestMissingTargets(t *testing.T) {
	library(t, func(s *site) {
		for _, c := range []struct {
			method, path, body string
			status             int
			problems           string
		}{
			{"POST", "books", `{"title":"x","by":99,"editor":1}`, 409, "/by foreign_key"},
			{"POST", "books", `{"title":"x","by":1,"editor":98}`, 409, "/editor foreign_key"},
			{"POST", "books", `[{"title":"x","by":1},{"title":"y","by":1,"editor":98}]`, 409, "/1/editor foreign_key"},
			{"PATCH", "books/2", `{"editor":98}`, 409, "/editor foreign_key"},
			{"PUT", "books/2", `{"title":"x","by":97,"editor":null}`, 409, "/by foreign_key"},
			{"GET", "books?fields=id", "", 200, "no problem"},
			{"POST", "books", `{"title":"x","by":1,"tags":[1]}`, 422, "/tags relation"},
			{"POST", "books", `{"title":"x","by":{"name":"new"}}`, 422, "/by relation"},
		} {
			r := s.do(c.method, c.path, c.body)
			s.want(r, c.status, "")
			if c.status == 409 && (!strings.Contains(r.body, "the row that it refers to is not there") || strings.Contains(r.body, "refer to it")) {
				s.Errorf("%s %s: %s", c.method, c.path, r.body)
			}
			if got := r.problems(); !strings.Contains(got, c.problems) {
				s.Errorf("%s %s %s: %s, want %s", c.method, c.path, c.body, got, c.problems)
			}
		}
		s.want(s.do("GET", "books?fields=id&sort=id", ""), 200, `{"items":[{"id":1},{"id":2},{"id":3}],"total":3,"size":50}`)
		for body, says := range map[string]string{
			`{"title":"x","by":1,"tags":[1]}`:   "the rows of this relation are not written with this one",
			`{"title":"x","by":{"name":"new"}}`: "takes the key of a row",
		} {
			if r := s.do("POST", "books", body); !strings.Contains(r.body, says) {
				s.Errorf("%s: %s, want %q", body, r.body, says)
			}
		}
	})
}
