package compile

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestWhichQueriesNeedAPage: main rows are picked by an inner query only where joined rows would be counted instead.
func TestWhichQueriesNeedAPage(t *testing.T) {
	s := newShelves(t)
	limited := func(change func(*query.Query)) *query.Query {
		q := &query.Query{Model: s.model("volume"), HasLimit: true, Limit: 3}
		change(q)
		return q
	}
	related := func(text string) []*schema.Path { return []*schema.Path{s.relation("volume", text)} }
	for _, c := range []struct {
		name string
		q    *query.Query
		page bool
	}{
		{"a limit", limited(func(*query.Query) {}), false},
		{"with a join to one", limited(func(q *query.Query) { q.Related = related("shelf") }), false},
		{"with a join to many", limited(func(q *query.Query) { q.Related = related("topics") }), true},
		{"an offset with one", limited(func(q *query.Query) { q.Related, q.HasLimit, q.HasOffset, q.Offset = related("topics"), false, true, 2 }), true},
		{"no limit", limited(func(q *query.Query) { q.Related, q.HasLimit = related("topics"), false }), false},
		{"a limit of joined rows", limited(func(q *query.Query) { q.Related, q.RawLimit = related("topics"), true }), false},
		{"a condition along many", limited(func(q *query.Query) { q.Where = []*query.Node{s.is("volume", "topics__word", "w")} }), false},
		{"an order along one", limited(func(q *query.Query) { q.Order = []query.Order{{Path: s.path("volume", "shelf__name")}} }), false},
	} {
		for _, d := range []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL()} {
			st := s.text(d, c.q)
			if got := strings.Contains(st.Text, "AS "+pageName); got != c.page {
				t.Errorf("%s on %s: an inner query: %t\n%s", c.name, d.Name, got, st.Text)
			}
		}
	}
}

// TestLimitsOfDialects: an offset alone stands behind a limit where the database wants one; both are parameters.
func TestLimitsOfDialects(t *testing.T) {
	s := newShelves(t)
	for _, c := range []struct {
		d             *dialect.Dialect
		limit, offset bool
		want          string
	}{
		{dialect.SQLite(), true, true, " LIMIT +? OFFSET ?"},
		{dialect.SQLite(), false, true, " LIMIT -1 OFFSET ?"},
		{dialect.Postgres(), true, false, " LIMIT $1"},
		{dialect.Postgres(), false, true, " OFFSET $1"},
		{dialect.MySQL(), false, true, " OFFSET ?"},
	} {
		st := s.text(c.d, &query.Query{Model: s.model("shelf"), HasLimit: c.limit, HasOffset: c.offset, Limit: 3, Offset: 4})
		if !strings.HasSuffix(st.Text, c.want) {
			t.Errorf("%s: %s, want %s at its end", c.d.Name, st.Text, c.want)
		}
		for _, slot := range st.Slots {
			if slot.Form != Raw {
				t.Errorf("%s: a limit is bound as %+v", c.d.Name, slot)
			}
		}
	}
}
