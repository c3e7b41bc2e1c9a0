package orm

import (
	"context"
	"iter"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/lookup"
)

// QuerySet is a question to the rows of T. It is an immutable value: every method returns a new one, the old one can be used
// again, kept in a package variable and shared by goroutines. Nothing is sent before a finishing call; mistakes are kept and
// returned by that call. The zero QuerySet belongs to no database and every finishing call of it is an ErrQuery.
type QuerySet[T any] struct{ core question }

// Source is implemented by every QuerySet: as a sub-query, or as the source of a prefetch.
type Source interface{ source() lookup.Source }

func (q QuerySet[T]) source() lookup.Source { return q.core }

// Objects is the QuerySet of all rows of T, with which every question begins. A T that the registry of the DB does not have is
// ErrQuery of the finishing call.
func Objects[T any, P PtrTo[T]](db *DB) QuerySet[T] {
	return QuerySet[T]{question{db, db.base(reflect.TypeFor[T]())}}
}

// Filter adds conditions; all must hold, of this call and of earlier ones. A relation that is only filtered through is not
// loaded and does not multiply rows.
func (q QuerySet[T]) Filter(c ...Condition) QuerySet[T] {
	return QuerySet[T]{q.core.filter(c...)}
}

// Exclude adds NOT (all of the conditions). Of a comparison with NULL the negation is unknown as well, so such rows stay out.
func (q QuerySet[T]) Exclude(c ...Condition) QuerySet[T] {
	return QuerySet[T]{q.core.exclude(c...)}
}

// SelectRelated loads relations in the same statement, by LEFT JOINs; "author__publisher" loads both.
func (q QuerySet[T]) SelectRelated(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.core.selectRelated(paths...)}
}

// SelectAll loads every relation of T in the same statement instead of those selected before. With follow it goes on along
// the relations of what it loads, until a model is its own ancestor on the path. A child points back at its parent itself. More
// relations than one join takes (60 tables) are ErrQuery before anything is sent.
func (q QuerySet[T]) SelectAll(follow bool) QuerySet[T] {
	return QuerySet[T]{q.core.selectAll(follow)}
}

// PrefetchRelated loads relations by one further statement per relation and level, whatever the number of rows.
func (q QuerySet[T]) PrefetchRelated(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.core.prefetchRelated(paths...)}
}

// Prefetch is PrefetchRelated of one path with a QuerySet of the related model: its conditions, order, loads and columns
// apply, and its limit and offset count per parent.
func (q QuerySet[T]) Prefetch(path string, source Source) QuerySet[T] {
	return QuerySet[T]{q.core.prefetch(path, source)}
}

// Fields loads only the named columns and relations of each model; the primary key is always loaded. Models that embed
// orm.Model remember what was loaded, others refuse. A relation stands for all its rows have, the key at its end ("author__id") for
// the rows with their key alone. Calls accumulate.
func (q QuerySet[T]) Fields(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.core.fields(paths...)}
}

// ExcludeFields loads everything but the named columns and relations. A primary key is loaded all the same.
func (q QuerySet[T]) ExcludeFields(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.core.excludeFields(paths...)}
}

// Distinct makes the rows of Values, ValuesList and Pluck distinct; objects are distinct already. They are ordered by what they contain:
// a key of OrderBy must be among the columns, which follow it as further keys. Limit, Offset and their kin then count distinct rows.
func (q QuerySet[T]) Distinct() QuerySet[T] {
	return QuerySet[T]{q.core.distinct()}
}

// Each says that Update and Delete without a condition mean every row.
func (q QuerySet[T]) Each() QuerySet[T] {
	return QuerySet[T]{q.core.each()}
}

// Strict hands out objects whose relations refuse Load with ErrNotLoaded, so that nothing loads row by row behind a list.
func (q QuerySet[T]) Strict() QuerySet[T] {
	return QuerySet[T]{q.core.strict()}
}

