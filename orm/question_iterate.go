package orm

import (
	"context"
	"iter"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// iterateBatch is how many main rows Iterate reads at a time.
const iterateBatch = 1000

// iterate is QuerySet.Iterate.
func (q question) iterate(ctx context.Context, c []Condition) iter.Seq2[unsafe.Pointer, error] {
	q = q.checked().filter(c...).paged()
	return func(yield func(unsafe.Pointer, error) bool) {
		if q.intent.Err != nil {
			yield(nil, q.intent.Err)
			return
		}
		next := q.batches(ctx)
		for {
			rows, more, err := next()
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if !more {
				return
			}
		}
	}
}

// batches gives the rows batch by batch; more is false with the last one.
func (q question) batches(ctx context.Context) func() (rows []unsafe.Pointer, more bool, err error) {
	if len(q.intent.United()) > 0 || q.intent.Reverse || len(q.intent.Cuts()) > 0 || q.intent.RawLimit || q.intent.HasLimit && q.intent.Limit <= iterateBatch {
		return func() ([]unsafe.Pointer, bool, error) {
			rows, err := q.fetch(ctx, -1)
			return rows, false, err
		}
	}
	if err := q.resumable(); err != nil {
		return func() ([]unsafe.Pointer, bool, error) { return nil, false, err }
	}
	if !q.keyed() {
		return q.listBatches(ctx)
	}
	rest, keys := q, q.forwardOrder()
	return func() ([]unsafe.Pointer, bool, error) {
		limited := rest
		size := int64(iterateBatch)
		if rest.intent.HasLimit {
			size = min(size, rest.intent.Limit)
		}
		limited = limited.with(func(n *query.Query) error {
			n.Limit, n.HasLimit = size, true
			return nil
		})
		rows, err := limited.fetch(ctx, -1)
		if err != nil || int64(len(rows)) < size {
			return rows, false, err
		}
		values, err := engine.OrderValues(keys, rows[len(rows)-1])
		if err != nil {
			return nil, false, err
		}
		rest = rest.with(func(n *query.Query) error {
			n.Where = append(slices.Clip(q.intent.Where), q.db.engine.After(keys, values))
			n.Offset, n.HasOffset = 0, false
			n.Limit -= size
			return nil
		})
		return rows, !rest.intent.HasLimit || rest.intent.Limit > 0, nil
	}
}

// keyed reports whether a row in memory has every sort key, so that the next batch can begin after it.
func (q question) keyed() bool {
	for _, k := range q.forwardOrder() {
		if k.Path == nil || k.Path.ToMany() {
			return false
		}
		if len(k.Path.Steps) > 0 && !slices.ContainsFunc(q.intent.Related, func(p *schema.Path) bool {
			return len(p.Steps) >= len(k.Path.Steps) && slices.EqualFunc(p.Steps[:len(k.Path.Steps)], k.Path.Steps,
				func(a, b schema.Step) bool { return a.Side == b.Side && a.Side.HasField })
		}) {
			return false
		}
		if len(q.intent.Only())+len(q.intent.Without()) > 0 && !k.Path.Attr.PrimaryKey {
			return false
		}
	}
	return true
}

// listBatches reads the keys of all rows first and then the rows batch by batch.
func (q question) listBatches(ctx context.Context) func() ([]unsafe.Pointer, bool, error) {
	var keys []any
	var started bool
	p, pathErr := q.intent.Model.Path("pk")
	return func() ([]unsafe.Pointer, bool, error) {
		if !started {
			started = true
			if pathErr != nil || p.Attr == nil {
				rows, err := q.fetch(ctx, -1)
				return rows, false, err
			}
			plain := q.with(func(n *query.Query) error {
				n.Related = nil
				n.Extend(func(x *query.Extras) { x.Only, x.Without = nil, nil })
				return nil
			})
			tuples, err := plain.valuesList(ctx, "pk")
			if err != nil {
				return nil, false, err
			}
			for _, t := range tuples {
				keys = append(keys, t[0])
			}
		}
		batch := keys[:min(iterateBatch, len(keys))]
		keys = keys[len(batch):]
		rows, err := q.with(func(n *query.Query) error {
			in, err := query.NewCompare(p, query.In, batch)
			if err == nil {
				in.Late = true
			}
			n.Where = append(n.Where, in)
			n.HasLimit, n.HasOffset = false, false
			return err
		}).fetch(ctx, -1)
		return rows, len(keys) > 0, err
	}
}
