package orm

import (
	"math"

	"github.com/ormar-go/ormar/internal/query"
)

// Limit reads at most n main rows; Limit(0) reads none. A later Limit replaces an earlier one.
func (q QuerySet[T]) Limit(n int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		c.Limit, c.HasLimit = int64(n), true
		return notNegative("Limit", n)
	})
}

// Offset skips n main rows. A later Offset replaces an earlier one.
func (q QuerySet[T]) Offset(n int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		c.Offset, c.HasOffset = int64(n), n != 0
		return notNegative("Offset", n)
	})
}

// LimitRaw makes Limit and Offset count the joined rows of the statement instead of main rows, so that the last row may come
// with a part of its children.
func (q QuerySet[T]) LimitRaw() QuerySet[T] {
	return q.with(func(c *query.Query) error { c.RawLimit = true; return nil })
}

// Paginate reads a page of size rows; pages count from 1.
func (q QuerySet[T]) Paginate(page, size int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		if page < 1 || size < 1 {
			return query.Errorf("Paginate(%d, %d): pages and sizes count from 1", page, size)
		}
		if page-1 > math.MaxInt64/size {
			return query.Errorf("Paginate(%d, %d): the offset is beyond 64 bits", page, size)
		}
		c.Limit, c.HasLimit = int64(size), true
		c.Offset, c.HasOffset = int64(page-1)*int64(size), page > 1
		return nil
	})
}

// Slice reads the rows from position from up to, not including, position to of the rows that the QuerySet had so far; from
// beyond to gives none.
func (q QuerySet[T]) Slice(from, to int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		if from < 0 || to < 0 {
			return query.Errorf("Slice(%d, %d): positions count from 0; Tail reads from the end", from, to)
		}
		return slice(c, int64(from), int64(max(to-from, 0)))
	})
}

// SliceFrom reads the rows from position from on.
func (q QuerySet[T]) SliceFrom(from int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		if err := notNegative("SliceFrom", from); err != nil {
			return err
		}
		return slice(c, int64(from), -1)
	})
}

// Tail reads the last n rows of the order, in that order.
func (q QuerySet[T]) Tail(n int) QuerySet[T] {
	return q.with(func(c *query.Query) error {
		if err := notNegative("Tail", n); err != nil {
			return err
		}
		if c.HasLimit || c.HasOffset || c.Reverse || c.Cursor() != "" && c.CursorBefore() {
			c.Extend(func(x *query.Extras) { x.Cuts = append(x.Cuts, query.Cut{From: -int64(n), Count: int64(n)}) })
			return nil
		}
		c.Limit, c.HasLimit, c.Reverse = int64(n), true, true
		return nil
	})
}

// slice narrows the page. What was read from the end is cut after reading, since only then its length is known.
func slice(c *query.Query, from, count int64) error {
	if c.Reverse || len(c.Cuts()) > 0 || c.Cursor() != "" && c.CursorBefore() {
		c.Extend(func(x *query.Extras) { x.Cuts = append(x.Cuts, query.Cut{From: from, Count: count}) })
		return nil
	}
	if c.Offset > math.MaxInt64-from {
		return query.Errorf("the offset is beyond 64 bits")
	}
	if c.HasLimit {
		rest := max(c.Limit-from, 0)
		if count < 0 || count > rest {
			count = rest
		}
	}
	c.Offset += from
	c.HasOffset = c.Offset != 0
	if count >= 0 {
		c.Limit, c.HasLimit = count, true
	}
	return nil
}

func notNegative(call string, n int) error {
	if n < 0 {
		return query.Errorf("%s(%d): the number must not be negative", call, n)
	}
	return nil
}
