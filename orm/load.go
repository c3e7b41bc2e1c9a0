package orm

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// loadOne loads the row that a to-one relation leads to, by one statement; a NULL key is loaded and has none.
func (db *DB) loadOne(ctx context.Context, b *schema.Binding, state *schema.OneState) error {
	if b.Side.Kind != schema.ForwardSide {
		return db.loadOwned(ctx, b, unsafe.Pointer(state))
	}
	key, target := state.Key.Canonical(), b.Side.Target
	if key == nil && state.Target != nil {
		var err error
		if key, err = target.Key().Get(state.Target); err != nil {
			return err
		}
	}
	if key == nil {
		state.Target, state.Loaded = nil, true
		return nil
	}
	p, err := target.Path("pk")
	if err != nil {
		return err
	}
	q := &query.Query{Model: target, Limit: 1, HasLimit: true,
		Where: []*query.Node{{Op: query.Compare, Path: p, Lookup: query.Exact, Value: key}}}
	rows, err := db.engine.Select(ctx, q)
	if err != nil {
		return err
	}
	refers := false
	if len(rows) > 0 {
		if refers, err = db.engine.Refers(ctx, b.Side, key, rows[0]); err != nil {
			return err
		}
	}
	if !refers {
		return fmt.Errorf("%w: %s.%s refers to a row of %s that is not there", ErrNoMatch, b.Side.Owner.Name, b.Side.Name, target.Name)
	}
	state.Target, state.Loaded, state.Back = rows[0], true, false
	state.Key = schema.KeyOf(key)
	return nil
}

// loadOwned loads a to-one relation whose key is on the far side.
func (db *DB) loadOwned(ctx context.Context, b *schema.Binding, state unsafe.Pointer) error {
	owner := unsafe.Add(state, -int(b.Side.Offset))
	return db.engine.Fetch(ctx, b.Side, []unsafe.Pointer{owner})
}

// loadMany loads the rows of a to-many relation, by one statement.
func (db *DB) loadMany(ctx context.Context, b *schema.Binding, state *schema.ManyState) error {
	if err := persisted(b.Side.Owner, state.Owner); err != nil {
		return err
	}
	return db.engine.Fetch(ctx, b.Side, []unsafe.Pointer{state.Owner})
}
