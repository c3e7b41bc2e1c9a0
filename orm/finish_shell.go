package orm

import (
	"context"
	"iter"
	"unsafe"
)

// Get is the one row that the conditions select, Exclude's included: ErrNoMatch when there is none, ErrMultipleMatches when
// there are several. Without any condition it is the last row by primary key, or the first of an explicit order.
func (q QuerySet[T]) Get(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.get(ctx, c...)
	return (*T)(row), err
}

// GetOrNone is Get, with nil instead of ErrNoMatch.
func (q QuerySet[T]) GetOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.getOrNone(ctx, c...)
	return (*T)(row), err
}

// First is the row with the lowest primary key, or the first of an explicit order that names a column of T; ErrNoMatch when
// there is none. A model's default order does not move it.
func (q QuerySet[T]) First(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.first(ctx, c...)
	return (*T)(row), err
}

// FirstOrNone is First, with nil instead of ErrNoMatch.
func (q QuerySet[T]) FirstOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.firstOrNone(ctx, c...)
	return (*T)(row), err
}

// Last is the row that First would give in the opposite order, placement of NULL included.
func (q QuerySet[T]) Last(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.last(ctx, c...)
	return (*T)(row), err
}

// LastOrNone is Last, with nil instead of ErrNoMatch.
func (q QuerySet[T]) LastOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.set.lastOrNone(ctx, c...)
	return (*T)(row), err
}

// All is every row that the conditions select, in order; empty, never nil, when there is none. It costs one statement, and
// one for each prefetch and level.
func (q QuerySet[T]) All(ctx context.Context, c ...Condition) ([]*T, error) {
	return typed[*T](q.set.all(ctx, c...))
}

// Count is the number of main rows, of the page when there is one. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Count(ctx context.Context) (int64, error) {
	return q.set.count(ctx, false)
}

// CountRows is the number of joined rows, as Values would read them.
func (q QuerySet[T]) CountRows(ctx context.Context) (int64, error) {
	return q.set.count(ctx, true)
}

// Exists reports whether some row is selected. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Exists(ctx context.Context) (bool, error) {
	return q.set.exists(ctx)
}

// Iterate reads the rows one by one in constant memory: in batches of 1,000 main rows, each read to its end before its first
// row is handed out, so that the loop may use the database and may stop at any row. Relations are loaded batch by batch, and
// a related object is shared within a batch. Rows that others write meanwhile may be seen or not, unless ctx carries a
// repeatable-read transaction. An order along a relation that is not loaded costs a list of all primary keys.
func (q QuerySet[T]) Iterate(ctx context.Context, c ...Condition) iter.Seq2[*T, error] {
	return sequence[*T](q.set.iterate(ctx, c))
}

// Values reads columns of the joined rows by path, without making objects: a map per row, whose values are the fields' Go
// types with pointers taken off and nil for NULL; a foreign key is its raw key. Without paths it is every column of T and of
// the relations of SelectRelated.
func (q QuerySet[T]) Values(ctx context.Context, paths ...string) ([]Row, error) {
	return q.set.values(ctx, paths...)
}

// ValuesList is Values as slices, in the order of the paths.
func (q QuerySet[T]) ValuesList(ctx context.Context, paths ...string) ([][]any, error) {
	return q.set.valuesList(ctx, paths...)
}

// Aggregate computes aggregates over the rows, over the page when there is one, in one statement. Over no rows, or only
// NULLs, the value of everything but a count is nil.
func (q QuerySet[T]) Aggregate(ctx context.Context, a ...Aggregate) (Row, error) {
	return q.set.aggregate(ctx, a...)
}

