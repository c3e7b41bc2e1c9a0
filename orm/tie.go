package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// linkRow is the data of a link: its fields, and how its own save hooks are told of it. A nil linkRow has no data.
type linkRow interface {
	pointer() unsafe.Pointer
	instance() any
	before(ctx context.Context, db *DB) error
	after(ctx context.Context, db *DB) error
}

// tie is a target that is to be linked to the owner of a many side.
type tie struct {
	m      *manager
	target unsafe.Pointer
	data   linkRow // nil: no fields, or fields with their defaults
}

// tie links targets to the owner.
func (m *manager) tie(ctx context.Context, targets []unsafe.Pointer) error {
	ties := make([]tie, len(targets))
	for i, t := range targets {
		ties[i] = tie{m: m, target: t}
	}
	_, err := m.db.tie(ctx, ties)
	return err
}

// tie writes the link rows of ties along one side, tells the listeners, and puts the targets into their relations. It reports
// of links with fields which of them were written; the others were there.
func (db *DB) tie(ctx context.Context, ties []tie) ([]bool, error) {
	links := make([]engine.Link, len(ties))
	for i := range ties {
		var err error
		if links[i], err = ties[i].ready(ctx); err != nil {
			return nil, err
		}
	}
	written, err := db.engine.InsertLinks(ctx, links)
	if err != nil {
		return nil, err
	}
	for i := range ties {
		if err := ties[i].done(ctx, links[i], written[i]); err != nil {
			return nil, err
		}
	}
	return written, nil
}

// done tells the listeners that the target is tied, and puts it into the relation.
func (t *tie) done(ctx context.Context, l engine.Link, written bool) error {
	var err error
	switch {
	case t.data == nil:
		t.m.remember(t.target, nil)
	case written:
		err = t.data.after(ctx, t.m.db)
		t.m.remember(t.target, l.Row)
	default:
		err = t.m.recall(ctx, t.target, l.Target)
	}
	if err != nil {
		return err
	}
	return t.fire(ctx, hooks.PostRelationAddKind)
}

// ready fills the link row, tells the listeners and checks what they have left of it.
func (t *tie) ready(ctx context.Context) (engine.Link, error) {
	db, side := t.m.db, t.m.side
	l := engine.Link{Side: side, Owner: t.m.key}
	through := side.Through()
	if t.data == nil && through.Type != nil {
		t.data = plainLink{through, reflect.New(through.Type)}
	}
	if t.data != nil {
		l.Row = t.data.pointer()
		if engine.Part(through, l.Row) != nil {
			return l, fmt.Errorf("%w: the link row of %s was read in part; what was not read cannot be inserted", ErrNoMatch, through.Name)
		}
		engine.FillDefaults(through, l.Row)
	}
	if err := t.fire(ctx, hooks.PreRelationAddKind); err != nil {
		return l, err
	}
	var err error
	if l.Target, err = engine.KeyOf(side.Target, t.target); err != nil || t.data == nil {
		return l, err
	}
	if err := t.data.before(ctx, db); err != nil {
		return l, err
	}
	return l, validate.Columns(through, t.data.pointer(), nil)
}

func (t *tie) fire(ctx context.Context, kind hooks.Kind) error {
	var through any
	if t.data != nil {
		through = t.data.instance()
	}
	return t.m.fire(ctx, kind, reflect.NewAt(t.m.side.Target.Type, t.target).Interface(), through)
}

// plainLink is a link row whose model's type is known at run time only.
type plainLink struct {
	model *schema.Model
	row   reflect.Value
}

func (p plainLink) pointer() unsafe.Pointer { return p.row.UnsafePointer() }

func (p plainLink) instance() any { return p.row.Interface() }

func (p plainLink) before(ctx context.Context, db *DB) error {
	return db.fireSave(ctx, hooks.PreSaveKind, p.model, p.pointer())
}

func (p plainLink) after(ctx context.Context, db *DB) error {
	return db.fireSave(ctx, hooks.PostSaveKind, p.model, p.pointer())
}

// fireSave runs the listeners of an event that is about an instance alone, whose type is known at run time only.
func (db *DB) fireSave(ctx context.Context, kind hooks.Kind, m *schema.Model, row unsafe.Pointer) error {
	if !db.hooks.Has(kind, m.Type) {
		return nil
	}
	return hooks.Fire(ctx, db.hooks, kind, m.Type, reflect.NewAt(m.Type, row).Interface(), nil)
}
