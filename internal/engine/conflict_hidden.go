package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/schema"
)

// hidden reports whether only the database knows which row is in the way of another: by an index of more than columns, or by what it
// computes.
func (c *Conflict) hidden() bool {
	return c.Index != nil || slices.ContainsFunc(c.Target, func(a *schema.Attribute) bool { return a.Generated != "" })
}

// target is what an error calls the target.
func (c *Conflict) target() string {
	if c.Index != nil {
		return strconv.Quote(c.Index.Name)
	}
	return fmt.Sprint(Names(c.Target))
}

// mergeHidden inserts the rows that nothing is in the way of, and writes the others one by one. Only the database knows which rows are in
// the way: it is asked for their keys, by an INSERT that changes nothing of them.
func (db *DB) mergeHidden(ctx context.Context, m *schema.Model, r *merged) error {
	touch, err := db.touched(m, r.touch)
	if err != nil {
		return err
	}
	there := *r
	there.back = slices.DeleteFunc(slices.Concat(r.conflict.Target, r.back), func(a *schema.Attribute) bool { return a.PrimaryKey })
	for _, row := range r.rows {
		inserted, err := db.claim(ctx, m, r, row)
		if err == nil && !inserted {
			var found bool
			if found, err = r.writer(db)(ctx, m, &there, m.Keys, row, touch); err == nil && !found {
				err = fmt.Errorf("%w: the row of %s that is in the way by %s was not found again", ErrNoMatch, m.Name, r.conflict.target())
			}
		}
		if err != nil {
			return db.spoil(ctx, err)
		}
		r.conflict.tell(row, inserted)
	}
	return nil
}

// claim inserts a row, or gives it the key of the one that is in its way, which nobody else changes then. An INSERT that would leave the
// other alone says nothing of it, and one that writes it says by a column of PostgreSQL's alone whether there was any.
func (db *DB) claim(ctx context.Context, m *schema.Model, r *merged, row unsafe.Pointer) (inserted bool, err error) {
	if !db.Dialect.OnConflict {
		return db.claimFailing(ctx, m, r, row)
	}
	back := slices.Concat(m.Keys, r.conflict.Target, r.back)
	if db.Dialect.UpdatedMark == "" {
		switch got, err := db.insertOver(ctx, m, r, row, true, back); {
		case err != nil:
			return false, err
		case got != nil:
			return true, setTuple(back, got, row)
		}
		got, err := db.insertOver(ctx, m, r, row, false, m.Keys)
		if err != nil {
			return false, err
		}
		return false, setTuple(m.Keys, got, row)
	}
	mark := &schema.Attribute{Model: m, Index: -1, Name: db.Dialect.UpdatedMark, Column: db.Dialect.UpdatedMark, Kind: schema.KindString}
	got, err := db.insertOver(ctx, m, r, row, false, append(slices.Clip(back), mark))
	if err != nil {
		return false, err
	}
	if inserted = got[len(back)] == any("0"); !inserted {
		back = m.Keys
	}
	return inserted, setTuple(back, got, row)
}

// claimFailing is claim where an INSERT cannot be told which conflict is meant: the error of one tells, and another then finds the same
// row.
func (db *DB) claimFailing(ctx context.Context, m *schema.Model, r *merged, row unsafe.Pointer) (inserted bool, err error) {
	inserted = true
	err = db.insertOr(ctx, m, r, row, func(conflict error) (bool, error) {
		if !db.over(conflict, r.conflict.Target) {
			return false, nil
		}
		inserted = false
		got, err := db.insertOver(ctx, m, r, row, false, m.Keys)
		if err != nil {
			return false, err
		}
		return true, setTuple(m.Keys, got, row)
	})
	return inserted, err
}

// insertOver inserts a row over one that is in its way, which it leaves alone and says nothing of, or takes without a change.
func (db *DB) insertOver(ctx context.Context, m *schema.Model, r *merged, row unsafe.Pointer, leave bool, returning []*schema.Attribute) (got []any, err error) {
	clause := &compile.Conflict{Ignore: leave, Target: r.conflict.Target, Index: r.conflict.Index}
	var list [][]any
	err = db.eachBatch([]unsafe.Pointer{row}, r.columns, evenly(1), func(_ []unsafe.Pointer, values []any) error {
		p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: m, columns: r.columns, rows: 1, conflict: clause, returning: returning})
		if err != nil {
			return err
		}
		list, err = db.sendReturning(ctx, p, values, returning)
		return err
	})
	switch {
	case err != nil || leave && len(list) == 0:
		return nil, err
	case len(list) != 1:
		return nil, fmt.Errorf("orm: internal: an INSERT of one row of %s gave %d", m.Name, len(list))
	}
	return list[0], nil
}
