package engine

import (
	"errors"
	"strings"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestOrderValues reads the keys of an order out of a row; what was not read is an error that says which.
func TestOrderValues(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	path := func(text string) query.Order {
		p, err := m.Path(text)
		if err != nil {
			t.Fatal(err)
		}
		return query.Order{Path: p}
	}
	loaded := &parcel{ID: 4, Code: "x"}
	loaded.From.state.Loaded, loaded.From.state.Target = true, unsafe.Pointer(&depot{ID: "d", City: "York"})
	none := &parcel{ID: 5}
	none.From.state.Loaded = true
	part := &parcel{ID: 6}
	OnlyKey(m, unsafe.Pointer(part))
	for _, c := range []struct {
		name string
		row  *parcel
		by   query.Order
		want any
		says string
	}{
		{"its own", loaded, path("code"), "x", ""},
		{"a relation's", loaded, path("from__city"), "York", ""},
		{"of no relation", none, path("from__city"), nil, ""},
		{"of a relation that was not loaded", &parcel{}, path("from__city"), nil, "add SelectRelated"},
		{"along several", loaded, path("tags__id"), nil, "leads to several rows"},
		{"a column that was not read", part, path("code"), nil, "parcel.code, which was not loaded"},
		{"the key of one that was read in part", part, path("id"), int64(6), ""},
		{"an annotation", loaded, query.Order{Annotation: &query.Annotation{Aggregate: query.Aggregate{Name: "n"}}}, nil, `the annotation "n"`},
	} {
		got, err := OrderValues([]query.Order{c.by}, unsafe.Pointer(c.row))
		switch {
		case c.says != "":
			if !errors.Is(err, schema.ErrQuery) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", c.name, err)
			}
		case err != nil || len(got) != 1 || got[0] != c.want:
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
