package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// CreateLink inserts a target and ties it to the owner by a link row with data, in one transaction.
func (m *ManyThrough[T, L]) CreateLink(ctx context.Context, target T, through L) (*T, error) {
	row := new(T)
	*row = target
	if err := createLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(row), unsafe.Pointer(&through)); err != nil {
		return nil, err
	}
	return row, nil
}

func createLink(ctx context.Context, state *schema.ManyState, t reflect.Type, row, through unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.CreateLink(ctx, row, through)
}

// AddLink ties a saved target to the owner by a link row with data. A link that is there gets the new data. It costs
// one statement, or two where the link is there.
func (m *ManyThrough[T, L]) AddLink(ctx context.Context, target *T, through L) error {
	return addLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(target), unsafe.Pointer(&through))
}

func addLink(ctx context.Context, state *schema.ManyState, t reflect.Type, target, through unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.AddLink(ctx, target, through)
}

// UpdateLink writes fields of the link row between the owner and a target, by one statement; ErrNoMatch when there is none.
func (m *ManyThrough[T, L]) UpdateLink(ctx context.Context, target *T, a ...Assignment) error {
	return updateLink(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(target), a)
}

func updateLink(ctx context.Context, state *schema.ManyState, t reflect.Type, target unsafe.Pointer, a []Assignment) error {
	db, g, err := manage(state, t)
	if err != nil {
		return err
	}
	list, err := db.assignments(g.Side.Through(), a)
	if err == nil {
		err = validate.Assigned(g.Side.Through(), list)
	}
	if err != nil {
		return err
	}
	return g.UpdateLink(ctx, target, list)
}
