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
	owner, side, err := u.withData("Untyped.Links", row, relation)
	if err != nil || len(targets) == 0 {
		return nil, err
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
	through := map[schema.Key]unsafe.Pointer{}
	for _, pair := range pairs {
		through[side.Target.Identity().KeyOf(pair.target)] = pair.through
	}
	out := make([]any, len(targets))
	for i, key := range keys {
		if link := through[key]; link != nil {
			out[i] = reflect.NewAt(side.LinkType, link).Interface()
		}
	}
	return out, nil
}

// LinkPairs are the rows that a row is tied to along a relation with data, a ManyThrough, each beside the link row that ties it: pointers
// to T and to L, in the order of the relation, of which the conditions hold. These name fields of the target, and of the link by its
// model, as in "placement__id". A target that is tied twice is there twice. It costs two statements; a relation without data is ErrQuery.
func (u Untyped) LinkPairs(ctx context.Context, row any, relation string, c ...Condition) (targets, links []any, err error) {
	owner, side, err := u.withData("Untyped.LinkPairs", row, relation)
	if err != nil {
		return nil, nil, err
	}
	pairs, err := u.linked(ctx, owner, side, c...)
	if err != nil {
		return nil, nil, err
	}
	for _, pair := range pairs {
		targets = append(targets, reflect.NewAt(side.Target.Type, pair.target).Interface())
		links = append(links, reflect.NewAt(side.LinkType, pair.through).Interface())
	}
	return targets, links, nil
}

// withData checks what a call is given for a row and a relation of it that has data on its links.
func (u Untyped) withData(call string, row any, relation string) (unsafe.Pointer, *schema.Side, error) {
	owner, err := u.row(call, row)
	if err != nil {
		return nil, nil, err
	}
	if err := query.Readable(relation); err != nil {
		return nil, nil, err
	}
	side := u.model.Side(relation)
	if side == nil || side.LinkType == nil {
		return nil, nil, query.Errorf("%s: %s has no relation %s with data on its links", call, u.model.Name, schema.Quote(relation))
	}
	return owner, side, nil
}

// linked are the rows that a row is tied to, with their link rows, of which conditions hold.
func (u Untyped) linked(ctx context.Context, owner unsafe.Pointer, side *schema.Side, of ...Condition) ([]linkPair, error) {
	mine, err := rowOf(u.model, owner, "")
	if err != nil {
		return nil, err
	}
	among := question{u.db, u.db.base(side.Target.Type)}.filter(of...)
	all := question{u.db, u.db.base(u.model.Type)}.prefetchRelated(side.Name).with(func(n *query.Query) error {
		n.Prefetch[0].Query = among.inner().AlongSide(side)
		return among.intent.Err
	})
	again, err := all.get(ctx, mine)
	if err != nil {
		return nil, err
	}
	return linkPairs(schema.ManyAt(again, side.Offset)), nil
}
