package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// leavesToServer reports whether an INSERT of the row leaves an attribute to the server: a zero that nobody has said.
func leavesToServer(a *schema.Attribute, row unsafe.Pointer) bool {
	if !a.Autoincrement && a.ServerDefault == "" && !a.ServerMade() {
		return false
	}
	return a.Unwritten(row, given(a, row))
}

// given reports whether an instance remembers that a value was said.
func given(a *schema.Attribute, row unsafe.Pointer) bool {
	if !a.Model.HasState {
		return false
	}
	s := a.Model.State(row).State
	return s != nil && s.Given.Has(a.Index)
}

// Give notes of a row that is not saved which of its values were said, by a body or a caller, so that their zeros are meant. It has
// its defaults.
func Give(m *schema.Model, row unsafe.Pointer, said schema.Mask) {
	if !m.HasState {
		return
	}
	before := m.State(row).State
	if before != nil && before.Saved {
		return
	}
	state := &schema.RowState{Model: m, Filled: true, Given: slices.Clone(said)}
	if before != nil {
		for i, w := range before.Given {
			state.Given[i] |= w
		}
		state.Loaded = before.Loaded
	}
	m.State(row).State = state
}

// divideColumns divides the attributes into those that an INSERT of the row writes and those that the server makes.
func divideColumns(m *schema.Model, row unsafe.Pointer) (columns, made []*schema.Attribute) {
	for _, a := range m.Attributes {
		if leavesToServer(a, row) {
			if !a.ReadBack || a.ServerDefault != "" { // what triggers set is read when they have run
				made = append(made, a)
			}
			continue
		}
		columns = append(columns, a)
	}
	return columns, made
}

// Made are the columns that an INSERT of the row leaves to the server.
func Made(m *schema.Model, row unsafe.Pointer) []*schema.Attribute {
	_, made := divideColumns(m, row)
	return made
}

// NoKey says that the database did not make a key which a row has left to it.
func NoKey(a *schema.Attribute) error {
	return fmt.Errorf("%w: the database makes no key for the column %q of the table %q; give each row its %s.%s, or let the column fill itself: "+
		"an identity on PostgreSQL, AUTO_INCREMENT on MySQL and MariaDB, INTEGER PRIMARY KEY on SQLite",
		ErrUnsupported, a.Column, a.Model.Table, a.Model.Name, a.Name)
}

// sure reports whether reading back what the server makes of a column cannot fail: it went well before, and one value says that
// the others will do. Where it could fail the write must be one that can still be undone.
func (db *DB) sure(a *schema.Attribute) bool {
	if !steady(a) {
		return false
	}
	_, ok := db.proved.Load(a)
	return ok
}

// prove notes that values of columns were made and read back.
func (db *DB) prove(attrs []*schema.Attribute) {
	for _, a := range attrs {
		if _, ok := db.proved.Load(a); !ok {
			db.proved.Store(a, struct{}{})
		}
	}
}

// Forget forgets what was found out about the tables, which a statement may have changed.
func (db *DB) Forget() { db.proved.Clear() }

// steady reports whether the values that the server makes for a column are all read when one is: a generated key, a constant, or
// of a kind of which every stored value is one of the field's.
func steady(a *schema.Attribute) bool {
	switch a.Kind {
	case schema.KindBigInteger, schema.KindBoolean, schema.KindFloat, schema.KindString, schema.KindText, schema.KindBinary:
		return a.Cipher == nil
	}
	return a.Autoincrement || constant(a.ServerDefault)
}

// constant reports whether the SQL of a default is a number, a quoted text or the current time.
func constant(sql string) bool {
	sql = strings.Trim(strings.TrimSpace(sql), "()")
	if sql == "" {
		return false
	}
	switch strings.ToUpper(sql) {
	case "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "NOW", "TRUE", "FALSE":
		return true
	}
	if inner := strings.Trim(sql, "'"); len(inner) == len(sql)-2 && !strings.Contains(inner, "'") {
		return true
	}
	return strings.Trim(sql, "+-.0123456789") == ""
}

// allSure reports whether sure holds for every column.
func (db *DB) allSure(attrs []*schema.Attribute) bool {
	for _, a := range attrs {
		if !db.sure(a) {
			return false
		}
	}
	return true
}

// Undoable runs a write whose reading back may fail after the statement took effect: then nothing of it must stay. It gets a
// transaction; one that ctx carries is doomed by the write itself (see spoil), which costs nothing while all goes well.
func (db *DB) Undoable(ctx context.Context, risky bool, write func(context.Context) error) error {
	if !risky || db.InTransaction(ctx) {
		return write(ctx)
	}
	return db.Transaction(ctx, TxOptions{}, write)
}

// spoil dooms the level of a transaction in which a statement took effect whose call fails, so that the effect is not kept. It
// gives the error back.
func (db *DB) spoil(ctx context.Context, err error) error {
	if l := db.current(ctx); l != nil && err != nil {
		l.doom(err)
	}
	return err
}
