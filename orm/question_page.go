package orm

import "github.com/ormar-go/ormar/internal/query"

// limit is QuerySet.Limit.
func (q question) limit(n int) question {
	return q.with(func(c *query.Query) error { return c.Bound(n) })
}

// offset is QuerySet.Offset.
func (q question) offset(n int) question {
	return q.with(func(c *query.Query) error { return c.Skip(n) })
}

// limitRaw is QuerySet.LimitRaw.
func (q question) limitRaw() question {
	return q.with(func(c *query.Query) error { c.RawLimit = true; return nil })
}

// paginate is QuerySet.Paginate.
func (q question) paginate(page, size int) question {
	return q.with(func(c *query.Query) error { return c.Paginate(page, size) })
}

// slice is QuerySet.Slice.
func (q question) slice(from, to int) question {
	return q.with(func(c *query.Query) error { return c.Slice(from, to) })
}

// sliceFrom is QuerySet.SliceFrom.
func (q question) sliceFrom(from int) question {
	return q.with(func(c *query.Query) error { return c.SliceFrom(from) })
}

// tail is QuerySet.Tail.
func (q question) tail(n int) question {
	return q.with(func(c *query.Query) error { return c.Tail(n) })
}
