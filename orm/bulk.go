package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// BulkOption is a setting of BulkCreate.
type BulkOption struct{ apply func(*bulkSettings) }

type bulkSettings struct {
	ignore, update bool
	columns        []string
	target         []string
	batch          int
	err            error
}

// IgnoreConflicts leaves rows alone that are there already. No keys are filled in and the objects stay unsaved; errors other
// than a conflict are not swallowed.
func IgnoreConflicts() BulkOption { return BulkOption{func(s *bulkSettings) { s.ignore = true }} }

// UpdateOnConflict writes the named columns of a row that is there already; without names all but the key, the target and, of an
// object that was not read from the database, what ReadOnly says is set once and what it leaves to the server. On-update values are
// written to columns that are not named. An object that was read in part writes what it has; when its row is gone it cannot be
// inserted, which is ErrNoMatch. Afterwards the objects hold what the rows do, their keys included. Two objects for one row are an
// ErrQuery.
//
// It is one statement per batch. Objects that carry a further unique constraint go one by one on the MySQL family, with an UPDATE
// by the target and, where it finds no row, an INSERT, since ON DUPLICATE KEY would write the row that it finds by any of them.
func UpdateOnConflict(columns ...string) BulkOption {
	return BulkOption{func(s *bulkSettings) { s.update, s.columns = true, columns }}
}

// OnConflict names the fields whose conflict is meant: the primary key, or those of a unique constraint.
func OnConflict(target ...string) BulkOption {
	return BulkOption{func(s *bulkSettings) { s.target = target }}
}

// BatchSize is the number of rows of one statement, at most; 100 without it, 1,000 on PostgreSQL.
func BatchSize(n int) BulkOption {
	return BulkOption{func(s *bulkSettings) {
		if s.batch = n; n < 1 {
			s.err = query.Errorf("BatchSize(%d): a batch has at least one row", n)
		}
	}}
}

// bulkCreate is QuerySet.BulkCreate.
func (q question) bulkCreate(ctx context.Context, rows []unsafe.Pointer, objects any, opts []BulkOption) error {
	q = q.checked()
	if q.intent.Err != nil {
		return q.intent.Err
	}
	var s bulkSettings
	for _, o := range opts {
		o.apply(&s)
	}
	m := q.intent.Model
	if err := bulkObjects(m, rows); err != nil {
		return err
	}
	bulk := engine.Bulk{Batch: s.batch}
	if s.err != nil {
		return s.err
	}
	if g := q.manager(); g != nil {
		return g.bulkCreate(ctx, rows, objects, &s, opts)
	}
	changed := []*schema.Attribute(nil)
	if s.update || q.db.listens(m, hooks.PreBulkCreateKind, hooks.PostBulkCreateKind) {
		changed = m.Attributes
	}
	return undoingRows(m, rows, changed, func() error {
		return q.bulk(ctx, hooks.PreBulkCreateKind, hooks.PostBulkCreateKind, true, objects, nil, func(ctx context.Context) (err error) {
			for _, row := range rows {
				engine.FillDefaults(m, row)
			}
			if bulk.Conflict, err = s.conflict(m, rows); err != nil {
				return err
			}
			if err := validateAll(q.db, m, rows, func(row unsafe.Pointer) []*schema.Attribute { return created(m, row, bulk.Conflict) }); err != nil {
				return err
			}
			rows, err := q.db.creatable(ctx, m, rows, bulk.Conflict)
			if err != nil || len(rows) == 0 {
				return err
			}
			return q.db.engine.InsertMany(ctx, m, rows, bulk)
		})
	})
}

