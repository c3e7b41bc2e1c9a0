package engine

import (
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestNullAggregates: NULL of no rows is NULL; of rows whose column may not be NULL it is what the database should not hold. Only
// where it could be either is the database asked.
func TestNullAggregates(t *testing.T) {
	for _, c := range []struct {
		name, column string
		gives        driver.Value
		there        int64
		asks         bool
		is           error
	}{
		{"a value", "seen", int64(3), 1, false, nil},
		{"no rows", "seen", nil, 0, true, nil},
		{"rows", "seen", nil, 1, true, schema.ErrStored},
		{"a column that may be NULL", "grams", nil, 1, false, nil},
	} {
		db, s := scripted(t, "postgres")
		m := db.model("parcel")
		s.says("SELECT MAX", answer{rows: [][]driver.Value{{c.gives}}})
		s.says("SELECT EXISTS", answer{rows: [][]driver.Value{{c.there != 0}}})
		list := []*query.Aggregate{{Function: query.Max, Path: attributePath(m, m.Attribute(c.column)), Name: "n"}}
		got, err := db.Aggregate(t.Context(), &query.Query{Model: m}, list)
		if !errors.Is(err, c.is) || err == nil && got[0] != any(c.gives) {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
		if texts := s.all(); strings.Contains(texts, "EXISTS") != c.asks || !strings.Contains(strings.ToUpper(texts), "MAX") {
			t.Errorf("%s: sent %s", c.name, texts)
		}
	}
}
