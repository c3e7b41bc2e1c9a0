package engine

import (
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
)

// TestTheCatalogIsRead: once for a table that is there, by each new statement while it is not, and never for what has one form.
func TestTheCatalogIsRead(t *testing.T) {
	for _, c := range []struct {
		name, column string
		value        any
		there        bool
		reads        int // of three statements of one shape
	}{
		{"a table without guards", "made", madeAt, true, 1},
		{"no such table", "made", madeAt, false, 3},
		{"a column of one form", "code", "a", true, 0},
	} {
		db, s := scripted(t, "sqlite")
		db.Dialect.Forms = dialect.NewForms()
		m := db.model("parcel")
		if c.there {
			s.says("SELECT lower", answer{rows: [][]driver.Value{{"parcels", "parcels", "CREATE TABLE parcels (made TEXT)"}}})
		}
		s.says("SELECT COUNT", answer{rows: [][]driver.Value{{int64(2)}}})
		w := &witness{t: t}
		db.Observer = w
		for range 3 {
			n, err := db.Count(t.Context(), &query.Query{Model: m, Where: []*query.Node{equal(m, m.Attribute(c.column), c.value)}}, false)
			if n != 2 || err != nil {
				t.Errorf("%s: %d, %v", c.name, n, err)
			}
		}
		reads := 0
		for _, text := range s.sent {
			if strings.HasPrefix(text, "SELECT lower") {
				reads++
			}
		}
		if reads != c.reads || len(w.told) != 6 {
			t.Errorf("%s: the catalog is read %d times, want %d; the observer is told %d things", c.name, reads, c.reads, len(w.told))
		}
	}
}

// A catalog that cannot be read, or is none, is the error of the statement that asked.
func TestACatalogThatCannotBeRead(t *testing.T) {
	for name, says := range map[string]answer{"it fails": {err: errProbe}, "it has numbers": {rows: [][]driver.Value{{"a", "b", int64(1)}}}} {
		db, s := scripted(t, "sqlite")
		db.Dialect.Forms = dialect.NewForms()
		m := db.model("parcel")
		s.says("SELECT lower", says)
		_, err := db.Count(t.Context(), &query.Query{Model: m, Where: []*query.Node{equal(m, m.Attribute("made"), madeAt)}}, false)
		if err == nil || errors.Is(err, errProbe) != (says.err != nil) || len(s.sent) != 1 {
			t.Errorf("%s: told %v after %s", name, err, s.all())
		}
	}
}
