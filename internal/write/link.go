package write

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// newLink is a target that is to be linked to the owner of a many side.
type newLink struct {
	relation *Relation
	target   unsafe.Pointer
	row      unsafe.Pointer // the link row's data; nil: no fields, or fields with their defaults
}

// link links targets to the owner.
func (g *Relation) link(ctx context.Context, targets []unsafe.Pointer) error {
	links := make([]newLink, len(targets))
	for i, t := range targets {
		links[i] = newLink{relation: g, target: t}
	}
	_, err := g.writer.link(ctx, links)
	return err
}

// link writes the link rows along one side, tells the listeners, and puts the targets into their
// relations. It reports of links with fields which of them were written; the others were there. A
// link row goes the way of an insert, between the events of its relation.
func (w *Writer) link(ctx context.Context, list []newLink) ([]bool, error) {
	if err := w.visible(ctx, list); err != nil {
		return nil, err
	}
	links := make([]engine.Link, len(list))
	for i := range list {
		var err error
		if links[i], err = list[i].ready(ctx); err != nil {
			return nil, err
		}
	}
	written, err := w.Engine.InsertLinks(ctx, links)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].done(ctx, links[i], written[i]); err != nil {
			return nil, err
		}
	}
	return written, nil
}

// ready fills the link row, tells the listeners and checks what they have left of it.
func (l *newLink) ready(ctx context.Context) (engine.Link, error) {
	side := l.relation.Side
	through := side.Through()
	out := engine.Link{Side: side, Owner: l.relation.Key}
	if l.row == nil && through.Type != nil {
		l.row = reflect.New(through.Type).UnsafePointer()
	}
	if l.row != nil {
		out.Row = l.row
		if engine.Part(through, l.row) != nil {
			return out, fmt.Errorf("%w: the link row of %s was read in part; what was not read cannot be inserted", engine.ErrNoMatch, through.Name)
		}
		engine.FillDefaults(through, l.row)
	}
	if err := l.fire(ctx, hooks.PreRelationAddKind); err != nil {
		return out, err
	}
	var err error
	if out.Target, err = engine.KeyOf(side.Target, l.target); err != nil || l.row == nil {
		return out, err
	}
	if err := l.keyed(out); err != nil {
		return out, err
	}
	if err := l.relation.join(through, l.row); err != nil {
		return out, err
	}
	if err := l.relation.writer.fire(ctx, hooks.PreSaveKind, through, l.row); err != nil {
		return out, err
	}
	return out, validate.Row(through, l.row, nil)
}

// keyed gives relations to the ends that the link model declares what they lead to, without which the row would be refused.
func (l *newLink) keyed(out engine.Link) error {
	side := l.relation.Side
	if side.LinkOwner.Inverse.HasField {
		if err := side.LinkOwner.Key.Set(l.row, out.Owner); err != nil {
			return err
		}
	}
	if side.LinkTarget.HasField {
		return side.LinkTarget.Key.Set(l.row, out.Target)
	}
	return nil
}

// done tells the listeners that the target is tied, and puts it into the relation.
func (l *newLink) done(ctx context.Context, written engine.Link, is bool) error {
	m := l.relation
	var err error
	switch {
	case l.row == nil:
		m.addItem(l.target, nil)
	case is:
		err = m.writer.fire(ctx, hooks.PostSaveKind, m.Side.Through(), l.row)
		m.addItem(l.target, l.row)
	default:
		err = m.refreshItem(ctx, l.target, written.Target)
	}
	if err != nil {
		return err
	}
	return l.fire(ctx, hooks.PostRelationAddKind)
}

func (l *newLink) fire(ctx context.Context, kind hooks.Kind) error {
	var through any
	if l.row != nil {
		through = object(l.relation.Side.Through(), l.row)
	}
	return l.relation.fire(ctx, kind, object(l.relation.Side.Target, l.target), through)
}

// fire runs the listeners of an event that is about an instance alone.
func (w *Writer) fire(ctx context.Context, kind hooks.Kind, m *schema.Model, row unsafe.Pointer) error {
	if !w.Hooks.Has(kind, m.Type) {
		return nil
	}
	return hooks.Fire(ctx, w.Hooks, kind, m.Type, object(m, row), nil)
}

// visible refuses to tie rows that their scopes hide.
func (w *Writer) visible(ctx context.Context, list []newLink) error {
	if len(list) == 0 || !w.Engine.Scoped(list[0].relation.Side.Target) {
		return nil
	}
	m := list[0].relation.Side.Target
	rows := make([]unsafe.Pointer, len(list))
	for i, l := range list {
		rows[i] = l.target
	}
	there, err := w.There(ctx, m, rows)
	if err == nil && slices.Contains(there, false) {
		err = engine.NoMatch(m)
	}
	return err
}
