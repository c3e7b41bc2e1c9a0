package orm

import (
	"reflect"

	"github.com/ormar-go/ormar/internal/lookup"
)

// QuerySet is a question to the rows of T. It is an immutable value: every method returns a new one, the old one can be used
// again, kept in a package variable and shared by goroutines. Nothing is sent before a finishing call; mistakes are kept and
// returned by that call. The zero QuerySet belongs to no database and every finishing call of it is an ErrQuery.
type QuerySet[T any] struct{ set querySet }

// Source is implemented by every QuerySet: as a sub-query, or as the source of a prefetch.
type Source interface{ source() lookup.Source }

func (q QuerySet[T]) source() lookup.Source { return q.set }

// Objects is the question that every row of T answers.
func Objects[T any, P PtrTo[T]](db *DB) QuerySet[T] {
	return QuerySet[T]{querySet{db, db.base(reflect.TypeFor[T]())}}
}

// Filter adds conditions; all must hold, of this call and of earlier ones. A relation that is only filtered through is not
// loaded and does not multiply rows.
func (q QuerySet[T]) Filter(c ...Condition) QuerySet[T] {
	return QuerySet[T]{q.set.filter(c...)}
}

// Exclude adds NOT (all of the conditions). Of a comparison with NULL the negation is unknown as well, so such rows stay out.
func (q QuerySet[T]) Exclude(c ...Condition) QuerySet[T] {
	return QuerySet[T]{q.set.exclude(c...)}
}

// SelectRelated loads relations in the same statement, by LEFT JOINs; "author__publisher" loads both.
func (q QuerySet[T]) SelectRelated(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.set.selectRelated(paths...)}
}

// SelectAll loads every relation of T in the same statement instead of those selected before. With follow it goes on along
// the relations of what it loads, until a model is its own ancestor on the path. A child points back at its parent itself. More
// relations than one join takes (60 tables) are ErrQuery before anything is sent.
func (q QuerySet[T]) SelectAll(follow bool) QuerySet[T] {
	return QuerySet[T]{q.set.selectAll(follow)}
}

// PrefetchRelated loads relations by one further statement per relation and level, whatever the number of rows.
func (q QuerySet[T]) PrefetchRelated(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.set.prefetchRelated(paths...)}
}

// Prefetch is PrefetchRelated of one path with a QuerySet of the related model: its conditions, order, loads and columns
// apply, and its limit and offset count per parent.
func (q QuerySet[T]) Prefetch(path string, source Source) QuerySet[T] {
	return QuerySet[T]{q.set.prefetch(path, source)}
}

// Fields loads only the named columns and relations of each model; the primary key is always loaded. Models that embed
// orm.Model remember what was loaded, others refuse. A relation stands for all its rows have, the key at its end ("author__id") for
// the rows with their key alone. Calls accumulate.
func (q QuerySet[T]) Fields(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.set.fields(paths...)}
}

// ExcludeFields loads everything but the named columns and relations. A primary key is loaded all the same.
func (q QuerySet[T]) ExcludeFields(paths ...string) QuerySet[T] {
	return QuerySet[T]{q.set.excludeFields(paths...)}
}

// Distinct makes the rows of Values, ValuesList and Pluck distinct; objects are distinct already.
func (q QuerySet[T]) Distinct() QuerySet[T] {
	return QuerySet[T]{q.set.distinct()}
}

// Each says that Update and Delete without a condition mean every row.
func (q QuerySet[T]) Each() QuerySet[T] {
	return QuerySet[T]{q.set.each()}
}

// Strict hands out objects whose relations refuse Load with ErrNotLoaded, so that nothing loads row by row behind a list.
func (q QuerySet[T]) Strict() QuerySet[T] {
	return QuerySet[T]{q.set.strict()}
}

// ForUpdate locks the rows of the main table that are read until the transaction ends. Outside a transaction it is ErrQuery,
// on SQLite ErrUnsupported.
func (q QuerySet[T]) ForUpdate(opts ...LockOption) QuerySet[T] {
	return QuerySet[T]{q.set.forUpdate(opts...)}
}

// Annotate computes an aggregate per main row under a name that Filter, OrderBy, Values, ValuesList and Into can use like a
// field. The objects of All do not carry it. A name that a path, a lookup or another annotation has already is an ErrQuery.
func (q QuerySet[T]) Annotate(name string, a Aggregate) QuerySet[T] {
	return QuerySet[T]{q.set.annotate(name, a)}
}

// OrderBy adds sort keys: "path" or "-path" for descending order, or what Asc, Desc, NullsFirst and NullsLast make. The
// primary key always comes last, so that an order is total. A to-many path sorts a row by its smallest value, descending by
// its largest; the rows of Values and its kin, which have one value each along a path that is selected, sort by that.
func (q QuerySet[T]) OrderBy(keys ...string) QuerySet[T] {
	return QuerySet[T]{q.set.orderBy(keys...)}
}

// Limit reads at most n main rows; Limit(0) reads none. A later Limit replaces an earlier one.
func (q QuerySet[T]) Limit(n int) QuerySet[T] {
	return QuerySet[T]{q.set.limit(n)}
}

// Offset skips n main rows. A later Offset replaces an earlier one.
func (q QuerySet[T]) Offset(n int) QuerySet[T] {
	return QuerySet[T]{q.set.offset(n)}
}

// LimitRaw makes Limit and Offset count the joined rows of the statement instead of main rows, so that the last row may come
// with a part of its children.
func (q QuerySet[T]) LimitRaw() QuerySet[T] {
	return QuerySet[T]{q.set.limitRaw()}
}

// Paginate reads a page of size rows; pages count from 1.
func (q QuerySet[T]) Paginate(page, size int) QuerySet[T] {
	return QuerySet[T]{q.set.paginate(page, size)}
}

// Slice reads the rows from position from up to, not including, position to of the rows that the QuerySet had so far; from
// beyond to gives none.
func (q QuerySet[T]) Slice(from, to int) QuerySet[T] {
	return QuerySet[T]{q.set.slice(from, to)}
}

// SliceFrom reads the rows from position from on.
func (q QuerySet[T]) SliceFrom(from int) QuerySet[T] {
	return QuerySet[T]{q.set.sliceFrom(from)}
}

// Tail reads the last n rows of the order, in that order.
func (q QuerySet[T]) Tail(n int) QuerySet[T] {
	return QuerySet[T]{q.set.tail(n)}
}

// After reads the rows that come after the row of a cursor, in the order of the QuerySet. A token that was changed, or made
// under another order, is ErrQuery.
func (q QuerySet[T]) After(cursor string) QuerySet[T] {
	return QuerySet[T]{q.set.after(cursor)}
}

// Before reads the rows that come before the row of a cursor: with Limit the nearest ones, in the order of the QuerySet.
func (q QuerySet[T]) Before(cursor string) QuerySet[T] {
	return QuerySet[T]{q.set.before(cursor)}
}
