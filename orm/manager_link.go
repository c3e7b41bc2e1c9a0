package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// dataLink is a link row whose fields the caller gave, in memory of its own: a call that is tried again begins with what was
// given.
func dataLink(g *manager, given unsafe.Pointer) linkRow {
	m := g.side.Through()
	row := reflect.New(m.Type)
	row.Elem().Set(reflect.NewAt(m.Type, given).Elem())
	return plainLink{m, row}
}

// CreateLink inserts a target and ties it to the owner by a link row with data.
func (m *ManyThrough[T, L]) CreateLink(ctx context.Context, target T, through L) (*T, error) {
	row := new(T)
	*row = target
	if err := createLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(row), unsafe.Pointer(&through)); err != nil {
		return nil, err
	}
	return row, nil
}

func createLink(ctx context.Context, state *schema.ManyState, t reflect.Type, row, through unsafe.Pointer) error {
	g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.transaction(ctx, []unsafe.Pointer{row}, func(ctx context.Context) error {
		return g.create(ctx, row, dataLink(g, through))
	})
}

// AddLink ties a saved target to the owner by a link row with data. A link that is there gets the new data.
func (m *ManyThrough[T, L]) AddLink(ctx context.Context, target *T, through L) error {
	return addLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(target), unsafe.Pointer(&through))
}

func addLink(ctx context.Context, state *schema.ManyState, t reflect.Type, target, through unsafe.Pointer) error {
	g, err := manageTarget(state, t, target)
	if err != nil {
		return err
	}
	return g.transaction(ctx, nil, func(ctx context.Context) error {
		// The insert comes first: on the MySQL family an UPDATE of a row that is not there would keep the gap locked.
		link := dataLink(g, through)
		if engine.Part(g.side.Through(), link.pointer()) != nil {
			return g.setData(ctx, target, link.pointer())
		}
		written, err := g.db.tie(ctx, []tie{{g, target, link}})
		if err != nil || written[0] {
			return err
		}
		return g.setData(ctx, target, link.pointer())
	})
}

// manageTarget is manage for a call about one target, which must have a key.
func manageTarget(state *schema.ManyState, t reflect.Type, target unsafe.Pointer) (*manager, error) {
	g, err := manage(state, t)
	if err == nil {
		err = g.checkItems([]unsafe.Pointer{target})
	}
	return g, err
}

// setData writes the fields of a link row to the link that is there.
func (m *manager) setData(ctx context.Context, target, row unsafe.Pointer) error {
	list, err := m.linkData(row)
	if err != nil || len(list) == 0 {
		return err
	}
	key, err := m.side.Target.Key().Get(target)
	if err != nil {
		return err
	}
	n, err := m.db.engine.UpdateLink(ctx, m.side, m.key, key, list)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: no link from %s.%s to this row", ErrNoMatch, m.side.Owner.Name, m.side.Name)
	}
	if err != nil {
		return err
	}
	return m.recall(ctx, target, key)
}

// recall puts a target and its link row, as the database has them, into a relation that is loaded.
func (m *manager) recall(ctx context.Context, target unsafe.Pointer, key any) error {
	if !m.state.Loaded {
		return nil
	}
	var link unsafe.Pointer
	if m.side.LinkType != nil {
		var err error
		if link, err = m.db.engine.LinkRow(ctx, m.side, m.key, key); err != nil {
			return err
		}
	}
	m.remember(target, link)
	return nil
}

// linkData are the fields of a link row as assignments; a zero that stands for the server's default is none, nor what a link row
// that was read in part does not have.
func (m *manager) linkData(row unsafe.Pointer) ([]*query.Assignment, error) {
	var list []*query.Assignment
	part := engine.Part(m.side.Through(), row)
	for _, a := range m.side.Through().Attributes {
		if a.PrimaryKey || a.Side != nil || part != nil && !part.Has(a.Index) || a.ServerDefault != "" && a.IsZero(row) {
			continue
		}
		v, err := a.Get(row)
		if err == nil && v != nil && a.Cipher != nil {
			v, err = a.Seal(v)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, &query.Assignment{Attr: a, Value: v})
	}
	return list, nil
}

func (m *manager) updateLink(ctx context.Context, target unsafe.Pointer, list []*query.Assignment) (int64, error) {
	key, err := m.side.Target.Key().Get(target)
	if err != nil {
		return 0, err
	}
	return m.db.engine.UpdateLink(ctx, m.side, m.key, key, list)
}

// UpdateLink writes fields of the link row between the owner and a target; ErrNoMatch when there is none.
func (m *ManyThrough[T, L]) UpdateLink(ctx context.Context, target *T, a ...Assignment) error {
	return updateLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(target), a)
}

func updateLink(ctx context.Context, state *schema.ManyState, t reflect.Type, target unsafe.Pointer, a []Assignment) error {
	g, err := manageTarget(state, t, target)
	if err != nil {
		return err
	}
	list, err := g.db.assignments(g.side.Through(), a)
	if err == nil {
		err = validate.Assigned(g.side.Through(), list)
	}
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Attr.PrimaryKey || s.Attr == g.side.LinkOwner.Key || s.Attr == g.side.LinkTarget.Key {
			return query.Errorf("UpdateLink: %s.%s ties the two rows; Remove and AddLink move a link", s.Attr.Model.Name, s.Attr.Name)
		}
	}
	if list, err = onUpdates(g.side.Through(), list); err != nil {
		return err
	}
	n, err := g.updateLink(ctx, target, list)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: no link from %s.%s to this row", ErrNoMatch, g.side.Owner.Name, g.side.Name)
	}
	if err != nil {
		return err
	}
	return g.setLink(target, list)
}

// setLink makes the link data in memory that of the database.
func (m *manager) setLink(target unsafe.Pointer, list []*query.Assignment) error {
	for i, p := range m.state.Items {
		if i >= len(m.state.Links) || m.state.Links[i] == nil || p != target && !sameKey(m.side.Target, p, target) {
			continue
		}
		for _, s := range list {
			if s.Expr != nil || s.Attr.Cipher != nil {
				continue
			}
			if err := s.Attr.Set(m.state.Links[i], s.Value); err != nil {
				return err
			}
		}
	}
	return nil
}
