package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// CheckReferences refuses an instance that refers to a row which whoever asks cannot see: scopes and soft deletion narrow what is read,
// and say nothing of what a foreign key may name, so that a key from a stranger could tie a row to another tenant's. Such a relation is an
// ErrForeignKey, a *ConstraintError with the relation's name in Fields, as of a row that does not exist.
//
// was is a copy of the instance as it was read, and nil for a new one: relations that have not changed are not asked about, since what
// is there may go on pointing at a row that was hidden since. Called in the transaction of the write, or before it; Resource and the pages
// of ormadmin call it. It costs a statement for each relation that changed and leads to a model with scopes or soft deletion, none else,
// and is safe for concurrent use with other instances. Related rows that SaveRelated and links write are not looked at.
func CheckReferences[T any, P PtrTo[T]](ctx context.Context, db *DB, m, was P) error {
	return checkReferences(ctx, db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), unsafe.Pointer((*T)(was)))
}

func checkReferences(ctx context.Context, db *DB, t reflect.Type, row, was unsafe.Pointer) error {
	m, err := db.instance(t, row)
	if err != nil {
		return err
	}
	for _, s := range m.Sides {
		if s.Kind != schema.ForwardSide || s.Legs != nil || was != nil && s.Key.KeyOf(was) == s.Key.KeyOf(row) {
			continue
		}
		there, err := db.engine.Sees(ctx, s, row)
		if err != nil {
			return err
		}
		if !there {
			name := s.Name
			if s.Any != nil {
				name = s.Any.Name
			}
			return &ConstraintError{Kind: ErrForeignKey, Table: m.Table, Constraint: s.Constraint, Fields: []string{name}}
		}
	}
	return nil
}

// CheckReferences is the function CheckReferences for a row; was is nil, or a row of the same model.
func (u Untyped) CheckReferences(ctx context.Context, row, was any) error {
	p, err := u.row("Untyped.CheckReferences", row)
	if err != nil {
		return err
	}
	var before unsafe.Pointer
	if was != nil {
		if before, err = u.row("Untyped.CheckReferences", was); err != nil {
			return err
		}
	}
	return checkReferences(ctx, u.db, u.model.Type, p, before)
}
