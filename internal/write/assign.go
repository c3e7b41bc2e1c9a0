package write

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// assign is an UPDATE of one row by its key, some of whose columns the database computes.
type assign struct {
	job
	names    []string
	plain    []*schema.Attribute // that the instance has values of, on-update values among them
	touch    []*schema.Attribute
	computed []*query.Assignment
}

// Assign writes an instance by its key: columns whose values it holds, and others that are computed
// of the row as it is, which it holds afterwards.
func (w *Writer) Assign(ctx context.Context, m *schema.Model, row unsafe.Pointer, list []*query.Assignment) error {
	a := &assign{job: job{writer: w, model: m, pre: hooks.PreUpdateKind, post: hooks.PostUpdateKind}}
	a.single(row)
	changed := make([]*schema.Attribute, 0, len(m.Attributes))
	for _, s := range list {
		a.names = append(a.names, s.Attr.Name)
		changed = append(changed, s.Attr)
		if s.Expr != nil {
			a.computed = append(a.computed, s)
		} else {
			a.plain = append(a.plain, s.Attr)
		}
	}
	a.touch = engine.Touched(m.Attributes, a.names)
	a.plain = append(a.plain, a.touch...)
	return a.run(ctx, a, append(changed, a.touch...), w.Engine.InTransaction(ctx))
}

func (a *assign) told(int) ([]string, bool) { return a.names, true }

func (a *assign) prepare(context.Context) error {
	engine.Touch(a.rows[0], a.touch)
	return nil
}

func (a *assign) check(context.Context) error {
	return a.valid(func(int) []*schema.Attribute { return append([]*schema.Attribute{}, a.plain...) })
}

func (a *assign) send(ctx context.Context) error {
	m, row, db := a.model, a.rows[0], a.writer.Engine
	list := slices.Clone(a.computed)
	for _, c := range a.plain {
		v, err := c.Get(row)
		if err == nil && v != nil && c.Cipher != nil {
			v, err = c.Seal(v)
		}
		if err != nil {
			return err
		}
		list = append(list, &query.Assignment{Attr: c, Value: v})
	}
	where, err := byKey(m, row)
	if err != nil {
		return err
	}
	ready, err := db.UpdateSet(ctx, &query.Query{Model: m, Where: where}, list)
	if err != nil {
		return err
	}
	n, err := ready.Send(ctx)
	switch {
	case err != nil:
		return err
	case n == 0:
		return db.Missing(ctx, m, row)
	}
	columns := make([]*schema.Attribute, len(a.computed))
	for i, s := range a.computed {
		columns[i] = s.Attr
	}
	return db.Assigned(ctx, m, row, a.plain, columns)
}

// byKey are the conditions of the row that an instance stands for, its version among them where it
// knows one.
func byKey(m *schema.Model, row unsafe.Pointer) ([]*query.Node, error) {
	by := engine.Finders(m, row, m.Keys)
	if v := engine.Matched(m, row); v != nil {
		by = append(slices.Clip(by), v)
	}
	var out []*query.Node
	for _, a := range by {
		v, err := a.Get(row)
		if err != nil {
			return nil, err
		}
		out = append(out, &query.Node{Op: query.Compare, Path: &schema.Path{Root: m, Attr: a, Text: a.Name}, Lookup: query.Exact, Value: v})
	}
	return out, nil
}
