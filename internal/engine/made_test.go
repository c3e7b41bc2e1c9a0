package engine

import (
	"context"
	"errors"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestSteadyDefaults: of what an expression makes one value does not tell the next, of a constant it does.
func TestSteadyDefaults(t *testing.T) {
	for sql, want := range map[string]bool{
		"CURRENT_TIMESTAMP": true, "current_date": true, "now()": true, "(5)": true, "-1.5": true, "'draft'": true, "TRUE": true,
		"''": true, "": false, "random()": false, "'a' || 'b'": false, "1 + length('x')": false, "uuid()": false, "strftime('%s')": false,
	} {
		if got := constant(sql); got != want {
			t.Errorf("%s is constant: %t", sql, got)
		}
	}
	for _, c := range []struct {
		a    schema.Attribute
		want bool
	}{
		{schema.Attribute{Kind: schema.KindInteger, Autoincrement: true}, true},
		{schema.Attribute{Kind: schema.KindInteger, ServerDefault: "abs(random())"}, false}, // beyond 32 bits, on some day
		{schema.Attribute{Kind: schema.KindBigInteger, ServerDefault: "abs(random())"}, true},
		{schema.Attribute{Kind: schema.KindText, ServerDefault: "f()"}, true},
		{schema.Attribute{Kind: schema.KindDateTime, ServerDefault: "f()"}, false},
		{schema.Attribute{Kind: schema.KindDateTime, ServerDefault: "CURRENT_TIMESTAMP"}, true},
	} {
		if got := steady(&c.a); got != c.want {
			t.Errorf("%v DEFAULT %s is steady: %t", c.a.Kind, c.a.ServerDefault, got)
		}
	}
}

// A column is sure once a value of it was read back, until the tables may have changed; one whose values differ never is.
func TestWhatIsProved(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	made := attributes(t, db.model("parcel"), "id", "made")
	loose := &schema.Attribute{Kind: schema.KindDateTime, ServerDefault: "f()"}
	if db.allSure(made) || db.sure(made[0]) {
		t.Error("a column is sure of which nothing is known")
	}
	db.prove(made[:1])
	if !db.sure(made[0]) || db.allSure(made) {
		t.Error("one column was proved, and it is sure of all or of none")
	}
	db.prove(append(made, loose))
	if !db.allSure(made) || db.sure(loose) {
		t.Error("all were proved")
	}
	db.Forget()
	if db.sure(made[0]) {
		t.Error("it is sure of tables that may have changed")
	}
}

// TestUndoable: what may fail after its statement gets a transaction, and dooms the one that it is in.
func TestUndoable(t *testing.T) {
	for _, c := range []struct {
		risky, inTx, fails bool
		sent               string
	}{
		{false, false, false, "UPDATE x"},
		{false, false, true, "UPDATE x"},
		{true, false, false, "BEGIN; UPDATE x; COMMIT"},
		{true, false, true, "BEGIN; UPDATE x; ROLLBACK"},
		{true, true, false, "BEGIN; UPDATE x; COMMIT"},
		{true, true, true, "BEGIN; UPDATE x; ROLLBACK"},
		{false, true, true, "BEGIN; UPDATE x; ROLLBACK"},
	} {
		db, s := scripted(t, "postgres")
		write := func(ctx context.Context) error {
			return db.Undoable(ctx, c.risky, func(ctx context.Context) error {
				if err := db.text(ctx, "UPDATE x", true); err != nil || !c.fails {
					return err
				}
				return db.spoil(ctx, errProbe)
			})
		}
		call := write
		if c.inTx {
			call = func(ctx context.Context) error {
				return db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { _ = write(ctx); return nil })
			}
		}
		err := call(t.Context())
		if got := s.all(); got != c.sent || errors.Is(err, errProbe) != c.fails {
			t.Errorf("%+v: sent %s, told %v", c, got, err)
		}
	}
}

// An INSERT leaves to the server what is zero and has something to fill it.
func TestWhatAnInsertLeaves(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	row := &parcel{Code: "a"}
	columns, made := divideColumns(m, pointers(row)[0])
	if len(columns)+len(made) != len(m.Attributes) || len(made) != 2 || made[0].Name != "id" || made[1].Name != "made" {
		t.Errorf("it leaves %v and writes %v", Names(made), Names(columns))
	}
	row.ID = 3
	if made := Made(m, pointers(row)[0]); len(made) != 1 || made[0].Name != "made" {
		t.Errorf("with a key it leaves %v", Names(made))
	}
}

// TestLeavesToServer: a zero that nobody has said is left where the server has something to put there.
func TestLeavesToServer(t *testing.T) {
	row := &parcel{}
	zero := func(a *schema.Attribute) *schema.Attribute {
		a.Model, a.IsZero = &schema.Model{}, func(unsafe.Pointer) bool { return true }
		return a
	}
	for name, c := range map[string]struct {
		a    *schema.Attribute
		want bool
	}{
		"a plain column":       {&schema.Attribute{Kind: schema.KindBigInteger}, false},
		"a generated key":      {&schema.Attribute{Kind: schema.KindBigInteger, Autoincrement: true}, true},
		"a default there":      {&schema.Attribute{Kind: schema.KindBigInteger, ServerDefault: "5"}, true},
		"a column it computes": {&schema.Attribute{Kind: schema.KindBigInteger, Generated: "a + b"}, true},
	} {
		if got := leavesToServer(zero(c.a), unsafe.Pointer(row)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
