package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// ErrStale says that a row has another version than the instance that was to be written.
var ErrStale = errors.New("orm: stale")

// Matched is the version by which an instance finds its row, besides its key: nil for a model without one, and for an instance of
// which nothing but the key is known.
func Matched(m *schema.Model, row unsafe.Pointer) *schema.Attribute {
	if m.Version == nil {
		return nil
	}
	if part := Part(m, row); part != nil && !part.Has(m.Version.Index) {
		return nil
	}
	return m.Version
}

// foundBy are attributes and the version that must be found as well, if any.
func foundBy(by []*schema.Attribute, version *schema.Attribute) []*schema.Attribute {
	if version == nil {
		return by
	}
	return append(slices.Clip(by), version)
}

// risen is the version after the one that an instance has. It is asked before a statement raises the stored one, so that a
// version that has no next is an error before it.
func risen(m *schema.Model, row unsafe.Pointer) (next int64, err error) {
	v, err := m.Version.Get(row)
	if err != nil {
		return 0, err
	}
	next = v.(int64) + 1
	if _, err := m.Version.Convert(next); err != nil || reflect.Zero(m.Version.Type).OverflowInt(next) {
		return 0, fmt.Errorf("%w: %s.%s is the last version that the column holds", schema.ErrValidation, m.Name, m.Version.Name)
	}
	return next, nil
}

// raise gives instances the versions that a write has given their rows.
func raise(m *schema.Model, rows []unsafe.Pointer) error {
	for _, row := range rows {
		next, err := risen(m, row)
		if err == nil {
			err = m.Version.Set(row, next)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Missing is why a write of an instance has found no row: there is none, or it has another version.
func (db *DB) Missing(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	if Matched(m, row) == nil {
		return NoMatch(m)
	}
	stored, err := db.storedVersion(ctx, m, row, m.Keys)
	if err != nil {
		return err
	}
	return db.outrun(m, row, stored)
}

// outrun is the ErrStale of an instance.
func (db *DB) outrun(m *schema.Model, row unsafe.Pointer, stored any) error {
	have, err := m.Version.Get(row)
	if err != nil {
		return err
	}
	if have, err = m.Version.GoValue(have); err != nil {
		return err
	}
	keys := make([]any, len(m.Keys))
	for i, a := range m.Keys {
		v, err := a.Get(row)
		if err == nil {
			keys[i], err = a.GoValue(v)
		}
		if err != nil {
			return err
		}
	}
	var key any = keys
	if len(keys) == 1 {
		key = keys[0]
	}
	return db.Driver.Stale(m, key, have, stored)
}

// storedVersion is the version of the row that an instance's values find, in the field's own type; nil when there is none. Inside a
// transaction it is the one that others see, where the transaction's own view may be older.
func (db *DB) storedVersion(ctx context.Context, m *schema.Model, row unsafe.Pointer, by []*schema.Attribute) (any, error) {
	by = Finders(m, row, by)
	values, err := db.stored(row, by, nil)
	if err != nil {
		return nil, err
	}
	columns := []*schema.Attribute{m.Version}
	r := rowStatement{form: selectRow, model: m, columns: columns, by: by, lock: db.Dialect.RowLocks && db.InTransaction(ctx), scoped: true}
	p, err := db.rowPlan(ctx, &r)
	if err != nil {
		return nil, err
	}
	scratch := newRow(m)
	n, err := db.readRow(ctx, p, append(values, r.args...), columns, scratch)
	if err != nil || n == 0 {
		return nil, err
	}
	v, err := m.Version.Get(scratch)
	if err == nil {
		v, err = m.Version.GoValue(v)
	}
	return v, err
}

// Outrun says that some of several rows have other versions than their instances. Which of them is asked by Judge, once the write is
// undone.
type Outrun struct {
	model *schema.Model
	rows  []unsafe.Pointer
}

// Error says how many rows were written.
func (e *Outrun) Error() string {
	return fmt.Sprintf("%v: some of %d rows of %s have changed", ErrStale, len(e.rows), e.model.Name)
}

// Unwrap is ErrStale.
func (e *Outrun) Unwrap() error { return ErrStale }

// Judge makes of an Outrun, whose write is undone, the error of the first instance that it is about; other errors stay.
func (db *DB) Judge(ctx context.Context, err error) error {
	var e *Outrun
	if err == nil || !errors.As(err, &e) {
		return err
	}
	for _, row := range e.rows {
		stored, err := db.storedVersion(ctx, e.model, row, e.model.Keys)
		if err != nil {
			return err
		}
		have, err := e.model.Version.Get(row)
		if err == nil {
			have, err = e.model.Version.GoValue(have)
		}
		if err != nil {
			return err
		}
		if have != stored {
			return db.outrun(e.model, row, stored)
		}
	}
	return err
}

// Follow lets an instance know that a write of a set has given its row the values that it has in some columns. It gets the version to
// which that has raised the row, unless the row had moved on before.
func (db *DB) Follow(ctx context.Context, m *schema.Model, row unsafe.Pointer, columns ...*schema.Attribute) error {
	if m.HasState && m.State(row).State != nil {
		m.State(row).State = m.State(row).State.Noting(row, columns).Holding(row)
	}
	if Matched(m, row) == nil {
		return nil
	}
	next, err := risen(m, row)
	if err != nil {
		return err
	}
	stored, err := db.storedVersion(ctx, m, row, m.Keys)
	if err != nil {
		return err
	}
	if v, err := m.Version.GoValue(next); err != nil || v != stored {
		return err
	}
	return m.Version.Set(row, next)
}

// raised is a list of assignments by which the versions of the rows rise as well.
func raised(m *schema.Model, list []*query.Assignment) []*query.Assignment {
	if m.Version == nil {
		return list
	}
	one := &query.Expr{Op: '+', Left: &query.Expr{Path: attributePath(m, m.Version)}, Kid: &query.Expr{Value: int64(1), Attr: m.Version}}
	return append(slices.Clip(list), &query.Assignment{Attr: m.Version, Expr: one})
}

// Unmarked is why no row could be restored: none has the mark of deletion, or it has another version.
func (db *DB) Unmarked(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	err := db.Missing(ctx, m, row)
	if v := Matched(m, row); v != nil && err != nil {
		stored, again := db.storedVersion(ctx, m, row, m.Keys)
		if again != nil {
			return again
		}
		have, again := v.Get(row)
		if again == nil {
			have, again = v.GoValue(have)
		}
		if again == nil && have == stored { // it is there as it was, and not deleted
			err = NoMatch(m)
		}
	}
	return err
}

// Restored makes an instance one whose row was taken back from deletion.
func (db *DB) Restored(m *schema.Model, row unsafe.Pointer) error {
	if v := Matched(m, row); v != nil {
		if err := raise(m, []unsafe.Pointer{row}); err != nil {
			return err
		}
	}
	if err := m.SoftDelete.Set(row, nil); err != nil {
		return err
	}
	db.Updated(m, row, []*schema.Attribute{m.SoftDelete})
	return nil
}

// Assigned makes an instance hold what a write has given its row: columns that it has the values of, and others, which are read.
func (db *DB) Assigned(ctx context.Context, m *schema.Model, row unsafe.Pointer, plain, computed []*schema.Attribute) error {
	if Matched(m, row) != nil {
		if err := raise(m, []unsafe.Pointer{row}); err != nil {
			return db.spoil(ctx, err)
		}
	}
	if err := db.Reload(ctx, m, row, computed); err != nil {
		return db.spoil(ctx, err)
	}
	db.Updated(m, row, slices.Concat(plain, computed))
	return nil
}
