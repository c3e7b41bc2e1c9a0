package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
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

// Conflict is what a bulk insert does with rows that are there already.
type Conflict = compile.Conflict

// Bulk is the settings of a bulk insert.
type Bulk struct {
	Batch    int
	Conflict *compile.Conflict
}

// InsertMany writes new rows in batches, reads back what the server made and marks the instances as saved; under a conflict
// clause that ignores, neither. All of it or nothing is done: what takes several statements gets a transaction unless ctx
// carries one.
func (db *DB) InsertMany(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, o Bulk) error {
	runs := sameColumns(m, rows)
	if db.InTransaction(ctx) || len(runs) == 1 && db.oneInsert(m, rows, o) {
		return db.insertRuns(ctx, m, runs, o)
	}
	return db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { return db.insertRuns(ctx, m, runs, o) })
}

// oneInsert reports whether rows of the same columns are written by one statement.
func (db *DB) oneInsert(m *schema.Model, rows []unsafe.Pointer, o Bulk) bool {
	columns, made := inserted(m, rows[0])
	return len(columns) > 0 && !db.oneByOne(made, o) && len(rows) <= db.batchSize(o.Batch, len(columns)) && db.fits(rows, columns)
}

// oneByOne reports whether rows must be inserted each by a statement: which key belongs to which row is not certain otherwise.
func (db *DB) oneByOne(made []*schema.Attribute, o Bulk) bool {
	return len(made) > 0 && !db.Dialect.InsertReturning && o.Conflict == nil
}

func (db *DB) insertRuns(ctx context.Context, m *schema.Model, runs [][]unsafe.Pointer, o Bulk) error {
	for _, run := range runs {
		if err := db.insertRun(ctx, m, run, o); err != nil {
			return err
		}
	}
	return nil
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
		if left(attr, a) != left(attr, b) {
			return false
		}
	}
	return true
}

