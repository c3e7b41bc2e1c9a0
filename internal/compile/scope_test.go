package compile

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestScopesAreForeseen: a scope whose values are among the parameters holds of the rows; without
// these, or when it cannot be compiled, there is no statement rather than one that finds the rows
// of everybody.
func TestScopesAreForeseen(t *testing.T) {
	s := newShelves(t)
	good := s.is("volume", "title", "x")
	bad := &query.Node{Op: query.Compare, Path: &schema.Path{Attr: schema.Figure("document", schema.KindJSON)}, Lookup: query.Contains, Value: 3}
	scopes := func(n *query.Node) *query.Scopes {
		list := []*query.Scope{{Name: "mine", Of: func(context.Context) (*query.Node, error) { return n, nil }}}
		return query.NewScopes(t.Context(), func(m *schema.Model) []*query.Scope {
			if m == s.model("volume") {
				return list
			}
			return nil
		})
	}
	q := &query.Query{Model: s.model("volume"), Related: []*schema.Path{s.relation("volume", "shelf")}}
	c := &Compiler{Dialect: dialect.SQLite()}
	for name, try := range map[string]struct {
		condition *query.Node
		foreseen  bool
	}{"foreseen": {good, true}, "not foreseen": {good, false}, "one that cannot be compiled": {bad, true}} {
		of := scopes(try.condition)
		shape := func(shape *query.Shape) {
			shape.Query(q)
			shape.Scopes = of
			shape.Scoped[try.condition] = try.foreseen
		}
		st, err := c.Select(q, shape)
		if name == "foreseen" {
			if err != nil || !strings.Contains(st.Text, "WHERE t0.`title` = ?") {
				t.Errorf("%s: %v, %v", name, st, err)
			}
			continue
		}
		if st != nil || !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%s: %v, %v", name, st, err)
		}
	}
}