// GetOrCreate finds the one row whose fields have the values of match, or creates it with these values and the defaults, and
// says which. It is atomic: of concurrent callers one creates the row and all get it, through the unique constraint that
// match covers, otherwise through a lock among the callers of this library. Several matches are ErrMultipleMatches. In the
// Objects of a relation the row is one of the owner's, to whom a new one is tied; values that name another are ErrQuery.
func (q QuerySet[T]) GetOrCreate(ctx context.Context, match V, defaults ...Assignment) (*T, bool, error) {
	row, created, err := q.set.getOrCreate(ctx, match, defaults...)
	return (*T)(row), created, err
}

// UpdateOrCreate finds the one row whose fields have the values of match and writes the values to it, or creates it with
// both, and says which. It is atomic like GetOrCreate.
func (q QuerySet[T]) UpdateOrCreate(ctx context.Context, match V, values ...Assignment) (*T, bool, error) {
	row, created, err := q.set.updateOrCreate(ctx, match, values...)
	return (*T)(row), created, err
}

// Create inserts a row and returns its instance, with everything that the database made. See Save. In the Objects of a relation
// the row is tied to the owner; one whose foreign key names another is ErrQuery before any SQL.
func (q QuerySet[T]) Create(ctx context.Context, v T) (*T, error) {
	row := new(T)
	*row = v
	if err := q.set.create(ctx, unsafe.Pointer(row)); err != nil {
		return nil, err
	}
	return row, nil
}

// BulkCreate inserts objects in batches, all or none, and fills in their keys and whatever else the database made. It
// validates every object first, fires the bulk hooks but no save hooks, and costs one statement per batch. In the Objects of a
// relation the rows are tied to the owner as Create does, and conflict options that could write a row of another owner are
// ErrQuery.
func (q QuerySet[T]) BulkCreate(ctx context.Context, objects []*T, opts ...BulkOption) error {
	return q.set.bulkCreate(ctx, pointers(objects), objects, opts)
}

// BulkUpdate writes the named columns of objects by their keys, all of them without names, and gives the number of rows that
// matched. It is all or nothing: one statement per batch of 100 in one transaction. On-update values apply to columns that
// are not named. An object without a key is ErrNotPersisted, and two with one key are an ErrQuery, before any SQL. In the
// Objects of a relation only rows of the owner match, which costs one statement more.
func (q QuerySet[T]) BulkUpdate(ctx context.Context, objects []*T, columns ...string) (n int64, err error) {
	return q.set.bulkUpdate(ctx, pointers(objects), objects, columns)
}

// Update assigns to every row that the conditions select and gives the number of rows that matched, changed or not. Right
// sides see the row as it was before the statement. Without an effective condition it is ErrUnfiltered unless Each says that
// every row is meant. On-update values apply to fields that are not assigned. It is one statement; instance hooks do not run,
// the query hooks do.
func (q QuerySet[T]) Update(ctx context.Context, a ...Assignment) (int64, error) {
	return q.set.update(ctx, a...)
}

// Delete deletes every row that the conditions select, of this call and of earlier ones, and gives their number. Without an
// effective condition it is ErrUnfiltered unless Each says that every row is meant. It is one statement; instance hooks do
// not run, the query hooks do, and the database's own ON DELETE actions apply.
func (q QuerySet[T]) Delete(ctx context.Context, c ...Condition) (int64, error) {
	return q.set.delete(ctx, c...)
}

// ToSql is the statement of All with ? placeholders and its arguments, so that a QuerySet is a squirrel.Sqlizer. It runs as
// it is through SQLX().Rebind, and gives one row per main row when only to-one relations are selected.
func (q QuerySet[T]) ToSql() (string, []any, error) {
	return q.set.toSql()
}

// Explain is the database's plan of the statement of All, in the database's own words.
func (q QuerySet[T]) Explain(ctx context.Context) (string, error) {
	return q.set.explain(ctx)
}

// Cursor is the opaque token of a row under the order of the QuerySet, for After and Before. The columns of the order must be
// loaded. The token is signed, not encrypted: it contains the row's values of these columns.
func (q QuerySet[T]) Cursor(row *T) (string, error) {
	return q.set.cursor(unsafe.Pointer(row))
}
