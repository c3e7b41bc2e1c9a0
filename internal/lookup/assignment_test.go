package lookup

import (
	"errors"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// Assignments name each own column once; of values that do not fit all are told.
func TestAssignments(t *testing.T) {
	works, _, _ := scopes(t)
	w := (*work)(Fields(reflect.TypeFor[work]()))
	for name, c := range map[string]struct {
		list []Assignment
		n    int
		is   error
	}{
		"values":             {[]Assignment{V{"title": "x", "pages": 3}, &Comparison{Place: at(&w.Price), Value: 1.5}}, 3, nil},
		"an expression":      {[]Assignment{V{"pages": Column("pages").With('+', 1)}}, 1, nil},
		"twice":              {[]Assignment{V{"title": "x"}, &Comparison{Place: at(&w.Title), Value: "y"}}, 0, schema.ErrQuery},
		"nothing":            {nil, 0, schema.ErrQuery},
		"another table":      {[]Assignment{V{"writer__name": "x"}}, 0, schema.ErrQuery},
		"reads another":      {[]Assignment{V{"title": Column("writer__name")}}, 0, schema.ErrQuery},
		"loses digits":       {[]Assignment{V{"pages": Column("price")}}, 0, schema.ErrQuery},
		"no such column":     {[]Assignment{V{"nothing": 1}}, 0, schema.ErrQuery},
		"no pointer":         {[]Assignment{&Comparison{Value: 1}}, 0, schema.ErrQuery},
		"values that misfit": {[]Assignment{V{"title": "longer than twenty characters", "pages": "x"}}, 2, schema.ErrValidation},
	} {
		list, err := Assignments(works.DB, works.Model, c.list)
		var failed *schema.ValidationError
		switch {
		case c.is == nil && (err != nil || len(list) != c.n):
			t.Errorf("%s: %d, %v", name, len(list), err)
		case c.is != nil && !errors.Is(err, c.is):
			t.Errorf("%s: %v", name, err)
		case errors.As(err, &failed) && len(failed.Failures) != c.n:
			t.Errorf("%s: %v", name, failed.Failures)
		}
	}
}
