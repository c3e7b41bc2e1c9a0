package orm

import (
	"math"

	"github.com/ormar-go/ormar/internal/query"
)

// limit is QuerySet.Limit.
func (q question) limit(n int) question {
	return q.with(func(c *query.Query) error {
		c.Limit, c.HasLimit = int64(n), true
		return query.NotNegative("Limit", n)
	})
}

// offset is QuerySet.Offset.
func (q question) offset(n int) question {
	return q.with(func(c *query.Query) error {
		c.Offset, c.HasOffset = int64(n), n != 0
		return query.NotNegative("Offset", n)
	})
}

// limitRaw is QuerySet.LimitRaw.
func (q question) limitRaw() question {
	return q.with(func(c *query.Query) error { c.RawLimit = true; return nil })
}

// paginate is QuerySet.Paginate.
func (q question) paginate(page, size int) question {
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

// slice is QuerySet.Slice.
func (q question) slice(from, to int) question {
	return q.with(func(c *query.Query) error {
		if from < 0 || to < 0 {
			return query.Errorf("Slice(%d, %d): positions count from 0; Tail reads from the end", from, to)
		}
		return slice(c, int64(from), int64(max(to-from, 0)))
	})
}

// sliceFrom is QuerySet.SliceFrom.
func (q question) sliceFrom(from int) question {
	return q.with(func(c *query.Query) error {
		if err := query.NotNegative("SliceFrom", from); err != nil {
			return err
		}
		return slice(c, int64(from), -1)
	})
}

// tail is QuerySet.Tail.
func (q question) tail(n int) question {
	return q.with(func(c *query.Query) error {
		if err := query.NotNegative("Tail", n); err != nil {
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
