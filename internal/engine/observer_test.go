package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
)

// witness is an observer that writes down what it is told.
type witness struct {
	t     *testing.T
	told  []string
	last  Event
	below func(context.Context)
}

type witnessKey struct{}

// Before notes the beginning, and may send statements of its own.
func (w *witness) Before(ctx context.Context, e *Event) context.Context {
	if w.below != nil {
		below := w.below
		w.below = nil
		below(ctx)
	}
	w.told = append(w.told, "before "+e.Text)
	return context.WithValue(ctx, witnessKey{}, true)
}

// After notes the end.
func (w *witness) After(ctx context.Context, e *Event) {
	if ctx.Value(witnessKey{}) != true {
		w.t.Error("the context of Before is lost")
	}
	w.told, w.last = append(w.told, fmt.Sprintf("after %s: %d, %v", e.Text, e.Rows, e.Err)), *e
}

// TestWhatAnObserverSees has each kind of end of a statement, and that what is not sent is not seen.
func TestWhatAnObserverSees(t *testing.T) {
	db, s := scripted(t, "postgres")
	w := &witness{t: t}
	db.Observer = w
	told := func() []string { list := w.told; w.told = nil; return list }
	_ = db.text(t.Context(), "UPDATE x", true)
	if got := told(); !reflect.DeepEqual(got, []string{"before UPDATE x", "after UPDATE x: 1, <nil>"}) {
		t.Errorf("a statement: %q", got)
	}
	if w.last.Operation != "test" || w.last.Table != "" || w.last.Args != nil || w.last.Duration <= 0 {
		t.Errorf("%+v", w.last)
	}
	s.says("UPDATE bad", answer{err: ErrUnique})
	_ = db.text(t.Context(), "UPDATE bad", true)
	if got := told(); !reflect.DeepEqual(got, []string{"before UPDATE bad", "after UPDATE bad: 0, orm: unique constraint"}) {
		t.Errorf("one that fails: %q", got)
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.send(t.Context(), statement("SELECT x", false), nil, func(runner) (int64, error) { panic("oops") })
	}()
	if !errors.Is(w.last.Err, errPanic) {
		t.Errorf("a panic: %v", w.last.Err)
	}
	told()
	_ = db.Transaction(t.Context(), TxOptions{ReadOnly: true}, func(ctx context.Context) error { return db.text(ctx, "UPDATE y", true) })
	if got := told(); got != nil {
		t.Errorf("a write that is refused: %q", got)
	}
}

// An observer may send statements, also in the transaction whose statement it is told of.
func TestAnObserverMaySend(t *testing.T) {
	db, s := scripted(t, "postgres")
	w := &witness{t: t}
	db.Observer = w
	err := db.Transaction(t.Context(), TxOptions{}, func(ctx context.Context) error {
		w.below = func(ctx context.Context) { _ = db.text(ctx, "SELECT own", false) }
		return db.text(ctx, "UPDATE x", true)
	})
	if got := s.all(); err != nil || got != "BEGIN; SELECT own; UPDATE x; COMMIT" {
		t.Errorf("sent %s, told %v", got, err)
	}
}

// Parameters are shown when the DB says so, those of secret fields masked; the model is named.
func TestParametersAreShownOnRequest(t *testing.T) {
	db, _ := scripted(t, "postgres")
	w := &witness{t: t}
	db.Observer, db.ShowArguments = w, true
	m := db.model("parcel")
	hidden := *m.Attribute("code")
	hidden.Secret = true
	p := &plan{statement: &compile.Statement{Text: "UPDATE x", Slots: []compile.Slot{{Attr: m.Attribute("code"), Elem: -1}, {Index: 1, Elem: -1, Attr: &hidden}}},
		operation: "update", model: m, write: true}
	if _, err := db.exec(t.Context(), p, []any{"open", "secret"}, nil); err != nil {
		t.Fatal(err)
	}
	if w.last.Table != "parcels" || w.last.Model != "parcel" || len(w.last.Args) != 2 || w.last.Args[0] != "open" || fmt.Sprint(w.last.Args[1]) == "secret" {
		t.Errorf("%+v", w.last)
	}
}