// ForUpdate locks the rows of the main table that are read until the transaction ends. Outside a transaction it is ErrQuery,
// on SQLite ErrUnsupported.
func (q QuerySet[T]) ForUpdate(opts ...LockOption) QuerySet[T] {
	return QuerySet[T]{q.core.lock(false, opts)}
}

// ForShare locks the rows of the main table that are read against changes until the transaction ends; others may read and share them.
// Outside a transaction it is ErrQuery, on SQLite ErrUnsupported. A later ForUpdate replaces it, and the other way round.
func (q QuerySet[T]) ForShare(opts ...LockOption) QuerySet[T] {
	return QuerySet[T]{q.core.lock(true, opts)}
}

// Annotate computes an aggregate per main row under a name that Filter, OrderBy, Values, ValuesList and Into can use like a
// field. The objects of All do not carry it. A name that a path, a lookup or another annotation has already is an ErrQuery.
func (q QuerySet[T]) Annotate(name string, a Aggregate) QuerySet[T] {
	return QuerySet[T]{q.core.annotate(name, a)}
}

// AnnotateExpr gives an expression over each row a name, which Filter, OrderBy, GroupBy, Values, ValuesList, Into and the annotations
// after it can use like a field. The objects of All do not carry it, and where it is not named it costs nothing. A name that a path, a
// lookup or another annotation has already is an ErrQuery.
func (q QuerySet[T]) AnnotateExpr(name string, e Expr) QuerySet[T] {
	return QuerySet[T]{q.core.annotateExpr(name, e)}
}

// OrderBy adds sort keys: "path" or "-path" for descending order, or what Asc, Desc, NullsFirst and NullsLast make. The
// primary key always comes last, so that an order is total. A to-many path sorts a row by its smallest value, descending by
// its largest; the rows of Values and its kin, which have one value each along a path that is selected, sort by that.
func (q QuerySet[T]) OrderBy(keys ...string) QuerySet[T] {
	return QuerySet[T]{q.core.orderBy(keys...)}
}

// Limit reads at most n main rows; Limit(0) reads none. A later Limit replaces an earlier one.
func (q QuerySet[T]) Limit(n int) QuerySet[T] {
	return QuerySet[T]{q.core.limit(n)}
}

// Offset skips n main rows. A later Offset replaces an earlier one.
func (q QuerySet[T]) Offset(n int) QuerySet[T] {
	return QuerySet[T]{q.core.offset(n)}
}

// LimitRaw makes Limit and Offset count the joined rows of the statement instead of main rows, so that the last row may come
// with a part of its children.
func (q QuerySet[T]) LimitRaw() QuerySet[T] {
	return QuerySet[T]{q.core.limitRaw()}
}

// Paginate reads a page of size rows; pages count from 1.
func (q QuerySet[T]) Paginate(page, size int) QuerySet[T] {
	return QuerySet[T]{q.core.paginate(page, size)}
}

// Slice reads the rows from position from up to, not including, position to of the rows that the QuerySet had so far; from
// beyond to gives none.
func (q QuerySet[T]) Slice(from, to int) QuerySet[T] {
	return QuerySet[T]{q.core.slice(from, to)}
}

// SliceFrom reads the rows from position from on.
func (q QuerySet[T]) SliceFrom(from int) QuerySet[T] {
	return QuerySet[T]{q.core.sliceFrom(from)}
}

// Tail reads the last n rows of the order, in that order.
func (q QuerySet[T]) Tail(n int) QuerySet[T] {
	return QuerySet[T]{q.core.tail(n)}
}

// After reads the rows that come after the row of a cursor, in the order of the QuerySet. A token that was changed, or made
// under another order, is ErrQuery.
func (q QuerySet[T]) After(cursor string) QuerySet[T] {
	return QuerySet[T]{q.core.after(cursor)}
}

// Before reads the rows that come before the row of a cursor: with Limit the nearest ones, in the order of the QuerySet.
func (q QuerySet[T]) Before(cursor string) QuerySet[T] {
	return QuerySet[T]{q.core.before(cursor)}
}

