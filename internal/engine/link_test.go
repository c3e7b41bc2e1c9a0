package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestLinksAreWrittenInOrder: in the order of their keys, in batches; what is there stays, unless duplicates are admitted.
func TestLinksAreWrittenInOrder(t *testing.T) {
	db, s := scripted(t, "mysql")
	side := db.model("parcel").Side("tags")
	var links []Link
	for i := LinkBatch + 1; i > 0; i-- {
		links = append(links, Link{Side: side, Owner: int64(1), Target: int64(i)})
	}
	links = append(links, Link{Side: side, Owner: int64(0), Target: int64(9)})
	written, err := db.InsertLinks(t.Context(), links)
	if err != nil || len(written) != len(links) {
		t.Fatalf("%v, %v", written, err)
	}
	var got []any
	var sizes []int
	for _, args := range s.args {
		got, sizes = append(got, args...), append(sizes, len(args)/2)
	}
	if !reflect.DeepEqual(sizes, []int{LinkBatch, 2}) || !reflect.DeepEqual(got[:6], []any{int64(0), int64(9), int64(1), int64(1), int64(1), int64(2)}) {
		t.Errorf("batches of %v, which begin with %v", sizes, got[:6])
	}
	for _, text := range s.sent {
		if !strings.Contains(text, "ON DUPLICATE KEY") {
			t.Errorf("sent %s", text)
		}
	}
	several := *side
	several.AllowDuplicates = true
	if linkConflict(&several) != nil || linkConflict(side) == nil {
		t.Error("duplicates are admitted where they are not, or the other way round")
	}
}

// TestCompareKeys orders keys of each form.
func TestCompareKeys(t *testing.T) {
	for _, c := range []struct {
		a, b any
		want int
	}{
		{int64(-1), int64(2), -1}, {int64(2), int64(2), 0}, {int64(3), int64(2), 1},
		{"a", "b", -1}, {"b", "b", 0}, {"b", "a", 1},
	} {
		if got := compareKeys(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %d", c.a, c.b, got)
		}
	}
}

// TestKeysThere asks in batches; texts that only the database knows to be equal are asked for once more.
func TestKeysThere(t *testing.T) {
	db, s := scripted(t, "mysql")
	d := *db.Dialect
	d.PrefetchKeys = 2
	db.Dialect = &d
	m := db.model("depot")
	s.says("SELECT", answer{rows: [][]driver.Value{{"a"}}}, answer{rows: [][]driver.Value{{"c"}}}, answer{rows: [][]driver.Value{{int64(1), int64(1)}}}, answer{})
	there, err := db.KeysThere(t.Context(), m, []any{"a", "b", "C"}, nil)
	if err != nil || len(s.sent) < 3 {
		t.Fatalf("%v: %s", err, s.all())
	}
	if !there[schema.KeyOf("a")] || there[schema.KeyOf("b")] || !there[schema.KeyOf("C")] {
		t.Errorf("%v", there)
	}
	if !reflect.DeepEqual(fmt.Sprint(s.args[0], s.args[1]), "[a b] [C]") {
		t.Errorf("asked for %v", s.args)
	}
}

// TestLinksThatCannotBeWritten: an update of link rows that no statement can do is told, as is a question that has no answer.
func TestLinksThatCannotBeWritten(t *testing.T) {
	db, s := scripted(t, "sqlite")
	tags := db.model("parcel").Side("tags")
	target := attributes(t, tags.Through(), tags.LinkTarget.Key.Name)[0]
	db.Dialect.MaxParameters = 1
	if n, err := db.UpdateLink(t.Context(), tags, int64(1), int64(2), nil, []*query.Assignment{{Attr: target, Value: int64(3)}}); !errors.Is(err, schema.ErrQuery) || n != 0 || s.all() != "" {
		t.Errorf("%d rows, %v", n, err)
	}
	db, s = scripted(t, "mysql")
	s.says("SELECT t0", answer{rows: [][]driver.Value{{"ABC"}}})
	s.says("SELECT f.n", answer{err: errProbe})
	if _, err := db.KeysThere(t.Context(), db.model("depot"), []any{"abc"}, nil); !errors.Is(err, errProbe) {
		t.Errorf("keys that may be spelled otherwise: %v after %s", err, s.all())
	}
}
