package engine

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Sees reports whether the row that a forward relation of an instance refers to is there, and its scopes hold of it. A relation that
// refers to nothing, or to a model without scopes, is not asked about: the database looks at those.
func (db *DB) Sees(ctx context.Context, s *schema.Side, row unsafe.Pointer) (bool, error) {
	if !db.Scoped(s.Target) {
		return true, nil
	}
	key, err := s.Key.Get(row)
	if err != nil || key == nil {
		return err == nil, err
	}
	by, values := s.Ref.Columns(), s.Key.Spread(key, nil)
	if s.Any != nil { // the key begins with the name of the type, of which another leg may be
		if values[0] != s.TypeName {
			return true, nil
		}
		by, values = by[len(by)-1:], values[1:]
	}
	target := reflect.New(s.Target.Type).UnsafePointer()
	if err := setTuple(by, values, target); err != nil {
		return false, err
	}
	n, err := db.readWithin(ctx, s.Target, target, target, s.Target.Keys, by, true)
	return n > 0, err
}
