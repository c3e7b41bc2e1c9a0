package ddl

import (
	"testing"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// A list that has more values refuses no row that was there.
func TestWidened(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"`s` IN ('a', 'b')", "`s` IN ('a', 'c', 'b')", true},
		{"`s` IN (1, 2)", "`s` IN (2, 3, 1)", true},
		{"`s` IN ('a', 'b')", "`s` IN ('a', 'c')", false},
		{"`s` IN ('a', 'b')", "`t` IN ('a', 'b', 'c')", false},
		{"`s` IN ('it''s, ''b')", "`s` IN ('it''s', 'b')", false},
		{"`s` IN ('it''s, ', 'b)')", "`s` IN ('b)', 'it''s, ', 'c')", true},
		{"`s` IN ('a') OR x > (1)", "`s` IN ('a', 'b') OR x > (1)", false},
		{"`n` > 0", "`n` > -1", false},
	} {
		if got := widened(c.from, c.to); got != c.want {
			t.Errorf("%s, then %s: %v", c.from, c.to, got)
		}
	}
}

// A check that lists the values of a new column refuses no row; any other may.
func TestCheckRisks(t *testing.T) {
	table := &diff.Table{To: &state.Table{Name: "t"}, Added: []*state.Column{{Name: "desk"}}}
	for expression, want := range map[string]int{"`desk` IN ('a', 'b')": 0, "`other` IN ('a')": 1, "`desk` <> ''": 1} {
		c := &state.Constraint{Kind: state.Check, Name: "c", Expression: expression}
		if got := checkRisks(table, c); len(got) != want {
			t.Errorf("%s: %v", expression, got)
		}
	}
}
