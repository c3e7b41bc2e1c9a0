package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// The writes of this file find each row by the target of a conflict, one after the other in a transaction: where the database
// cannot be told which conflict is meant, and for rows that were read in part.

func newRow(m *schema.Model) unsafe.Pointer { return reflect.New(m.Type).UnsafePointer() }

// mergeEach updates the rows that are there by the target and inserts the others, unless they were read in part.
func (db *DB) mergeEach(ctx context.Context, m *schema.Model, r *merged, target []*schema.Attribute) error {
	touch, err := db.touched(m, r.touch)
	if err != nil {
		return err
	}
	for _, row := range r.rows {
		overwrite := func(error) (bool, error) {
			found, err := r.writer(db)(ctx, m, r, target, row, touch)
			if err != nil || found || r.version == nil {
				return found, err
			}
			stored, err := db.storedVersion(ctx, m, row, target)
			if err == nil && stored != nil {
				err = db.outrun(m, row, stored)
			}
			return false, err
		}
		found, err := overwrite(nil)
		inserted := err == nil && !found
		if inserted {
			err = db.insertOr(ctx, m, r, row, func(conflict error) (bool, error) {
				inserted = false
				return overwrite(conflict)
			})
		}
		r.conflict.tell(row, inserted)
		if err != nil {
			return err
		}
	}
	return nil
}

// insertOr inserts a row in a savepoint; one that another caller has inserted in between is given to there with the conflict, which
// says whether it was that row.
func (db *DB) insertOr(ctx context.Context, m *schema.Model, r *merged, row unsafe.Pointer, there func(conflict error) (bool, error)) error {
	if r != nil && r.part {
		return fmt.Errorf("%w: the instance of %s was read in part, and its row is not there; what was not read cannot be inserted", ErrNoMatch, m.Name)
	}
	err := db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error {
		_, err := db.insertAs(ctx, m, row)
		return err
	})
	if !errors.Is(err, ErrUnique) {
		return err
	}
	if found, again := there(err); again != nil || found {
		return again
	}
	return err // of another constraint than the target
}

// overwrite updates the row that the target finds and reads back what the instance does not know. It reports whether the row is
// there.
func (db *DB) overwrite(ctx context.Context, m *schema.Model, r *merged, target []*schema.Attribute, row unsafe.Pointer, touch []any) (bool, error) {
	columns, by, next := slices.Concat(r.write, r.touch), foundBy(Finders(m, row, target), r.version), int64(0)
	if r.version != nil {
		var err error
		if next, err = risen(m, row); err != nil {
			return false, err
		}
	}
	written := len(columns) > 0 || m.Version != nil
	if written {
		values, err := db.stored(row, r.write, make([]any, 0, len(columns)+len(by)))
		if err == nil {
			values, err = db.stored(row, by, append(values, touch...))
		}
		if err != nil {
			return false, err
		}
		s := rowStatement{form: updateRow, model: m, columns: columns, by: by, raise: m.Version != nil, scoped: true}
		p, err := db.rowPlan(ctx, &s)
		if err != nil {
			return false, err
		}
		if n, err := db.exec(ctx, p, append(values, s.args...), nil); err != nil || n == 0 {
			return false, err
		}
		if r.version != nil {
			if err := r.version.Set(row, next); err != nil {
				return false, err
			}
		}
		if len(r.back) == 0 && allExact(target) {
			return true, nil
		}
	}
	n, err := db.readWithin(ctx, m, row, row, slices.Concat(target, r.back), target, !written) // its scopes may not hold any more
	if err != nil {
		return false, db.spoil(ctx, err)
	}
	return n > 0, nil
}

// writer is what overwrites a row of the run.
func (r *merged) writer(db *DB) func(ctx context.Context, m *schema.Model, r *merged, target []*schema.Attribute, row unsafe.Pointer, touch []any) (bool, error) {
	if len(r.conflict.Set)+len(r.conflict.Where) > 0 {
		return db.assignTo
	}
	return db.overwrite
}

// over reports whether an error is about the constraint over some attributes.
func (db *DB) over(conflict error, attrs []*schema.Attribute) bool {
	if conflict == nil || db.Driver.Violated == nil {
		return false
	}
	fields, of := db.Driver.Violated(conflict), Names(attrs)
	slices.Sort(of)
	return slices.Equal(slices.Sorted(slices.Values(fields)), of)
}

// ignoreEach inserts the rows whose target no other row has. The instances are left as they are.
func (db *DB) ignoreEach(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, c *Conflict) error {
	var before Memory
	before.Rows(m, rows, nil)
	scratch := newRow(m)
	write := func(ctx context.Context) error {
		for _, row := range rows {
			there := func(conflict error) (bool, error) {
				if lacks(row, c.Target) { // what the server makes of it is known to the conflict alone
					return db.over(conflict, c.Target), nil
				}
				n, err := db.readBy(ctx, m, row, scratch, c.Target, c.Target)
				return n > 0, err
			}
			found, err := there(nil)
			if err == nil && !found {
				err = db.insertOr(ctx, m, nil, row, there)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if !db.InTransaction(ctx) {
		write = db.untilOneWins(m, rows, write)
	}
	err := write(ctx)
	before.Restore()
	return err
}
