package engine

import (
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// TestColumnsOfRawRows: columns find their fields by name in whatever order; which rows cannot be read the caller is told, and what
// his statement may have written is undone.
func TestColumnsOfRawRows(t *testing.T) {
	all := []string{"made", "kind", "code", "id", "grams", "worth", "seen", "from"}
	row := []driver.Value{madeAt, "k", "c", int64(4), nil, 0.5, int64(7), nil}
	for _, c := range []struct {
		name, model string
		columns     []string
		row         []driver.Value
		whole       bool
		is          error
		says        string
	}{
		{"all of them", "parcel", all, row, true, nil, ""},
		{"some of them", "parcel", []string{"code", "id"}, []driver.Value{"c", int64(4)}, false, nil, ""},
		{"without the key", "parcel", []string{"code"}, []driver.Value{"c"}, false, schema.ErrQuery, "the primary key of parcel must be among the columns: id"},
		{"one twice", "parcel", []string{"id", "id"}, []driver.Value{int64(4), int64(4)}, false, schema.ErrQuery, "comes twice"},
		{"one of others", "parcel", []string{"id", "colour"}, []driver.Value{int64(4), "red"}, false, schema.ErrQuery, "no column"},
		{"some, of a row that does not remember", "depot", []string{"id"}, []driver.Value{"d"}, false, schema.ErrQuery, "does not embed orm.Model"},
		{"what the field does not take", "parcel", []string{"id"}, []driver.Value{"x"}, false, schema.ErrStored, ""},
	} {
		for _, verb := range []string{"SELECT", "UPDATE"} {
			db, s := scripted(t, "postgres")
			s.says(verb, answer{rows: [][]driver.Value{c.row}, columns: c.columns})
			rows, err := db.Raw(t.Context(), db.model(c.model), Own{Call: "orm.Raw", Text: verb + " x"}, nil)
			if !errors.Is(err, c.is) && !(verb == "UPDATE" && c.is == schema.ErrQuery && err != nil) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s, %s: told %v", c.name, verb, err)
			}
			if got := s.all(); strings.Contains(got, "ROLLBACK") != (verb == "UPDATE" && err != nil) {
				t.Errorf("%s: sent %s", c.name, got)
			}
			if err != nil {
				continue
			}
			p := (*parcel)(rows[0])
			if whole := p.row.State == db.model("parcel").Saved; p.ID != 4 || p.Code != "c" || whole != c.whole || whole && (p.Seen != 7 || p.Kind != "k") {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
	}
}

// TestColumnOf: a column goes before an attribute of the same name.
func TestColumnOf(t *testing.T) {
	a, b := &schema.Attribute{Name: "x", Column: "y"}, &schema.Attribute{Name: "y", Column: "z"}
	m := &schema.Model{Attributes: []*schema.Attribute{b, a}}
	for name, want := range map[string]*schema.Attribute{"y": a, "z": b, "x": a, "w": nil} {
		if got := columnOf(m, name); got != want {
			t.Errorf("%s is %+v", name, got)
		}
	}
}
