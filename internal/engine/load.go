package engine

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// LoadOne loads the row that a to-one relation leads to, by one statement; a NULL key is loaded and
// has none.
func (db *DB) LoadOne(ctx context.Context, b *schema.Binding, state *schema.OneState) error {
	if !state.OwnerKey().IsZero() {
		return db.loadOwned(ctx, b, state)
	}
	if b.Side.Kind != schema.ForwardSide {
		if state.Key().IsZero() {
			return NoOwner(b.Side.Target.Type)
		}
	}
	target, by := b.Side.Target, b.Side.Ref
	key, err := state.Key().Canonical(), error(nil)
	if b.Side.Kind != schema.ForwardSide {
		by = target.Identity()
	} else if key == nil && state.Target != nil || !b.Side.ByKey() {
		if key, err = b.Side.KeyIn(state); err != nil {
			return err
		}
	}
	if key == nil {
		state.Target, state.Loaded = nil, true
		return nil
	}
	q := &query.Query{Model: target, Limit: 1, HasLimit: true, Where: []*query.Node{equal(target, by, key)}}
	if by != target.ShardKey {
		q.Where = append(q.Where, InShards(target, shardsIn(b, state, state.Owner))...)
	}
	rows, err := db.Select(ctx, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 && db.Scoped(target) { // it may be there, and hidden
		state.Target, state.Loaded, state.Back = nil, true, false
		return nil
	}
	refers := false
	if len(rows) > 0 {
		if refers, err = db.Refers(ctx, b.Side, key, rows[0]); err != nil {
			return err
		}
	}
	if !refers {
		return fmt.Errorf("%w: %s.%s refers to a row of %s that is not there", ErrNoMatch, b.Side.Owner.Name, b.Side.Name, target.Name)
	}
	state.Target, state.Loaded, state.Back = rows[0], true, false
	if k := schema.KeyOf(key); state.Key() != k {
		state.SetKey(k)
	}
	return nil
}

// loadOwned loads a to-one relation whose key is on the far side.
func (db *DB) loadOwned(ctx context.Context, b *schema.Binding, state *schema.OneState) error {
	f, err := db.Related(ctx, b.Side, state.OwnerKey(), shardsIn(b, state, state.Owner))
	if err == nil {
		loaders.FillOne(b.Side, state, OwnerOf(b, state, state.Owner, state.OwnerKey()), f)
	}
	return err
}

// LoadMany loads the rows of a to-many relation, by one statement.
func (db *DB) LoadMany(ctx context.Context, b *schema.Binding, state *schema.ManyState) error {
	key := state.OwnerKey()
	if key.IsZero() {
		return NoOwner(b.Side.Target.Type)
	}
	f, err := db.Related(ctx, b.Side, key, shardsIn(b, state, state.Owner))
	if err == nil {
		loaders.FillMany(b.Side, state, OwnerOf(b, state, state.Owner, key), f)
	}
	return err
}

// relationState is a OneState or a ManyState.
type relationState interface{ In(offset uintptr) bool }

// shardsIn is the shard of the instance whose field a relation is; none for a copy.
func shardsIn(b *schema.Binding, state relationState, owner unsafe.Pointer) []any {
	if b.Side.Owner.ShardKey == nil || owner == nil || !state.In(b.Side.Offset) {
		return nil
	}
	return Shards(b.Side.Owner, []unsafe.Pointer{owner})
}

// OwnerOf is the instance whose field a far side is: nil for a copy, and when the instance has come
// to stand for another row than the one that the relation belongs to. Only in its field may the
// instance be looked at: a copy may be in another goroutine's hands.
func OwnerOf(b *schema.Binding, state relationState, owner unsafe.Pointer, key schema.Key) unsafe.Pointer {
	if !state.In(b.Side.Offset) || loaders.KeyAttribute(b.Side).KeyOf(owner) != key {
		return nil
	}
	return owner
}

// NoOwner is the error of a far side that belongs to no row of a database.
func NoOwner(target reflect.Type) error {
	return fmt.Errorf("%w: the owner of this relation to %s was neither saved nor loaded", schema.ErrNotPersisted, target.Name())
}
