package engine

import (
	"database/sql/driver"
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// TestEqualKeysInBatches: the places of a batch become those of the whole lists, in order; a list that was rounded up with its last
// value has no more places than it had.
func TestEqualKeysInBatches(t *testing.T) {
	for dialect, first := range map[string]int64{"mysql": 0, "postgres": 1} { // WITH ORDINALITY counts from 1
		db, s := scripted(t, dialect)
		d := *db.Dialect
		d.PrefetchKeys = 2
		db.Dialect = &d
		a := db.model("depot").Key()
		pair := func(f, g int64) []driver.Value { return []driver.Value{f + first, g + first} }
		s.says("SELECT", answer{rows: [][]driver.Value{pair(1, 0), pair(0, 1)}}, answer{rows: [][]driver.Value{pair(0, 0), pair(5, 0), pair(0, 7)}}, answer{})
		found := []schema.Key{schema.KeyOf("a"), schema.KeyOf("b"), schema.KeyOf("c")}
		asked := []schema.Key{schema.KeyOf("B"), schema.KeyOf("A")}
		pairs, err := db.equalKeys(t.Context(), a, found, a, asked)
		want := []loaders.Same{{Found: 0, Asked: 1}, {Found: 1, Asked: 0}, {Found: 2, Asked: 0}}
		if err != nil || !reflect.DeepEqual(pairs, want) || len(s.sent) != 2 {
			t.Errorf("%s: %v, %v after %s", dialect, pairs, err, s.all())
		}
	}
}

// TestRefers asks the database only of texts that differ.
func TestRefers(t *testing.T) {
	for _, c := range []struct {
		name    string
		foreign string
		says    answer
		want    bool
		sent    int
	}{
		{"the same text", "a", answer{}, true, 0},
		{"one that the database takes for it", "A", answer{rows: [][]driver.Value{{int64(0), int64(0)}}}, true, 1},
		{"another", "b", answer{}, false, 1},
	} {
		db, s := scripted(t, "mysql")
		s.says("SELECT", c.says)
		got, err := db.Refers(t.Context(), db.model("parcel").Side("from"), c.foreign, unsafe.Pointer(&depot{ID: "a"}))
		if got != c.want || err != nil || len(s.sent) != c.sent {
			t.Errorf("%s: %t, %v after %s", c.name, got, err, s.all())
		}
	}
	db, s := scripted(t, "mysql")
	if got, err := db.Refers(t.Context(), db.model("parcel").Side("tags"), int64(5), unsafe.Pointer(&label{ID: 4})); !got || err != nil || s.all() != "" {
		t.Errorf("of numbers it is what was found: %t, %v", got, err)
	}
}
