package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Upsert inserts a row or, when its key is there, writes the given columns of it, in one statement. row holds what is inserted;
// next holds what an update writes, and takes what is read back: whatever the statement may have left as it was or made, and
// on-update values, which only the update wrote. Where the database cannot return them, one more statement reads them. It must not
// be used where another constraint could be met as well: see Conflicts.
func (db *DB) Upsert(ctx context.Context, m *schema.Model, row, next unsafe.Pointer, columns, back []*schema.Attribute) error {
	insert, _ := divideColumns(m, row)
	values, err := db.stored(row, insert, make([]any, 0, len(insert)+len(columns)))
	if err == nil {
		values, err = db.stored(next, columns, values)
	}
	if err != nil {
		return err
	}
	returning := back
	if !db.Dialect.InsertReturning {
		returning = nil
	}
	p, err := db.rowPlan(ctx, &rowStatement{form: upsertRow, model: m, columns: insert, update: columns, by: m.Keys, returning: returning, raise: m.Version != nil})
	if err != nil {
		return err
	}
	if len(returning) > 0 {
		return db.insertReturning(ctx, p, values, returning, next)
	}
	if _, err := db.exec(ctx, p, values, nil); err != nil || len(back) == 0 {
		return err
	}
	return db.spoil(ctx, db.Reload(ctx, m, next, back))
}

// Unknown are the columns of a row that an instance does not know after an upsert by its key, which wrote some: those that it left
// as they are or to the server, and on-update values, which it wrote unless it inserted the row. risky says that reading them may
// fail.
func (db *DB) Unknown(m *schema.Model, row unsafe.Pointer, write []*schema.Attribute) (back []*schema.Attribute, risky bool) {
	for _, a := range m.Attributes {
		if a.PrimaryKey || slices.Contains(write, a) && !leavesToServer(a, row) || a == m.Version && KnownSaved(m, row) {
			continue
		}
		back = append(back, a)
		risky = risky || a.OnUpdate == nil || !db.Dialect.InsertReturning
	}
	return back, risky
}

// Conflicts is what an INSERT that carries a key may meet.
type Conflicts int

const (
	// ByKey is the row with the key, or none.
	ByKey Conflicts = iota
	// Named is more than that, but the statement says that the key is meant; where another caller inserts the same row at the
	// same time, the other constraint may still answer first.
	Named
	// Any is more than that, and the database cannot be told which is meant; or the key is incomplete.
	Any
)

// Conflicts says what an INSERT of the row may meet.
func (db *DB) Conflicts(m *schema.Model, row unsafe.Pointer) Conflicts {
	if m.Version != nil && KnownSaved(m, row) || db.Scoped(m) { // its version is to be met, or its scopes
		return Any
	}
	if slices.ContainsFunc(Made(m, row), func(a *schema.Attribute) bool { return a.PrimaryKey }) {
		return Any
	}
	for _, c := range m.Constraints {
		if c.Kind == schema.UniqueConstraint && !slices.Equal(c.Attributes, m.Keys) && (!c.Plain() || allGiven(c.Attributes, row)) {
			if db.Dialect.OnConflict {
				return Named
			}
			return Any
		}
	}
	return ByKey
}

// allGiven reports whether none of the fields is NULL when the row is inserted.
func allGiven(attrs []*schema.Attribute, row unsafe.Pointer) bool {
	return !slices.ContainsFunc(attrs, func(a *schema.Attribute) bool {
		v, err := a.Get(row)
		return err == nil && v == nil && a.ServerDefault == ""
	})
}
