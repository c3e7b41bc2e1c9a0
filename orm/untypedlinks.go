package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Links are the link rows that tie a row to targets along a relation with data, a ManyThrough: pointers to its L, in the order of
// targets; nil for one that is not tied. Of a relation that may tie the same two rows more than once it is one of them. It costs two
// statements; a relation without data is ErrQuery.
func (u Untyped) Links(ctx context.Context, row any, relation string, targets []any) ([]any, error) {
	owner, err := u.row("Untyped.Links", row)
	if err != nil {
		return nil, err
	}
	if err := query.Readable(relation); err != nil {
		return nil, err
	}
	side := u.model.Side(relation)
	if side == nil || side.LinkType == nil {
		return nil, query.Errorf("Untyped.Links: %s has no relation %s with data on its links", u.model.Name, schema.Quote(relation))
	}
	if len(targets) == 0 {
		return nil, nil
	}
	far := Untyped{u.db, side.Target}
	keys, anyOf := make([]schema.Key, len(targets)), make([]Condition, len(targets))
	for i, target := range targets {
		p, err := far.row("Untyped.Links", target)
		if err != nil {
			return nil, err
		}
		if anyOf[i], err = rowOf(side.Target, p, ""); err != nil {
			return nil, err
		}
		keys[i] = side.Target.Identity().KeyOf(p)
	}
	pairs, err := u.linked(ctx, owner, side, Or(anyOf...))
	if err != nil {
		return nil, err
	}
	out := make([]any, len(targets))
	for i, key := range keys {
		if link := pairs[key]; link != nil {
			out[i] = reflect.NewAt(side.LinkType, link).Interface()
		}
	}
	return out, nil
}

// linked are the link rows of a row by the keys of their targets.
func (u Untyped) linked(ctx context.Context, owner unsafe.Pointer, side *schema.Side, of Condition) (map[schema.Key]unsafe.Pointer, error) {
	mine, err := rowOf(u.model, owner, "")
	if err != nil {
		return nil, err
	}
	among := question{u.db, u.db.base(side.Target.Type)}.filter(of)
	all := question{u.db, u.db.base(u.model.Type)}.prefetchRelated(side.Name).with(func(n *query.Query) error {
		n.Prefetch[0].Query = among.inner().AlongSide(side)
		return among.intent.Err
	})
	again, err := all.get(ctx, mine)
	if err != nil {
		return nil, err
	}
	out := map[schema.Key]unsafe.Pointer{}
	for _, pair := range linkPairs(schema.ManyAt(again, side.Offset)) {
		out[side.Target.Identity().KeyOf(pair.target)] = pair.through
	}
	return out, nil
}
