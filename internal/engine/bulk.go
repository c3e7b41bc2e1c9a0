package engine

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// defaultBatch is how many rows a statement of a bulk write takes unless the caller says otherwise: beyond it the statement's
// text costs more than the round trips that it saves.
const (
	defaultBatch = 100
	arrayBatch   = 1000 // where the text does not grow with the rows
)

// Bulk is the settings of a bulk insert.
type Bulk struct {
	Batch    int
	Conflict *Conflict // nil: a row that is there already is an error
}

// InsertMany writes new rows in batches, reads back what the server made and marks the instances as saved; under a conflict
// clause that ignores, neither. All of it or nothing is done: what takes several statements, or may fail after its statement, gets
// a transaction unless ctx carries one.
func (db *DB) InsertMany(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, o Bulk) error {
	switch {
	case o.Conflict == nil:
	case o.Conflict.Index != nil && !db.Dialect.OnConflict:
		return fmt.Errorf("%w: %s cannot be told that a conflict of the index %q is meant; declare a generated column of what it is over, make it unique, and name it in OnConflict",
			ErrUnsupported, db.Dialect.Name, o.Conflict.Index.Name)
	case !o.Conflict.Ignore:
		return db.mergeMany(ctx, m, rows, o)
	case !db.tells(m, rows, o.Conflict):
		return db.ignoreEach(ctx, m, rows, o.Conflict)
	}
	runs := sameColumns(m, rows)
	risky := len(runs) > 1 || !db.oneInsert(m, rows, o)
	err := db.Undoable(ctx, risky, func(ctx context.Context) error {
		for _, run := range runs {
			if err := db.insertRun(ctx, m, run, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && o.Conflict == nil {
		for _, row := range rows {
			db.Stored(m, row, m.Attributes)
		}
	}
	return err
}

// oneInsert reports whether rows of the same columns are written by one statement after which nothing can fail.
func (db *DB) oneInsert(m *schema.Model, rows []unsafe.Pointer, o Bulk) bool {
	columns, made := divideColumns(m, rows[0])
	if len(columns) == 0 || db.oneByOne(m, made, o) || len(rows) > db.batchSize(o.Batch, len(columns)) || !db.fits(rows, columns) {
		return false
	}
	if len(made) == 0 || o.Conflict == nil && !db.Dialect.InsertReturning {
		return true
	}
	if o.Conflict != nil {
		return len(db.unproved(made)) == 0
	}
	return db.allSure(made) && (hasKey(made) || allExact(m.Keys) || len(rows) == 1)
}

// hasKey reports whether a key is among attributes.
func hasKey(attrs []*schema.Attribute) bool {
	return slices.ContainsFunc(attrs, func(a *schema.Attribute) bool { return a.PrimaryKey })
}

// unproved are the generated keys among attributes of which it is not known that the database makes them.
func (db *DB) unproved(made []*schema.Attribute) []*schema.Attribute {
	if !db.Dialect.InsertReturning {
		return nil
	}
	var out []*schema.Attribute
	for _, a := range made {
		if a.Autoincrement && !db.sure(a) {
			out = append(out, a)
		}
	}
	return out
}

// oneByOne reports whether rows must be inserted each by a statement: which key belongs to which row is not certain otherwise.
// Generated numbers are certain where the statement returns them.
func (db *DB) oneByOne(m *schema.Model, made []*schema.Attribute, o Bulk) bool {
	switch {
	case len(made) == 0 || o.Conflict != nil:
		return false
	case !db.Dialect.InsertReturning:
		return true
	}
	return hasKey(made) && (db.Dialect.UnorderedKeys || m.Key() == nil || !m.Key().Autoincrement)
}

// sameColumns divides rows, in order, into runs whose INSERTs name the same columns.
func sameColumns(m *schema.Model, rows []unsafe.Pointer) [][]unsafe.Pointer {
	var out [][]unsafe.Pointer
	from := 0
	for i := 1; i < len(rows); i++ {
		if !sameInserted(m, rows[i-1], rows[i]) {
			out, from = append(out, rows[from:i]), i
		}
	}
	return append(out, rows[from:])
}

// sameInserted reports whether the INSERTs of two rows name the same columns.
func sameInserted(m *schema.Model, a, b unsafe.Pointer) bool {
	for _, attr := range m.Attributes {
		if leavesToServer(attr, a) != leavesToServer(attr, b) {
			return false
		}
	}
	return true
}

func (db *DB) insertRun(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, o Bulk) error {
	columns, made := divideColumns(m, rows[0])
	if len(columns) == 0 || db.oneByOne(m, made, o) {
		for _, row := range rows {
			if _, err := db.insertAs(ctx, m, row); err != nil {
				return err
			}
		}
		return nil
	}
	returning := m.Keys
	var conflict *compile.Conflict
	switch {
	case o.Conflict != nil:
		conflict = &compile.Conflict{Ignore: true, Target: o.Conflict.Target, Index: o.Conflict.Index}
		returning = db.unproved(made)
	case len(made) == 0:
		returning = nil
	default:
		returning = append(slices.Clone(m.Keys), slices.DeleteFunc(slices.Clone(made), func(a *schema.Attribute) bool { return a.PrimaryKey })...)
	}
	return db.eachBatch(rows, columns, db.insertCut(o.Batch, len(columns)), func(batch []unsafe.Pointer, values []any) error {
		p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: m, columns: columns, rows: len(batch), conflict: conflict, returning: returning})
		if err != nil {
			return err
		}
		if len(returning) == 0 {
			_, err = db.exec(ctx, p, values, nil)
			return err
		}
		got, err := db.sendReturning(ctx, p, values, returning)
		if err == nil && conflict == nil {
			err = db.spoil(ctx, db.assign(ctx, m, hasKey(made), returning, got, batch))
		}
		if err == nil && len(got) > 0 && (conflict == nil || db.Dialect.OnConflict) { // else a key may be that of a row that was there
			db.prove(made)
		}
		return err
	})
}

// lists turns the values of rows, which lie row by row, into a list for each column where the database takes arrays.
func (db *DB) lists(values []any, width int) []any {
	if !db.Dialect.Arrays || width == 0 {
		return values
	}
	rows := len(values) / width
	turned, out := make([]any, len(values)), make([]any, width)
	for c := range width {
		list := turned[c*rows : (c+1)*rows : (c+1)*rows]
		for r := range list {
			list[r] = values[r*width+c]
		}
		out[c] = list
	}
	return out
}

func (db *DB) batchSize(asked, columns int) int {
	size := asked
	if db.Dialect.Arrays { // each column is one parameter, and one text serves every size
		if size <= 0 {
			size = arrayBatch
		}
		return size
	}
	if size <= 0 {
		size = defaultBatch
	}
	return max(min(size, db.Dialect.MaxParameters/max(columns, 1)), 1)
}

// insertCut cuts the rows of an insert. Where the caller does not say and many rows come, a statement takes more of them on some databases:
// always as many, so that its text is one more and not one for each number of rows.
func (db *DB) insertCut(asked, columns int) cut {
	usual, large := db.batchSize(asked, columns), db.Dialect.LargeBatch
	if asked > 0 || large*columns > db.Dialect.MaxParameters {
		large = 0
	}
	return func(left int) int {
		if large > 0 && left >= large {
			return large
		}
		return usual
	}
}

// Names are the names of attributes.
func Names(attrs []*schema.Attribute) []string {
	out := make([]string, len(attrs))
	for i, a := range attrs {
		out[i] = a.Name
	}
	return out
}

// OneUpdate reports whether UpdateMany takes one statement of which nothing need be undone.
func (db *DB) OneUpdate(m *schema.Model, rows []unsafe.Pointer, columns []*schema.Attribute) bool {
	return m.Version == nil && !db.Dialect.SingleUpdates && len(rows) <= db.batchSize(0, len(columns)+len(m.Keys)) && db.fits(rows, columns)
}

// UpdateMany writes columns of rows by key, one statement per batch, and gives the number of rows that matched. It must run
// in a transaction when it takes several statements, and where rows have versions, all of which the instances know or none does: when
// one is another, or the row is gone, that is an Outrun.
func (db *DB) UpdateMany(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, columns []*schema.Attribute, size int) (int64, error) {
	if len(columns) == 0 {
		return 0, query.Errorf("%s has no column to update", m.Name)
	}
	version := Matched(m, rows[0])
	by := m.Keys
	if Shards(m, rows) != nil {
		by = Finders(m, rows[0], by)
	}
	by = foundBy(by, version)
	attrs := slices.Concat(by, columns)
	if db.Dialect.SingleUpdates {
		size = 1
	}
	var total int64
	err := db.eachBatch(rows, attrs, evenly(db.batchSize(size, len(attrs))), func(batch []unsafe.Pointer, values []any) error {
		n, err := db.updateBatch(ctx, &rowStatement{form: updateRows, model: m, by: by, columns: columns, rows: len(batch), raise: m.Version != nil, scoped: true}, values)
		total += n
		return err
	})
	switch {
	case err != nil || version == nil:
		return total, err
	case total < int64(len(rows)):
		return 0, &Outrun{m, rows}
	}
	return total, raise(m, rows)
}

// updateBatch writes rows in one statement; values are those by which they are found, and then the columns'.
func (db *DB) updateBatch(ctx context.Context, r *rowStatement, values []any) (int64, error) {
	p, err := db.rowPlan(ctx, r)
	if err != nil {
		return 0, err
	}
	return db.exec(ctx, p, append(values, r.args...), nil)
}
