package schema

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// ErrRelationship is a use of a relation that its definition does not allow.
var ErrRelationship = errors.New("orm: relationship")

// KeyIn is the canonical value that the One of a forward side refers to; nil for NULL.
func (s *Side) KeyIn(o *OneState) (any, error) {
	return (&Attribute{Model: s.Owner, Name: s.Name, Side: s, Secret: s.Key.Secret}).keyOf(o)
}

// ByKey reports whether the foreign key refers to the primary key.
func (s *Side) ByKey() bool {
	m := s.Target
	if s.Kind == ReverseSide {
		m = s.Owner
	}
	return s.Ref == m.Identity()
}

// hasForm reports whether keys of the attribute have the form.
func (a *Attribute) hasForm(f KeyForm) bool {
	switch {
	case len(a.Parts) > 0:
		return f == TupleKey
	case a.Kind.IsInteger():
		return f == IntKey
	case a.Kind == KindUUID:
		return f == UUIDKey
	case a.Kind == KindBinary:
		return f == BytesKey
	case a.Kind == KindDate || a.Kind == KindTime || a.Kind == KindDateTime:
		return f == TimeKey
	case a.Kind == KindEnum:
		return f == TextKey || f == IntKey
	}
	return f == TextKey
}

// attachOn lets the fields of a foreign key stand for the relation, and the relation follow them.
func (s *Side) attachOn() {
	like := &Attribute{Model: s.Owner, Name: s.Name, Side: s, Secret: s.Key.Secret}
	plain := s.Key.Convert
	s.Key.Convert = func(value any) (any, error) {
		if value != nil && len(s.Key.Parts) == 0 {
			if v := reflect.ValueOf(value); !s.Target.stands(v) {
				return plain(value)
			}
		}
		return like.convertKey(value)
	}
	for _, a := range s.On {
		set := a.Set
		a.Take = nil
		a.Set = func(row unsafe.Pointer, canonical any) error {
			if err := set(row, canonical); err != nil {
				return err
			}
			s.Sync(row)
			return nil
		}
	}
}

// stands reports whether a value may stand for a row of the model: an instance, or a relation.
func (m *Model) stands(v reflect.Value) bool {
	if _, is := m.relation(v); is {
		return true
	}
	return v.Kind() == reflect.Pointer && v.Type().Elem() == m.Type
}

// Sync gives the relation the key that its fields hold. What it leads to is forgotten when that is another row.
func (s *Side) Sync(row unsafe.Pointer) {
	o, k := OneAt(row, s.Offset), s.Key.KeyOf(row)
	if o.Key() != k || k.IsZero() && o.Target != nil {
		*o = OneState{Binding: o.Binding}
	}
	o.SetKey(k)
	o.held = !k.IsZero()
}

// Agreed is the key that the relation and its fields both have by now; the zero Key when they have not been settled.
func (s *Side) Agreed(row unsafe.Pointer) Key {
	if o := OneAt(row, s.Offset); o.held && o.Key() == s.Key.KeyOf(row) {
		return o.Key()
	}
	return Key{}
}

// Settle makes the relation and its fields say the same before a row is written. Two that say different rows are ErrRelationship,
// unless it is known which of them was changed since the row was read, or since they agreed on a key. A saved row keeps its key, but
// where it is inserted anew.
func (s *Side) Settle(row unsafe.Pointer, agreed Key, anew bool) error {
	o := OneAt(row, s.Offset)
	switch {
	case o.held:
		if o.Key() != s.Key.KeyOf(row) {
			s.Sync(row)
		}
		return nil
	case o.Key().IsZero() && o.Target == nil:
		return s.settleEmpty(row, agreed)
	}
	like := &Attribute{Model: s.Owner, Name: s.Name, Side: s}
	said, err := like.keyOf(o)
	if err != nil {
		return err
	}
	known := s.unchanged(row, agreed)
	for i, v := range s.Ref.Spread(said, nil) {
		a := s.On[i]
		switch now, err := a.Get(row); {
		case err != nil:
			return err
		case now != nil && KeyOf(now) == KeyOf(v):
			continue
		case a.PrimaryKey && !anew && s.Owner.HasState && s.Owner.State(row).State != nil && s.Owner.State(row).State.Saved:
			return fmt.Errorf("%w: %s.%s refers to another row than the key of the saved row, of which its field %s is part; a row keeps its key, so insert it anew by Save",
				ErrRelationship, s.Owner.Name, s.Name, a.GoName)
		case now != nil && !a.IsZero(row) && !known:
			return fmt.Errorf("%w: %s.%s refers to another row than its field %s; set one of them, or both alike", ErrRelationship, s.Owner.Name, s.Name, a.GoName)
		}
		kept := *o
		if err := a.Set(row, v); err != nil {
			return err
		}
		*o = kept // Set has made it follow
	}
	o.SetKey(KeyOf(said))
	o.held = true
	return nil
}

// settleEmpty is Settle for a relation that says nothing. Of a row that was read it was emptied, when the fields are what they were.
func (s *Side) settleEmpty(row unsafe.Pointer, agreed Key) error {
	if s.Key.Nullable && s.unchanged(row, agreed) {
		return s.Key.Set(row, nil)
	}
	for _, a := range s.On {
		if a.IsZero(row) {
			return nil // fields that were not set
		}
	}
	s.Sync(row)
	return nil
}

// unchanged reports whether the fields are known to have the values with which the row was read, or those that were agreed on.
func (s *Side) unchanged(row unsafe.Pointer, agreed Key) bool {
	if !agreed.IsZero() && agreed == s.Key.KeyOf(row) {
		return true
	}
	held := s.Owner.held(row)
	if held == nil {
		return false
	}
	for i, side := range s.Owner.On {
		if side == s {
			return held[i] == s.Key.KeyOf(row)
		}
	}
	return false
}

// held are the keys that the fields of relations had when the row was read; nil when that is not known.
func (m *Model) held(row unsafe.Pointer) []Key {
	if !m.HasState || m.State(row).State == nil {
		return nil
	}
	return m.State(row).State.Held
}

// Holds reports whether rows remember keys of their relations.
func (m *Model) Holds() bool { return m.HasState && len(m.On)+len(m.KeySides) > 0 }

// Holding is a state that remembers the keys that the relations of a row have, where its model has such relations.
func (s *RowState) Holding(row unsafe.Pointer) *RowState {
	n := len(s.Model.On) + len(s.Model.KeySides)
	if n == 0 {
		return s
	}
	made := &struct { // one allocation where there is one relation, as most often
		RowState
		one [1]Key
	}{RowState: *s}
	if made.Held = made.one[:]; n > 1 {
		made.Held = make([]Key, n)
	}
	for i, side := range s.Model.On {
		made.Held[i] = side.Key.KeyOf(row)
	}
	for i, side := range s.Model.KeySides {
		made.Held[len(s.Model.On)+i] = side.Key.KeyOf(row)
	}
	return &made.RowState
}

// Kept refuses a saved row whose relations in the primary key are others than when it was read or written: with them it would stand
// for the row of another owner.
func (m *Model) Kept(row unsafe.Pointer) error {
	if len(m.KeySides) == 0 {
		return nil
	}
	held := m.held(row)
	if held == nil || !m.State(row).State.Saved {
		return nil
	}
	for i, side := range m.KeySides {
		if was := held[len(m.On)+i]; !was.IsZero() && was != side.Key.KeyOf(row) {
			return fmt.Errorf("%w: %s.%s refers to another row than in the primary key of the saved row; a row keeps its key, so insert it anew by Save",
				ErrRelationship, m.Name, side.Name)
		}
	}
	return nil
}
