package ormadmin_test

import (
	"context"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// A form that was made by hand cannot tie a row to one that its sender does not see; what is there may stay.
func TestHiddenReference(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			hidden := orm.WithScope[Author]("known", func(context.Context) (orm.Condition, error) { return orm.Q{"name__startswith": "Lem"}, nil })
			s := serve(t, dbtest.Open(t, name, models(), hidden))
			p := s.get("books/-/new").submit(map[string][]string{"title": {"x"}, "pages": {"1"}, "genre": {"novel"}, "author": {"2"}}, nil).want(422)
			if got := p.errorsAt("author"); got == "" {
				s.Errorf("nothing is said at the author: %s", p.text)
			}
			s.get("books/1/edit").submit(map[string][]string{"author": {"2"}}, nil).want(422)
			all := orm.Unscoped(s.Context())
			if n, err := orm.Objects[Book](s.db).Filter(orm.Q{"author": 2}).Count(all); err != nil || n != 0 {
				s.Errorf("%d books of the hidden author, %v", n, err)
			}
			if _, err := orm.Objects[Book](s.db).Filter(orm.Q{"id": 1}).Update(all, orm.V{"author": 2}); err != nil {
				s.Fatal(err)
			}
			s.get("books/1/edit").submit(map[string][]string{"pages": {"12"}}, nil).want(200, "It was saved.")
		})
	}
}
