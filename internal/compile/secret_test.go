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
	for _, c := range []struct {
		name   string
		where  []*query.Node
		hidden []bool // of the parameters
	}{
		{"no secret", []*query.Node{title}, []bool{false}},
		{"a secret", []*query.Node{pin}, []bool{true}},
		{"both", []*query.Node{title, pin}, []bool{false, true}},
		{"a column beside one", []*query.Node{column, title}, []bool{false}},
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
	if got := (&Statement{Slots: []Slot{{Attr: s.attributes("volume", "pin")[0]}}}).Shown([]any{nil}); got[0] != nil {
		t.Errorf("NULL is shown as %v", got[0])
	}
}
