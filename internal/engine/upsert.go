package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Upsert inserts a row or, when its key is there, writes the given columns of it, in one statement. row holds what is
// inserted and takes what is read back: what the server made, and on-update values, which only the update wrote. next holds
// what an update writes. Where the database cannot return them, one more statement reads them. It must not be used where
// another constraint could be met as well: see Conflicts.
func (db *DB) Upsert(ctx context.Context, m *schema.Model, row, next unsafe.Pointer, columns []*schema.Attribute) error {
	insert, made := inserted(m, row)
	values, err := db.stored(row, insert, make([]any, 0, len(insert)+len(columns)))
	if err == nil {
		values, err = db.stored(next, columns, values)
	}
	if err != nil {
		return err
	}
	back := onUpdate(made, columns)
	returning := back
	if !db.Dialect.InsertReturning {
		returning = nil
	}
	p, err := db.upsertPlan(m, insert, columns, returning)
	if err != nil {
		return err
	}
	if len(returning) > 0 {
		return db.returned(ctx, p, values, returning, row)
	}
	if _, err := db.exec(ctx, p, values, nil); err != nil || len(back) == 0 {
		return err
	}
	return db.Reload(ctx, m, row, back)
}

// onUpdate adds to a list the columns that have on-update values.
func onUpdate(list, columns []*schema.Attribute) []*schema.Attribute {
	for _, a := range columns {
		if a.OnUpdate != nil && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// upsertPlan is the plan by the inserted columns and, behind a mark, the updated ones; what is returned follows from both.
func (db *DB) upsertPlan(m *schema.Model, insert, columns, returning []*schema.Attribute) (*plan, error) {
	s := db.shape()
	defer db.shapes.Put(s)
	s.Text("row upsert")
	s.Text(m.Table)
	for _, a := range insert {
		s.Number(a.Index)
	}
	s.Text("update")
	for _, a := range columns {
		s.Number(a.Index)
	}
	return db.plans.get(s.Key, func() (*plan, error) {
		st, err := db.compiler.UpsertRow(m, insert, columns, returning)
		if err != nil {
			return nil, err
		}
		return &plan{statement: st, operation: "insert", model: m, write: true}, nil
	})
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
	if slices.ContainsFunc(Made(m, row), func(a *schema.Attribute) bool { return a.PrimaryKey }) {
		return Any
	}
	for _, c := range m.Constraints {
		if c.Kind == schema.UniqueConstraint && !slices.Equal(c.Attributes, m.Keys) && allGiven(c.Attributes, row) {
			if db.Dialect.OnConflict {
				return Named
			}
			return Any
		}
	}
	return ByKey
}

// allGiven reports whether none of the fields is NULL.
func allGiven(attrs []*schema.Attribute, row unsafe.Pointer) bool {
	return !slices.ContainsFunc(attrs, func(a *schema.Attribute) bool {
		v, err := a.Get(row)
		return err == nil && v == nil
	})
}

// Made are the columns that an INSERT of the row leaves to the server.
func Made(m *schema.Model, row unsafe.Pointer) []*schema.Attribute {
	_, made := inserted(m, row)
	return made
}