// Get is the one row that the conditions select, Exclude's included: ErrNoMatch when there is none, ErrMultipleMatches when
// there are several. Without any condition it is the last row by primary key, or the first of an explicit order.
func (q QuerySet[T]) Get(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.get(ctx, c...)
	return (*T)(row), err
}

// GetOrNone is Get, with nil instead of ErrNoMatch.
func (q QuerySet[T]) GetOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.getOrNone(ctx, c...)
	return (*T)(row), err
}

// First is the row with the lowest primary key, or the first of an explicit order that names a column of T; ErrNoMatch when
// there is none. A model's default order does not move it.
func (q QuerySet[T]) First(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.first(ctx, c...)
	return (*T)(row), err
}

// FirstOrNone is First, with nil instead of ErrNoMatch.
func (q QuerySet[T]) FirstOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.firstOrNone(ctx, c...)
	return (*T)(row), err
}

// Last is the row that First would give in the opposite order, placement of NULL included.
func (q QuerySet[T]) Last(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.last(ctx, c...)
	return (*T)(row), err
}

// LastOrNone is Last, with nil instead of ErrNoMatch.
func (q QuerySet[T]) LastOrNone(ctx context.Context, c ...Condition) (*T, error) {
	row, err := q.core.lastOrNone(ctx, c...)
	return (*T)(row), err
}

// All is every row that the conditions select, in order; empty, never nil, when there is none. It costs one statement, and
// one for each prefetch and level.
func (q QuerySet[T]) All(ctx context.Context, c ...Condition) ([]*T, error) {
	return typed[*T](q.core.all(ctx, c...))
}

// Count is the number of main rows, of the page when there is one, by one statement. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Count(ctx context.Context) (int64, error) {
	return q.core.count(ctx, false)
}

// CountRows is the number of joined rows, as Values would read them, by one statement.
func (q QuerySet[T]) CountRows(ctx context.Context) (int64, error) {
	return q.core.count(ctx, true)
}

// Exists reports whether some row is selected, by one statement. After ForUpdate it is an ErrQuery.
func (q QuerySet[T]) Exists(ctx context.Context) (bool, error) {
	return q.core.exists(ctx)
}

// Iterate reads the rows one by one in constant memory: in batches of 1,000 main rows, each read to its end before its first
// row is handed out, so that the loop may use the database and may stop at any row. Relations are loaded batch by batch, and
// a related object is shared within a batch. Rows that others write meanwhile may be seen or not, unless ctx carries a
// repeatable-read transaction. An order along a relation that is not loaded costs a list of all primary keys.
func (q QuerySet[T]) Iterate(ctx context.Context, c ...Condition) iter.Seq2[*T, error] {
	return sequence[*T](q.core.iterate(ctx, c))
}

// Values reads columns of the joined rows by path, without making objects: a map per row, whose values are the fields' Go
// types with pointers taken off and nil for NULL; a foreign key is its raw key. Without paths it is every column of T and of
// the relations of SelectRelated. It is one statement.
func (q QuerySet[T]) Values(ctx context.Context, paths ...string) ([]Row, error) {
	return q.core.values(ctx, paths...)
}

// ValuesList is Values as slices, in the order of the paths.
func (q QuerySet[T]) ValuesList(ctx context.Context, paths ...string) ([][]any, error) {
	return q.core.valuesList(ctx, paths...)
}

// Aggregate computes aggregates over the rows, over the page when there is one, in one statement. Over no rows, or only
// NULLs, the value of everything but a count is nil.
func (q QuerySet[T]) Aggregate(ctx context.Context, a ...Aggregate) (Row, error) {
	return q.core.aggregate(ctx, a...)
}

// GetOrCreate finds the one row whose fields have the values of match, or creates it with these values and the defaults, and
// says which. It is atomic: of concurrent callers one creates the row and all get it, through the unique constraint that
// match covers, otherwise through a lock among the callers of this library. Several matches are ErrMultipleMatches. In the
// Objects of a relation the row is one of the owner's, to whom a new one is tied; values that name another are ErrQuery.
// It costs one statement where the row is there, else two reads, a lock where no constraint serves, and what Save does, in a
// transaction.
func (q QuerySet[T]) GetOrCreate(ctx context.Context, match V, defaults ...Assignment) (*T, bool, error) {
	row, created, err := q.core.getOrCreate(ctx, match, defaults...)
	return (*T)(row), created, err
}