// bulkUpdate is QuerySet.BulkUpdate.
func (q question) bulkUpdate(ctx context.Context, rows []unsafe.Pointer, objects any, columns []string) (n int64, err error) {
	q = q.checked()
	if q.intent.Err != nil {
		return 0, q.intent.Err
	}
	m := q.intent.Model
	if err := bulkObjects(m, rows); err != nil {
		return 0, err
	}
	for i, row := range rows {
		if err := persisted(m, row); err != nil {
			return 0, fmt.Errorf("object %d: %w", i, err)
		}
	}
	if err := distinct(m, m.Keys, rows); err != nil {
		return 0, err
	}
	runs, err := updateRuns(m, rows, columns)
	if err != nil {
		return 0, err
	}
	if g := q.manager(); g != nil {
		return g.bulkUpdate(ctx, rows, columns)
	}
	atomic := len(runs) == 1 && q.db.engine.OneUpdate(m, rows, runs[0].columns)
	changed := touched(m.Attributes, columns)
	if q.db.listens(m, hooks.PreBulkUpdateKind, hooks.PostBulkUpdateKind) {
		changed = m.Attributes
	}
	err = undoingRows(m, rows, changed, func() error {
		return q.bulk(ctx, hooks.PreBulkUpdateKind, hooks.PostBulkUpdateKind, atomic, objects, columns, func(ctx context.Context) error {
			for _, r := range runs {
				if err := q.prepare(r, columns); err != nil {
					return err
				}
			}
			n, err = q.updateMany(ctx, runs)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// prepare gives rows that are to be updated their on-update values, and checks what is written.
func (q question) prepare(r *updateRun, named []string) error {
	for _, row := range r.rows {
		for _, a := range touched(r.columns, named) {
			a.OnUpdate(row)
		}
	}
	return validateAll(q.db, q.intent.Model, r.rows, func(unsafe.Pointer) []*schema.Attribute { return r.columns })
}

// updateMany writes runs, and notes of their rows what was written once all are. When there were fewer rows than objects it is not
// known whose is missing, so that none is taken for saved which was not before.
func (q question) updateMany(ctx context.Context, runs []*updateRun) (n int64, err error) {
	for _, r := range runs {
		k, err := q.db.engine.UpdateMany(ctx, q.intent.Model, r.rows, r.columns, 0)
		if err != nil {
			return 0, err
		}
		n += k
	}
	objects := 0
	for _, r := range runs {
		objects += len(r.rows)
	}
	note := q.db.engine.Updated
	if n < int64(objects) {
		note = q.db.engine.Written
	}
	for _, r := range runs {
		for _, row := range r.rows {
			note(q.intent.Model, row, r.columns)
		}
	}
	return n, nil
}

// updateRun is rows whose update writes the same columns.
type updateRun struct {
	columns []*schema.Attribute
	rows    []unsafe.Pointer
}

func updateRuns(m *schema.Model, rows []unsafe.Pointer, names []string) ([]*updateRun, error) {
	var runs []*updateRun
	for _, row := range rows {
		columns, err := updated(m, row, names)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(runs, func(r *updateRun) bool { return slices.Equal(r.columns, columns) })
		if i < 0 {
			i, runs = len(runs), append(runs, &updateRun{columns: columns})
		}
		runs[i].rows = append(runs[i].rows, row)
	}
	return runs, nil
}

// bulk runs a bulk write and its hooks in one transaction. A write that is atomic by itself needs none when nobody listens; within
// a transaction it gets its savepoint all the same, so that its failure leaves the outer one alive, however many rows it had.
func (q question) bulk(ctx context.Context, pre, post hooks.Kind, atomic bool, objects any, columns []string, write func(context.Context) error) error {
	model := q.intent.Model.Type
	if atomic && !q.db.engine.InTransaction(ctx) && !q.db.hooks.Has(pre, model) && !q.db.hooks.Has(post, model) {
		return write(ctx)
	}
	return q.db.engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		if q.db.hooks.Has(pre, model) {
			if err := hooks.Fire(ctx, q.db.hooks, pre, model, objects, columns); err != nil {
				return err
			}
		}
		if err := write(ctx); err != nil {
			return err
		}
		if !q.db.hooks.Has(post, model) {
			return nil
		}
		return hooks.Fire(ctx, q.db.hooks, post, model, objects, columns)
	})
}

// bulkObjects refuses an empty list and nil objects.
func bulkObjects(m *schema.Model, objects []unsafe.Pointer) error {
	if len(objects) == 0 {
		return fmt.Errorf("%w: a bulk write of %s takes at least one object", ErrEmptyList, m.Name)
	}
	if i := slices.Index(objects, nil); i >= 0 {
		return query.Errorf("object %d of %s is nil", i, m.Name)
	}
	return nil
}

// listens reports whether somebody listens to one of two kinds of events of a model.
func (db *DB) listens(m *schema.Model, pre, post hooks.Kind) bool {
	return db.hooks.Has(pre, m.Type) || db.hooks.Has(post, m.Type)
}

// pointers copies a list of instances; P is the pointer, since all pointers share what is compiled for one.
func pointers[P any](objects []P) []unsafe.Pointer {
	return slices.Clone(unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(unsafe.SliceData(objects))), len(objects)))
}

// validateAll checks of every object the columns that are written, nil for all, and lists every failure, its path beginning with the
// object's position.
func validateAll(db *DB, m *schema.Model, rows []unsafe.Pointer, columns func(row unsafe.Pointer) []*schema.Attribute) error {
	var all []schema.Failure
	for i, row := range rows {
		err := validate.Columns(m, row, columns(row))
		if err == nil {
			continue
		}
		var v *schema.ValidationError // allocates
		if !errors.As(err, &v) {
			return err
		}
		for _, f := range v.Failures {
			f.Path = strconv.Itoa(i) + "." + f.Path
			all = append(all, f)
		}
	}
	if len(all) > 0 {
		return &schema.ValidationError{Failures: all}
	}
	return nil
}