func (db *DB) insertRun(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, o Bulk) error {
	columns, made := inserted(m, rows[0])
	ignoring := o.Conflict != nil && o.Conflict.Ignore
	if len(columns) == 0 || db.oneByOne(made, o) {
		for _, row := range rows {
			if err := db.Insert(ctx, m, row); err != nil {
				return err
			}
		}
		return nil
	}
	returning := db.bulkReturning(m, made, o.Conflict)
	return db.eachBatch(rows, columns, db.batchSize(o.Batch, len(columns)), func(batch []unsafe.Pointer, values []any) error {
		p, err := db.bulkPlan(m, columns, len(batch), o.Conflict, returning)
		if err != nil {
			return err
		}
		if len(returning) == 0 {
			_, err = db.exec(ctx, p, values, nil)
		} else {
			err = db.readBack(ctx, p, values, returning, m, batch, o.Conflict)
		}
		if err == nil && !ignoring && (o.Conflict == nil || len(made) == 0 || len(returning) > 0) {
			for _, row := range batch {
				db.Stored(m, row, columns)
			}
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

// bulkReturning is what a bulk insert reads back: what the server made, and under a conflict clause also the target, by
// which rows are told apart.
func (db *DB) bulkReturning(m *schema.Model, made []*schema.Attribute, c *compile.Conflict) []*schema.Attribute {
	if len(made) == 0 || !db.Dialect.InsertReturning || c != nil && c.Ignore {
		return nil
	}
	if c == nil {
		return append(slices.Clone(m.Keys), slices.DeleteFunc(slices.Clone(made), func(a *schema.Attribute) bool { return a.PrimaryKey })...)
	}
	return append(slices.Clone(c.Target), made...)
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

func (db *DB) bulkPlan(m *schema.Model, columns []*schema.Attribute, rows int, c *compile.Conflict, returning []*schema.Attribute) (*plan, error) {
	if db.Dialect.Arrays {
		rows = 0
	}
	operation := "insert " + strconv.Itoa(rows)
	if c != nil {
		operation += fmt.Sprint(" conflict ", c.Ignore, names(c.Update), names(c.Target))
	}
	if len(returning) > 0 {
		operation += fmt.Sprint(" returning ", names(returning))
	}
	p, err := db.rowPlan(operation, m, columns, func() (*compile.Statement, error) {
		if db.Dialect.Arrays {
			return db.compiler.InsertColumns(m, columns, c, returning)
		}
		return db.compiler.InsertMany(m, columns, rows, c, returning)
	})
	return p, err
}

func names(attrs []*schema.Attribute) []string {
	out := make([]string, len(attrs))
	for i, a := range attrs {
		out[i] = a.Name
	}
	return out
}

// readBack reads what the server made for a batch. Generated keys are not matched by the order in which the rows come back:
// the server hands them out in the order of the rows of the statement, so the sorted keys are those of the rows in order.
// Under a conflict clause the rows are found by the conflict's target.
func (db *DB) readBack(ctx context.Context, p *plan, values []any, returning []*schema.Attribute, m *schema.Model, rows []unsafe.Pointer, c *compile.Conflict) error {
	args, err := p.statement.BindOver(db.Dialect, values)
	if err != nil {
		return err
	}
	var got [][]any
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		got, err = readAll(run, len(returning))
		return int64(len(got)), err
	})
	if err != nil {
		return err
	}
	for _, tuple := range got {
		for i, a := range returning {
			if tuple[i], err = Canonical(a, tuple[i]); err != nil {
				return fmt.Errorf("orm: reading %s.%s: %w", m.Name, a.Name, err)
			}
		}
	}
	if len(got) != len(rows) {
		return fmt.Errorf("orm: %d rows of %s were inserted, %d came back", len(rows), m.Name, len(got))
	}
	if c != nil {
		return matchTarget(got, returning, len(c.Target), rows)
	}
	if key := m.Key(); key != nil && key.Autoincrement {
		slices.SortFunc(got, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
		return setAll(got, returning, rows)
	}
	return matchTarget(got, returning, len(m.Keys), rows)
}

func setAll(got [][]any, attrs []*schema.Attribute, rows []unsafe.Pointer) error {
	for i, tuple := range got {
		for j, a := range attrs {
			if err := a.Set(rows[i], tuple[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// matchTarget gives each row the tuple whose first n values are its own.
func matchTarget(got [][]any, attrs []*schema.Attribute, n int, rows []unsafe.Pointer) error {
	by := make(map[string][]any, len(got))
	for _, tuple := range got {
		by[tupleKey(tuple[:n])] = tuple
	}
	for _, row := range rows {
		own := make([]any, n)
		for j, a := range attrs[:n] {
			v, err := a.Get(row)
			if err != nil {
				return err
			}
			own[j] = v
		}
		tuple, ok := by[tupleKey(own)]
		if !ok {
			continue
		}
		for j, a := range attrs[n:] {
			if err := a.Set(row, tuple[n+j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// tupleKey tells tuples of canonical values apart: each value is quoted, so that no two tuples run together.
func tupleKey(values []any) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%q,", fmt.Sprint(v))
	}
	return b.String()
}

// OneUpdate reports whether UpdateMany takes one statement.
func (db *DB) OneUpdate(m *schema.Model, rows []unsafe.Pointer, columns []*schema.Attribute) bool {
	return len(rows) <= db.batchSize(0, len(columns)+len(m.Keys)) && db.fits(rows, columns)
}

// UpdateMany writes columns of rows by key, one statement per batch, and gives the number of rows that matched. It must run
// in a transaction when it takes several statements.
func (db *DB) UpdateMany(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, columns []*schema.Attribute, size int) (int64, error) {
	if len(columns) == 0 {
		return 0, query.Errorf("%s has no column to update", m.Name)
	}
	attrs := append(slices.Clone(m.Keys), columns...)
	var total int64
	err := db.eachBatch(rows, attrs, db.batchSize(size, len(attrs)), func(batch []unsafe.Pointer, values []any) error {
		n, err := db.updateBatch(ctx, m, columns, len(batch), values)
		total += n
		return err
	})
	return total, err
}

// updateBatch writes columns of so many rows in one statement; values are the keys' and then the columns'.
func (db *DB) updateBatch(ctx context.Context, m *schema.Model, columns []*schema.Attribute, rows int, values []any) (int64, error) {
	if db.Dialect.Arrays {
		rows = 0
	}
	p, err := db.rowPlan("update "+strconv.Itoa(rows), m, columns, func() (*compile.Statement, error) {
		return db.compiler.UpdateMany(m, columns, rows)
	})
	if err != nil {
		return 0, err
	}
	return db.exec(ctx, p, values, nil)
}
