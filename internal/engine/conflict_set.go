package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// assignTo is overwrite where expressions are assigned, or only some rows are written. A row that is there and is not to be written is
// read.
func (db *DB) assignTo(ctx context.Context, m *schema.Model, r *merged, target []*schema.Attribute, row unsafe.Pointer, touch []any) (bool, error) {
	values, err := db.stored(row, r.write, nil)
	if err != nil {
		return false, err
	}
	values = append(values, touch...)
	var list []*query.Assignment
	for i, a := range slices.Concat(r.write, r.touch) {
		list = append(list, &query.Assignment{Attr: a, Value: values[i]})
	}
	offer := query.Offer(func(a *schema.Attribute) (any, error) { return a.Get(row) })
	for _, s := range r.conflict.Set {
		made := *s
		if made.Expr, err = offer.Expr(s.Expr); err != nil {
			return false, err
		}
		list = append(list, &made)
	}
	where, err := offer.Nodes(r.conflict.Where)
	if err != nil {
		return false, err
	}
	next := int64(0)
	if r.version != nil {
		if next, err = risen(m, row); err != nil {
			return false, err
		}
	}
	found, err := db.assignWhere(ctx, m, row, foundBy(Finders(m, row, target), r.version), where, list)
	switch {
	case err != nil:
		return false, err
	case !found && len(where) == 0:
		return false, nil
	case !found:
		return db.leave(ctx, m, r, target, row)
	case r.version != nil:
		if err := r.version.Set(row, next); err != nil {
			return false, err
		}
	}
	n, err := db.readBy(ctx, m, row, row, slices.Concat(target, r.back), target)
	return n > 0, db.spoil(ctx, err)
}

// assignWhere updates the row that an instance's values find, if some conditions hold of it.
func (db *DB) assignWhere(ctx context.Context, m *schema.Model, row unsafe.Pointer, by []*schema.Attribute, where []*query.Node, list []*query.Assignment) (bool, error) {
	q := &query.Query{Model: m, NoDefault: true, Where: slices.Clip(where)}
	for _, a := range by {
		v, err := a.Get(row)
		if err != nil {
			return false, err
		}
		if v != nil && a.Cipher != nil {
			digests, err := a.Digests(v)
			if err != nil {
				return false, err
			}
			q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: attributePath(m, a), Lookup: query.In, List: digests})
			continue
		}
		q.Where = append(q.Where, equal(m, a, v))
	}
	if len(list) == 0 {
		return db.Exists(ctx, q)
	}
	w, err := db.UpdateSet(ctx, q, list)
	if err != nil {
		return false, err
	}
	n, err := w.Send(ctx)
	return n > 0, err
}

// leave reads a row that is there and is not to be written into its instance, and reports whether there is one.
func (db *DB) leave(ctx context.Context, m *schema.Model, r *merged, target []*schema.Attribute, row unsafe.Pointer) (bool, error) {
	if r.version != nil {
		stored, err := db.storedVersion(ctx, m, row, target)
		if err != nil {
			return false, err
		}
		have, err := m.Version.Get(row)
		if err == nil {
			have, err = m.Version.GoValue(have)
		}
		if err != nil || stored != have {
			return false, err
		}
	}
	attrs := m.Attributes
	if part := Part(m, row); part != nil {
		attrs = nil
		for _, a := range m.Attributes {
			if part.Has(a.Index) {
				attrs = append(attrs, a)
			}
		}
	}
	n, err := db.readWithin(ctx, m, row, row, attrs, target, true)
	return n > 0, err
}
