package engine

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// TestExecCounts: what was inserted, updated or deleted is counted; of other statements drivers
// count something else, and of those that failed nothing.
func TestExecCounts(t *testing.T) {
	db, s := scripted(t, "mysql")
	s.says("UPDATE broken", answer{err: errProbe})
	s.says("FLUSH broken", answer{err: errProbe})
	for _, c := range []struct {
		text string
		n    int64
		err  error
	}{
		{"UPDATE x SET a = 1", 1, nil}, {"FLUSH TABLES", 0, nil}, {"UPDATE broken SET a = 1", 0, errProbe}, {"FLUSH broken", 0, errProbe},
	} {
		n, err := db.Exec(t.Context(), Own{Call: "orm.Exec", Text: c.text})
		if n != c.n || !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %d rows, %v", c.text, n, err)
		}
	}
}

// TestMisreadRows: rows that do not fit what is to read them are the caller's mistake, unless the
// statement may have written; an error of what reads them is told as it is.
func TestMisreadRows(t *testing.T) {
	db, s := scripted(t, "mysql")
	s.says("SELECT", answer{rows: [][]driver.Value{{int64(1)}}})
	other := errors.New("the caller's own")
	for _, c := range []struct {
		text  string
		meets error
		query bool
	}{
		{"SELECT 1", other, false}, {"SELECT 1", fmt.Errorf("row: %w", &unfit{other}), true}, {"UPDATE x SET a = 1", &unfit{other}, false},
	} {
		err := db.OwnRows(t.Context(), Own{Call: "orm.Raw", Text: c.text}, func(*sql.Rows) (int64, error) { return 0, c.meets })
		if !errors.Is(err, c.meets) || errors.Is(err, schema.ErrQuery) != c.query {
			t.Errorf("%s that meets %v: %v", c.text, c.meets, err)
		}
	}
}
