package lookup

import (
	"errors"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// What fits becomes a node; what does not is refused, with the reason.
func TestNode(t *testing.T) {
	works, _, pairs := scopes(t)
	w := (*work)(Fields(reflect.TypeFor[work]()))
	for name, c := range map[string]struct {
		scope Scope
		c     Condition
		op    query.Op
		kids  int
		good  bool
	}{
		"name":                     {works, Q{"title": "x"}, query.Compare, 0, true},
		"names":                    {works, Q{"title": "x", "pages__gt": 3}, query.And, 2, true},
		"no name":                  {works, Q{}, query.And, 0, true},
		"path":                     {works, Q{"writer__name__icontains": "x"}, query.Compare, 0, true},
		"pointer":                  {works, &Comparison{Place: at(&w.Pages), Lookup: query.Gte, Value: 3}, query.Compare, 0, true},
		"two columns":              {works, Q{"pages__lt": Column("id")}, query.Compare, 0, true},
		"arithmetic":               {works, Column("pages").With('*', 2).Compare(query.Gt, Column("id")), query.Compare, 0, true},
		"not":                      {works, Group(query.Not, "", []Condition{Q{"title": "x"}}), query.Not, 1, true},
		"quantifier":               {works, Group(query.Some, "writer", []Condition{Q{"name": "x"}}), query.Some, 1, true},
		"fragment":                 {works, Fragment("{title} = ?", []any{"x"}), query.Fragment, 0, true},
		"composite key":            {pairs, Q{"pk": []int{1, 2}}, query.And, 2, true},
		"composite keys":           {pairs, Q{"pk__in": [][]int{{1, 2}, {3, 4}}}, query.Or, 2, true},
		"nil":                      {works, nil, 0, 0, false},
		"unknown name":             {works, Q{"nothing": 1}, 0, 0, false},
		"unknown lookup":           {works, Q{"title__nothing": 1}, 0, 0, false},
		"value of another kind":    {works, Q{"pages": "many"}, 0, 0, false},
		"columns of two kinds":     {works, Q{"pages": Column("title")}, 0, 0, false},
		"text search for a column": {works, Q{"title__contains": Column("title")}, 0, 0, false},
		"a composite key as one":   {pairs, Q{"x": Column("pk")}, 0, 0, false},
		"a sum of texts":           {works, Column("title").With('+', "x").Compare(query.Exact, "xx"), 0, 0, false},
		"no regular expression":    {works, Q{"title__regex": "("}, 0, 0, false},
		"quantifier without model": {works, Group(query.Every, "title", nil), 0, 0, false},
		"fragment of no column":    {works, Fragment("{nothing} = 1", nil), 0, 0, false},
		"fragment without values":  {works, Fragment("{title} = ?", nil), 0, 0, false},
		"half a key":               {pairs, Q{"pk": []int{1}}, 0, 0, false},
		"a refused condition":      {works, Refused(query.Errorf("no")), 0, 0, false},
	} {
		n, err := c.scope.Node(c.c)
		switch {
		case c.good && (err != nil || n.Op != c.op || len(n.Kids) != c.kids):
			t.Errorf("%s: %+v, %v", name, n, err)
		case !c.good && !errors.Is(err, schema.ErrQuery):
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
}

// Conditions nest so deep and no deeper; the last one is refused where it is made, before any walk.
func TestConditionsNestSoDeep(t *testing.T) {
	works, _, _ := scopes(t)
	var c Condition = Q{"title": "x"}
	for range query.MaxDepth + 1 { // the Q itself lies below the first
		c = Group(query.Not, "", []Condition{c})
	}
	if _, err := works.Node(c); err != nil {
		t.Errorf("%d deep: %v", query.MaxDepth, err)
	}
	if _, err := works.Node(Group(query.Not, "", []Condition{c})); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("deeper: %v", err)
	}
	e := Column("pages")
	for range query.MaxDepth + 1 {
		e = e.With('+', 1)
	}
	if _, err := works.Node(e.Compare(query.Exact, 1)); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("a deep expression: %v", err)
	}
}

// An aggregate's name goes before a path, with lookups, and compares as its values do.
func TestAnnotationsAreNames(t *testing.T) {
	works, _, _ := scopes(t)
	list, err := Aggregates(works, []Aggregate{{Function: query.Count, Path: "id", Name: "n"}, {Function: query.Max, Path: "title"}})
	if err != nil || list[1].Name != "title__max" {
		t.Fatal(err)
	}
	for _, a := range list {
		works.Named = append(works.Named, query.Named{Name: a.Name, Expr: &query.Expr{Annotation: a}})
	}
	for key, good := range map[string]bool{"n": true, "n__gte": true, "title__max__lt": false, "n__nothing": false, "n__contains": false} {
		n, err := works.Node(Q{key: 3})
		if (err == nil) != good || good && n.Left.Annotation != list[0] {
			t.Errorf("%s: %+v, %v", key, n, err)
		}
	}
	for name, a := range map[string][]Aggregate{
		"none": {}, "zero": {{}}, "a sum of texts": {{Function: query.Sum, Path: "title"}}, "a bad name": {{Function: query.Max, Path: "id", Name: "a b"}},
		"one name": {{Function: query.Max, Path: "id", Name: "n"}, {Function: query.Min, Path: "id", Name: "n"}}, "no path": {{Function: query.Max, Path: "no"}},
	} {
		if _, err := Aggregates(works, a); !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