// UpdateOrCreate finds the one row whose fields have the values of match and writes the values to it, or creates it with
// both, and says which. It is atomic like GetOrCreate. Values may be expressions over the row that is there; OnCreate has values of a new
// row alone. It costs a read, or two, and a write, in a transaction.
func (q QuerySet[T]) UpdateOrCreate(ctx context.Context, match V, values ...Assignment) (*T, bool, error) {
	row, created, err := q.core.updateOrCreate(ctx, match, values...)
	return (*T)(row), created, err
}

// Create inserts a row and returns its instance, with everything that the database made. See Save. In the Objects of a relation
// the row is tied to the owner; one whose foreign key names another is ErrQuery before any SQL.
func (q QuerySet[T]) Create(ctx context.Context, v T) (*T, error) {
	row := new(T)
	*row = v
	if err := q.core.create(ctx, unsafe.Pointer(row)); err != nil {
		return nil, err
	}
	return row, nil
}

// BulkCreate inserts objects in batches, all or none, and fills in their keys and whatever else the database made. It
// validates every object first, fires the bulk hooks but no save hooks, and costs one statement per batch. In the Objects of a
// relation the rows are tied to the owner as Create does, and conflict options that could write a row of another owner are
// ErrQuery.
func (q QuerySet[T]) BulkCreate(ctx context.Context, objects []*T, opts ...BulkOption) error {
	return q.core.bulkCreate(ctx, pointers(objects), objects, opts)
}

// BulkUpdate writes the named columns of objects by their keys, all of them without names, and gives the number of rows that
// matched. It is all or nothing: one statement per batch of 100 in one transaction. On-update values apply to columns that
// are not named. An object without a key is ErrNotPersisted, and two with one key are an ErrQuery, before any SQL. In the
// Objects of a relation only rows of the owner match, which costs one statement more.
func (q QuerySet[T]) BulkUpdate(ctx context.Context, objects []*T, columns ...string) (n int64, err error) {
	return q.core.bulkUpdate(ctx, pointers(objects), objects, columns)
}

// Update assigns to every row that the conditions select and gives the number of rows that matched, changed or not. Right
// sides see the row as it was before the statement. Without an effective condition it is ErrUnfiltered unless Each says that
// every row is meant. On-update values apply to fields that are not assigned. It is one statement; instance hooks do not run,
// the query hooks do.
func (q QuerySet[T]) Update(ctx context.Context, a ...Assignment) (int64, error) {
	return q.core.update(ctx, a...)
}

// Delete deletes every row that the conditions select, of this call and of earlier ones, and gives their number. Without an
// effective condition it is ErrUnfiltered unless Each says that every row is meant. It is one statement; instance hooks do
// not run, the query hooks do, and the database's own ON DELETE actions apply.
func (q QuerySet[T]) Delete(ctx context.Context, c ...Condition) (int64, error) {
	return q.core.delete(ctx, c...)
}

// ToSql is the statement of All with ? placeholders and its arguments, so that a QuerySet is a squirrel.Sqlizer. It runs as
// it is through SQLX().Rebind, and gives one row per main row when only to-one relations are selected.
func (q QuerySet[T]) ToSql() (string, []any, error) {
	return q.core.toSql()
}

// Explain is the database's plan of the statement of All, in the database's own words.
func (q QuerySet[T]) Explain(ctx context.Context) (string, error) {
	return q.core.explain(ctx)
}

// Cursor is the opaque token of a row under the order of the QuerySet, for After and Before. The columns of the order must be
// loaded; no statement is sent. The token is signed, not encrypted: it contains the row's values of these columns.
func (q QuerySet[T]) Cursor(row *T) (string, error) {
	return q.core.cursor(unsafe.Pointer(row))
}
