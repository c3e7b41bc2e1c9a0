package orm

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
	"github.com/ormar-go/ormar/schema"
)

// BulkOption is a setting of BulkCreate and BulkUpsert.
type BulkOption struct{ apply func(*bulkSettings) }

type bulkSettings struct {
	write.BulkOptions
	set   []Assignment
	where []Condition
	err   error
}

// resolve looks up what the options name in a model.
func (s *bulkSettings) resolve(db *DB, m *schema.Model) error {
	scope := lookup.Scope{DB: db.engine, Model: m, Offers: true}
	if len(s.set) > 0 {
		list, err := resolvables(s.set)
		if err == nil {
			s.Set, err = scope.Assignments(list)
		}
		if err != nil {
			return err
		}
		s.All, s.Update = s.Update && len(s.Columns) == 0, true
	}
	for _, c := range s.where {
		n, err := scope.Node(resolvable(c))
		if err != nil {
			return err
		}
		s.Where, s.Update = append(s.Where, n), true
	}
	return nil
}

// IgnoreConflicts leaves rows alone that are there already. No keys are filled in and the objects stay unsaved; errors other
// than a conflict are not swallowed. Which rows were written only the database knows: among an owner's related rows listeners to
// PreRelationAdd hear of every row, those to PostRelationAdd of none.
func IgnoreConflicts() BulkOption { return BulkOption{func(s *bulkSettings) { s.Ignore = true }} }

// UpdateOnConflict writes the named columns of a row that is there already; without names all but the key, the target and, of an
// object that was not read from the database, what ReadOnly says is set once and what it leaves to the server. On-update values are
// written to columns that are not named. An object that was read in part writes what it has; when its row is gone it cannot be
// inserted, which is ErrNoMatch. Afterwards the objects hold what the rows do, their keys included. Two objects for one row are an
// ErrQuery.
//
// It is one statement per batch. Objects that carry a further unique constraint go one by one on the MySQL family, with an UPDATE
// by the target and, where it finds no row, an INSERT, since ON DUPLICATE KEY would write the row that it finds by any of them.
func UpdateOnConflict(columns ...string) BulkOption {
	return BulkOption{func(s *bulkSettings) { s.Update, s.Columns = true, columns }}
}

// OnConflict names the fields whose conflict is meant: the primary key, or those of a unique constraint. It takes the spelling of
// schema.UniqueOn, so that expressions are named too, and fields alone also find a unique index of these fields that holds only some of
// the rows. Conflicts of such indexes are for new objects, on SQLite and PostgreSQL: UpdateOnConflict takes a statement for each object, and
// BulkUpsert, OnConflictSet and OnConflictWhere one or two to claim its place and one or two to write a row that is in its way. So it is with
// what the database computes, a generated column, on MariaDB too. Anything else is ErrUnsupported.
func OnConflict(target ...string) BulkOption {
	return BulkOption{func(s *bulkSettings) { s.Target = target }}
}

// BatchSize is the number of rows of one statement, at most. Without it that is 100, 1,000 on PostgreSQL, and 500 for inserts on MySQL and
// MariaDB as long as so many are left.
func BatchSize(n int) BulkOption {
	return BulkOption{func(s *bulkSettings) {
		if s.Batch = n; n < 1 {
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
	if s.err == nil {
		s.err = s.resolve(q.db, m)
	}
	if s.err != nil {
		return s.err
	}
	if g := q.relation(); g != nil {
		return g.BulkCreate(ctx, rows, objects, &s.BulkOptions)
	}
	return q.db.writer.BulkCreate(ctx, m, rows, objects, &s.BulkOptions)
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
	if g := q.relation(); g != nil {
		return g.BulkUpdate(ctx, rows, columns)
	}
	return q.db.writer.BulkUpdate(ctx, m, rows, objects, columns)
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

// pointers copies a list of instances; P is the pointer, since all pointers share what is compiled for one.
func pointers[P any](objects []P) []unsafe.Pointer {
	return slices.Clone(unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(unsafe.SliceData(objects))), len(objects)))
}
