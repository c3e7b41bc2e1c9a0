package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// sendReturning sends a bulk write that returns rows, and gives their values, canonical. A key that the database should have made and
// did not is NoKey. What fails after the statement spoils a transaction.
func (db *DB) sendReturning(ctx context.Context, p *plan, values []any, returning []*schema.Attribute) ([][]any, error) {
	args, err := p.statement.BindOver(db.Dialect, values)
	if err != nil {
		return nil, err
	}
	var got [][]any
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		got, err = readAll(run, len(returning))
		return int64(len(got)), err
	})
	if err != nil {
		return nil, err
	}
	for _, tuple := range got {
		if err := canonicalTuple(returning, tuple); err != nil {
			return nil, db.spoil(ctx, err)
		}
		for i, a := range returning {
			if a.Autoincrement && tuple[i] == any(int64(0)) && !db.sure(a) { // a column with DEFAULT 0
				return nil, db.spoil(ctx, NoKey(a))
			}
		}
	}
	return got, nil
}

// assign gives new rows what came back for them, the keys first. Generated keys are not matched by the order in which the rows
// come back: the server hands them out in the order of the rows of the statement, so the sorted keys are those of the rows in
// order. Keys that the rows brought along find them.
func (db *DB) assign(ctx context.Context, m *schema.Model, generated bool, attrs []*schema.Attribute, got [][]any, rows []unsafe.Pointer) error {
	if len(got) != len(rows) {
		return fmt.Errorf("orm: internal: %d rows of %s were inserted, %d came back", len(rows), m.Name, len(got))
	}
	if !generated {
		return db.match(ctx, m, attrs[:len(m.Keys)], attrs[len(m.Keys):], got, rows)
	}
	slices.SortFunc(got, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	for i, tuple := range got {
		if err := setTuple(attrs, tuple, rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// match gives each row the values of its own row in the database, found by attributes that tell rows apart; the values are those
// of by and then those of back. Where none has just the row's values, as in a column that folds case, the database is asked which
// row it is.
func (db *DB) match(ctx context.Context, m *schema.Model, by, back []*schema.Attribute, got [][]any, rows []unsafe.Pointer) error {
	attrs := slices.Concat(by, back)
	if len(got) == 1 && len(rows) == 1 {
		return setTuple(attrs, got[0], rows[0])
	}
	tuples := make(map[any][]any, len(got))
	for _, tuple := range got {
		tuples[rowKey(tuple[:len(by)])] = tuple
	}
	var missing []int
	own := make([]any, len(by))
	for i, row := range rows {
		for j, a := range by {
			var err error
			if own[j], err = a.Get(row); err != nil {
				return err
			}
		}
		key := rowKey(own)
		tuple, ok := tuples[key]
		if !ok {
			missing = append(missing, i)
			continue
		}
		delete(tuples, key)
		if err := setTuple(attrs, tuple, row); err != nil {
			return err
		}
	}
	return db.ask(ctx, m, by, attrs, missing, rows)
}

// ask reads attributes of rows, each by a statement, and refuses two that are one in the database.
func (db *DB) ask(ctx context.Context, m *schema.Model, by, attrs []*schema.Attribute, missing []int, rows []unsafe.Pointer) error {
	for _, i := range missing {
		n, err := db.readBy(ctx, m, rows[i], rows[i], attrs, by)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: the row of object %d of %s was not found again by %v", ErrNoMatch, i, m.Name, Names(by))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	i, j, err := SameRow(by, rows)
	if err == nil && j > 0 {
		err = query.Errorf("objects %d and %d of %s are one row to the database by %v; a bulk write takes each row once", i, j, m.Name, Names(by))
	}
	return err
}

// readBy reads attributes of the row that others find by an instance's values into an instance, and says how many rows there were.
func (db *DB) readBy(ctx context.Context, m *schema.Model, row, into unsafe.Pointer, attrs, by []*schema.Attribute) (int, error) {
	return db.readWithin(ctx, m, row, into, attrs, by, false)
}

// readWithin is readBy, of a row of which its scopes hold if that is asked for.
func (db *DB) readWithin(ctx context.Context, m *schema.Model, row, into unsafe.Pointer, attrs, by []*schema.Attribute, scoped bool) (int, error) {
	if !scoped && m.SoftDelete != nil && !slices.Equal(by, m.Keys) { // of rows that are not deleted alone there is only one
		ctx, scoped = query.Lift(ctx, nil), true
	}
	by = Finders(m, row, by)
	v := valueLists.Get().(*valueList)
	defer v.free()
	values, err := v.stored(db, row, by)
	if err != nil {
		return 0, err
	}
	r := rowStatement{form: selectRow, model: m, columns: attrs, by: by, scoped: scoped}
	p, err := db.rowPlan(ctx, &r)
	if err != nil {
		return 0, err
	}
	return db.readRow(ctx, p, append(values, r.args...), attrs, into)
}

func setTuple(attrs []*schema.Attribute, tuple []any, row unsafe.Pointer) error {
	for i, a := range attrs {
		if err := a.Set(row, tuple[i]); err != nil {
			return scan.Stored(a, 0, err)
		}
	}
	return nil
}

// exactKind reports whether values of an attribute are equal in the database just when their canonical values are, whoever made the column.
// A text may be equal to another that differs in case, and a number or a time may be kept with fewer digits.
func exactKind(a *schema.Attribute) bool {
	return a.Cipher == nil && (a.Kind.IsInteger() || a.Kind == schema.KindBoolean || a.Kind == schema.KindUUID)
}

func allExact(attrs []*schema.Attribute) bool {
	return !slices.ContainsFunc(attrs, func(a *schema.Attribute) bool { return !exactKind(a) })
}

// tupleKey tells tuples of canonical values apart: each value is quoted, so that no two tuples run together.
func tupleKey(values []any) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%q,", fmt.Sprint(v))
	}
	return b.String()
}
