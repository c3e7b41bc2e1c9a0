package query

import "math"

// Bound reads at most n main rows.
func (q *Query) Bound(n int) error {
	q.Limit, q.HasLimit = int64(n), true
	return NotNegative("Limit", n)
}

// Skip leaves out the first n main rows.
func (q *Query) Skip(n int) error {
	q.Offset, q.HasOffset = int64(n), n != 0
	return NotNegative("Offset", n)
}

// Paginate reads a page of size rows; pages count from 1.
func (q *Query) Paginate(page, size int) error {
	if page < 1 || size < 1 {
		return Errorf("Paginate(%d, %d): pages and sizes count from 1", page, size)
	}
	if page-1 > math.MaxInt64/size {
		return Errorf("Paginate(%d, %d): the offset is beyond 64 bits", page, size)
	}
	q.Limit, q.HasLimit = int64(size), true
	q.Offset, q.HasOffset = int64(page-1)*int64(size), page > 1
	return nil
}

// Slice reads the rows from one position up to another of those that the query had so far.
func (q *Query) Slice(from, to int) error {
	if from < 0 || to < 0 {
		return Errorf("Slice(%d, %d): positions count from 0; Tail reads from the end", from, to)
	}
	return q.narrow(int64(from), int64(max(to-from, 0)))
}

// SliceFrom reads the rows from a position on.
func (q *Query) SliceFrom(from int) error {
	if err := NotNegative("SliceFrom", from); err != nil {
		return err
	}
	return q.narrow(int64(from), -1)
}

// Tail reads the last n rows.
func (q *Query) Tail(n int) error {
	if err := NotNegative("Tail", n); err != nil {
		return err
	}
	if q.HasLimit || q.HasOffset || q.Reverse || q.Cursor() != "" && q.CursorBefore() {
		q.Extend(func(x *Extras) { x.Cuts = append(x.Cuts, Cut{From: -int64(n), Count: int64(n)}) })
		return nil
	}
	q.Limit, q.HasLimit, q.Reverse = int64(n), true, true
	return nil
}

// narrow narrows the page. What was read from the end is cut after reading, since only then its
// length is known.
func (q *Query) narrow(from, count int64) error {
	if q.Reverse || len(q.Cuts()) > 0 || q.Cursor() != "" && q.CursorBefore() {
		q.Extend(func(x *Extras) { x.Cuts = append(x.Cuts, Cut{From: from, Count: count}) })
		return nil
	}
	if q.Offset > math.MaxInt64-from {
		return Errorf("the offset is beyond 64 bits")
	}
	if q.HasLimit {
		rest := max(q.Limit-from, 0)
		if count < 0 || count > rest {
			count = rest
		}
	}
	q.Offset += from
	q.HasOffset = q.Offset != 0
	if count >= 0 {
		q.Limit, q.HasLimit = count, true
	}
	return nil
}

// NotNegative refuses a number of rows below zero.
func NotNegative(call string, n int) error {
	if n < 0 {
		return Errorf("%s(%d): the number must not be negative", call, n)
	}
	return nil
}
