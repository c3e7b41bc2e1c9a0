package ormadmin

import (
	"context"
	"reflect"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
)

// tie is a row that a row is tied to, with the link row between them.
type tie struct{ target, through any }

// segment is what the address of a tie has for it: the key of the target, and where that may be tied more than once the key of the link row.
func (l linked) segment(t tie) string {
	if l.side.AllowDuplicates {
		return keyText(l.data.model, t.through)
	}
	return keyText(l.side.Target, t.target)
}

// ties are those to some rows, in the order of these; a row that is tied more than once has as many.
func (o *linksOf) ties(ctx context.Context, targets []any) ([]tie, error) {
	var out []tie
	if !o.side.AllowDuplicates {
		links, err := o.t.Links(ctx, o.row, o.side.Name, targets)
		for i, link := range links {
			if link != nil { // it was untied meanwhile
				out = append(out, tie{targets[i], link})
			}
		}
		return out, err
	}
	if len(targets) == 0 {
		return nil, nil
	}
	anyOf := make([]orm.Condition, len(targets))
	for i, target := range targets {
		q, err := keyOf(o.side.Target, keyText(o.side.Target, target))
		if err != nil {
			return nil, err
		}
		anyOf[i] = q
	}
	rows, links, err := o.t.LinkPairs(ctx, o.row, o.side.Name, orm.Or(anyOf...))
	of := map[string][]tie{}
	for i, row := range rows {
		key := keyText(o.side.Target, row)
		of[key] = append(of[key], tie{row, links[i]})
	}
	for _, target := range targets {
		out = append(out, of[keyText(o.side.Target, target)]...)
	}
	return out, err
}

// tieAt finds the tie of an address.
func (o *linksOf) tieAt(ctx context.Context, key string) (tie, error) {
	if o.side.AllowDuplicates {
		q, err := keyOf(o.data.model, key)
		if err != nil {
			return tie{}, err
		}
		below := orm.Q{}
		for name, value := range q {
			below[jsonio.LinkName(o.side)+"__"+name] = value
		}
		rows, links, err := o.t.LinkPairs(ctx, o.row, o.side.Name, below)
		if err != nil || len(rows) == 0 {
			return tie{}, orNoMatch(err)
		}
		return tie{rows[0], links[0]}, nil
	}
	q, err := keyOf(o.side.Target, key)
	if err != nil {
		return tie{}, err
	}
	target, err := o.far.Get(ctx, q)
	if err != nil {
		return tie{}, err
	}
	list, err := o.ties(ctx, []any{target})
	if err != nil || len(list) == 0 {
		return tie{}, orNoMatch(err)
	}
	return list[0], nil
}

// orNoMatch is an error, or that there is no such row.
func orNoMatch(err error) error {
	if err == nil {
		return orm.ErrNoMatch
	}
	return err
}

// write writes the fields of a tie's link row as a form has filled them.
func (o *linksOf) write(ctx context.Context, t tie, f *form) error {
	values, err := valuesOf(f.t.written, f.row)
	if err != nil || len(values) == 0 {
		return err
	}
	if o.side.AllowDuplicates { // the relation's own method would write every link to the target
		return o.data.Update(ctx, f.row, names(f.t.written)...)
	}
	return asError(o.many("UpdateLink").Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(t.target), reflect.ValueOf(values)}))
}

// remove unties a tie.
func (o *linksOf) remove(ctx context.Context, t tie) error {
	if o.side.AllowDuplicates {
		return o.data.Delete(ctx, t.through)
	}
	return asError(o.many("Remove").Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(t.target)}))
}
