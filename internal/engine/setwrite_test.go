package engine

import (
	"errors"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
)

// A query's text for others has ? for its parameters on every database, and sends nothing.
func TestSelectText(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres", "mysql"} {
		db, s := scripted(t, name)
		m := db.model("depot")
		q := &query.Query{Model: m, NoDefault: true, Where: []*query.Node{equal(m, m.Key(), "x")}}
		text, args, err := db.SelectText(q)
		id := db.Dialect.Column(m.Key(), "d") // which names the column in the dialect's way
		if err != nil || len(args) != 1 || args[0] != "x" || countOf(text, '?') != 1 || countOf(text, '$') != 0 || id == "" {
			t.Errorf("%s: %s, %v, %v", name, text, args, err)
		}
		if got := s.all(); got != "" {
			t.Errorf("%s: sent %s", name, got)
		}
	}
}

func countOf(text string, c rune) (n int) {
	for _, r := range text {
		if r == c {
			n++
		}
	}
	return n
}

// A write is made ready before it is sent, and may be sent several times; a query with a mistake is not even made ready.
func TestWritesOfASet(t *testing.T) {
	db, s := scripted(t, "mysql")
	m := db.model("depot")
	q := &query.Query{Model: m, NoDefault: true, Where: []*query.Node{equal(m, m.Key(), "x")}}
	w, err := db.DeleteSet(t.Context(), q)
	if err != nil || s.all() != "" {
		t.Fatalf("%v", err)
	}
	for range 2 {
		if n, err := w.Send(t.Context()); n != 1 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	}
	if got := s.args; len(got) != 2 || !reflect.DeepEqual(got[1], []any{"x"}) {
		t.Errorf("the parameters are %v", got)
	}
	if got := s.all(); got != w.Text()+"; "+w.Text() {
		t.Errorf("sent %s, want %s twice", got, w.Text())
	}
	again, err := db.DeleteSet(t.Context(), q)
	if err != nil || again.plan != w.plan {
		t.Errorf("a second write of the shape has a plan of its own: %v", err)
	}
	if _, err := db.DeleteSet(t.Context(), &query.Query{Model: m, Err: errProbe}); !errors.Is(err, errProbe) {
		t.Errorf("a mistake: %v", err)
	}
	if _, _, err := db.SelectText(&query.Query{Model: m, Err: errProbe}); !errors.Is(err, errProbe) {
		t.Errorf("a mistake: %v", err)
	}
}
