package compile

import (
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestSecretsAreHidden: a value that is compared with a secret may not be shown, whatever stands beside it may.
func TestSecretsAreHidden(t *testing.T) {
	s := newShelves(t)
	fragment := func(text string) *query.Node {
		return &query.Node{Op: query.Fragment, SQL: &query.SQL{Text: []string{text + " = ?"}, Args: []any{"x"}, Attrs: []*schema.Attribute{nil}}}
	}
	title, pin := s.is("volume", "title", "open"), s.is("volume", "pin", "1234")
	column := &query.Node{Op: query.Compare, Path: s.path("volume", "title"), Lookup: query.Exact, Right: &query.Expr{Path: s.path("volume", "pin")}}
	text := s.attributes("volume", "title")[0]
	value := &query.Expr{Value: "x", Attr: text}
	about := func(e *query.Expr) *query.Node {
		return &query.Node{Op: query.Compare, Left: e, Lookup: query.Exact, Right: value}
	}
	of := func(name string) *query.Expr { return &query.Expr{Path: s.path("volume", name)} }
	lower := func(e *query.Expr) *query.Expr {
		return &query.Expr{Call: &query.Call{Func: query.Lower, Args: []*query.Expr{e}, Attr: text}}
	}
	when := func(n *query.Node) *query.Expr {
		return &query.Expr{Call: &query.Call{Func: query.Case, When: []*query.Node{n}, Args: []*query.Expr{of("title"), of("title")}, Attr: text}}
	}
	for _, c := range []struct {
		name   string
		where  []*query.Node
		hidden []bool // of the parameters
	}{
		{"no secret", []*query.Node{title}, []bool{false}},
		{"a secret", []*query.Node{pin}, []bool{true}},
		{"both", []*query.Node{title, pin}, []bool{false, true}},
		{"a column beside one", []*query.Node{column, title}, []bool{false}},
		{"a secret with a value of another kind", []*query.Node{{Op: query.Compare, Path: s.path("volume", "pin"), Lookup: query.Exact, Right: value}}, []bool{true}},
		{"no secret in an expression", []*query.Node{about(lower(of("title")))}, []bool{false}},
		{"a secret in an expression, and another condition", []*query.Node{about(lower(of("pin"))), title}, []bool{true, false}},
		{"a secret by itself on the left", []*query.Node{about(of("pin"))}, []bool{true}},
		{"a secret in the condition of a case", []*query.Node{about(when(pin))}, []bool{true, true}},
		{"a case without one", []*query.Node{about(when(title))}, []bool{false, false}},
		{"own SQL", []*query.Node{fragment("title")}, []bool{false}},
		{"own SQL with a secret column", []*query.Node{fragment("PIN")}, []bool{true}},
	} {
		st := s.text(dialect.SQLite(), &query.Query{Model: s.model("volume"), Where: c.where})
		args, any := make([]any, len(st.Slots)), false
		for i := range args {
			args[i] = "value"
		}
		var got []bool
		for i, v := range st.Shown(args) {
			got, any = append(got, v == masked), any || c.hidden[min(i, len(c.hidden)-1)]
		}
		if !reflect.DeepEqual(got, c.hidden) || st.Hides() != any {
			t.Errorf("%s: hidden are %v, want %v; it hides some: %t", c.name, got, c.hidden, st.Hides())
		}
	}
	for name, want := range map[string]bool{"title": false, "pin": true} {
		most := &query.Annotation{Aggregate: query.Aggregate{Function: query.Max, Path: s.path("volume", name)}}
		for _, e := range []*query.Expr{{Annotation: most}, {Op: '+', Left: value, Kid: &query.Expr{Annotation: most}}, {Op: '+', Left: &query.Expr{Annotation: most}, Kid: value}} {
			if got := secretExpr(e); got != want {
				t.Errorf("the largest %s of a group is a secret: %t", name, got)
			}
		}
	}
	if got := (&Statement{Slots: []Slot{{Attr: s.attributes("volume", "pin")[0]}}}).Shown([]any{nil}); got[0] != nil {
		t.Errorf("NULL is shown as %v", got[0])
	}
}
