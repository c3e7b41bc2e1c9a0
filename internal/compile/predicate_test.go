package compile

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
)

// TestConditions has what becomes of nodes that golden files reach by whole questions: what shares a sub-query, what is joined, and
// what is decided without the database.
func TestConditions(t *testing.T) {
	s := newShelves(t)
	title, page := s.is("volume", "title", "x"), s.is("volume", "pages", int64(3))
	word, second := s.is("volume", "topics__word", "w"), s.is("volume", "topics__id", int64(1))
	node := func(op query.Op, kids ...*query.Node) *query.Node { return &query.Node{Op: op, Kids: kids} }
	for _, c := range []struct {
		name  string
		where []*query.Node
		want  string // behind WHERE
		sub   int    // sub-queries
		joins int
	}{
		{"none", nil, "", 0, 0},
		{"two", []*query.Node{title, page}, "t0.`title` = ? AND t0.`pages` = ?", 0, 0},
		{"one or the other", []*query.Node{node(query.Or, title, page)}, "(t0.`title` = ? OR t0.`pages` = ?)", 0, 0},
		{"neither", []*query.Node{node(query.Not, node(query.Or, title, page))}, "NOT ((t0.`title` = ? OR t0.`pages` = ?))", 0, 0},
		{"true", []*query.Node{query.True()}, "1 = 1", 0, 0},
		{"false", []*query.Node{query.False()}, "1 = 0", 0, 0},
		{"along a relation to one", []*query.Node{s.is("volume", "shelf__name", "n")}, "t1.`name` = ?", 0, 1},
		{"a relation's key needs no join", []*query.Node{s.is("volume", "shelf__id", int64(1))}, "t0.`shelf` = ?", 0, 0},
		{"along one to many", []*query.Node{word}, "", 1, 0},
		{"of one call about the same row", []*query.Node{node(query.And, word, second)}, "", 1, 0},
	} {
		st := s.text(dialect.SQLite(), &query.Query{Model: s.model("volume"), Where: c.where, NoDefault: true})
		text := strings.ReplaceAll(st.Text, "\n", " ")
		_, where, _ := strings.Cut(text, " WHERE ")
		where, _, _ = strings.Cut(where, " ORDER BY")
		if c.sub == 0 && where != c.want {
			t.Errorf("%s: %s, want %s", c.name, where, c.want)
		}
		if got := strings.Count(text, "SELECT") - 1; got != c.sub {
			t.Errorf("%s: %d sub-queries: %s", c.name, got, text)
		}
		outer, _, _ := strings.Cut(text, " WHERE ")
		if got := strings.Count(outer, "JOIN"); got != c.joins {
			t.Errorf("%s: %d joins: %s", c.name, got, text)
		}
	}
}
