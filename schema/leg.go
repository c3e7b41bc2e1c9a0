package schema

import (
	"reflect"
	"strings"
	"unsafe"
)

// models are the structs of a polymorphic relation's models.
func (f *draftField) models() []reflect.Type {
	if f.relation == nil {
		return nil
	}
	var out []reflect.Type
	for _, t := range f.relation.models {
		if t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		out = append(out, t)
	}
	return out
}

// leg makes the side of a polymorphic relation's owner that leads to one of the models, and with the first the relation itself.
func (b *builder) leg(r *relationDraft) *Side {
	p, m := r.any, r.owner.model
	if p.side == nil {
		to := b.newModel(p.field.name, nil)
		to.Table, to.any, to.Keys = m.Table, true, p.key.Parts
		p.side = &Side{
			Kind: ForwardSide, Name: p.field.attributeName(), Owner: m, Target: to, HasField: true, GoName: p.field.name, JSONName: p.field.json,
			Offset: p.field.offset, Comment: p.said.comment, Key: p.key, Ref: to.Identity(), OnDelete: p.said.onDelete,
		}
		p.key.Side = p.side
		if taken := m.taken(p.side.Name); taken != "" {
			b.add(m.Name, p.field.name, "its name %q on %s is already that of %s; rename one of them", p.side.Name, m.Name, taken)
		}
		m.sides[p.side.Name] = p.side
	}
	s := *p.side
	s.Name, s.Target, s.Ref, s.TypeName = p.side.Name+pathSeparator+r.leg, r.target.model, r.ref, r.typeName
	s.Any, s.Legs = p.side, nil
	p.side.Legs = append(p.side.Legs, &s)
	p.side.Target.sides[r.leg] = &s
	p.side.Target.Sides = append(p.side.Target.Sides, &s)
	m.Sides = append(m.Sides, &s)
	m.sides[s.Name] = &s
	return &s
}

// fittingAny checks that one column can hold the keys of all models, and makes it large enough for each.
func (b *builder) fittingAny(p *anyDraft) {
	if len(p.legs) == 0 || len(p.key.Parts) == 0 || p.legs[0].ref == nil {
		return
	}
	column, first := p.key.Parts[1], p.legs[0].ref.Parts[1]
	for _, r := range p.legs[1:] {
		if r.ref == nil {
			return
		}
		key := r.ref.Parts[1]
		b.typeOf(key, map[*Attribute]bool{})
		switch {
		case key.Kind == 0 || column.Kind == 0:
			return
		case column.Kind.IsInteger() && key.Kind.IsInteger() && column.Unsigned == key.Unsigned:
			column.Kind = max(column.Kind, key.Kind)
		case column.Kind == key.Kind && column.Kind != KindEnum && first.likeKey(key):
			column.MaxLength = max(column.MaxLength, key.MaxLength)
		default:
			b.add(p.owner.model.Name, p.field.name, "the keys of %s and %s are not alike (%v and %v), and one column holds both; declare the keys alike, or make a relation for each",
				first.Model.Name, key.Model.Name, first.Kind, key.Kind)
			return
		}
		column.Secret = column.Secret || key.Secret
	}
}

// likeKey reports whether the values of two keys of one kind are stored and compared alike.
func (a *Attribute) likeKey(b *Attribute) bool {
	return a.UUIDText == b.UUIDText && a.NativeUUID == b.NativeUUID && a.SQLType == b.SQLType && a.Scale == b.Scale && a.Unsigned == b.Unsigned &&
		a.Collation == b.Collation && a.CaseInsensitive == b.CaseInsensitive
}

// AnyState is the memory of package orm's Any. Its key is a Tuple of type name and key. Type is the struct that Target points to. Of is the
// relation, of a value that knows it without having come from a database.
type AnyState struct {
	OneState
	Type reflect.Type
	Of   *Side
}

// AnyAt is the state of the polymorphic relation of a row.
func AnyAt(row unsafe.Pointer, offset uintptr) *AnyState { return (*AnyState)(unsafe.Add(row, offset)) }

// Relation is the polymorphic relation that a value is of, nil where that is not known.
func (o *AnyState) Relation() *Side {
	if b := o.Binding; b != nil && b.Side != nil {
		return b.Side.Any
	}
	return o.Of
}

// First reports whether a side stands for its Go field: every side but the further legs of a polymorphic relation.
func (s *Side) First() bool { return s.Any == nil || s.Any.Legs[0] == s }

// Field is the relation that a side's Go field is shown as: the side, or the polymorphic relation of which it is the first leg. It is nil for
// sides without a field, and for further legs.
func (s *Side) Field() *Side {
	switch {
	case !s.HasField || !s.First():
		return nil
	case s.Any != nil:
		return s.Any
	}
	return s
}

// Part is what a leg is called behind the name of its relation in a path.
func (s *Side) Part() string { return strings.TrimPrefix(s.Name, s.Any.Name+pathSeparator) }

// At is the row that the to-one relation of a row points to along this side; nil too where that is one of another model.
func (s *Side) At(row unsafe.Pointer) unsafe.Pointer {
	if s.Any == nil {
		return OneAt(row, s.Offset).Target
	}
	if o := AnyAt(row, s.Offset); o.Type == s.Target.Type {
		return o.Target
	}
	return nil
}

// Mark notes of which model the row is that a to-one relation was let point to along this side.
func (s *Side) Mark(o *OneState) {
	if s.Any != nil {
		(*AnyState)(unsafe.Pointer(o)).Type = s.Target.Type
	}
}

// Leads reports whether the relation of a row leads along this side: not where it leads to a row of another model. What leads nowhere
// does so along every side.
func (s *Side) Leads(row unsafe.Pointer) bool {
	if s.Any == nil {
		return true
	}
	leg, known := s.Any.Leg(AnyAt(row, s.Offset))
	return known && (leg == nil || leg == s)
}

// Leg is the leg of a polymorphic relation along which it leads, nil where it leads nowhere. It is not known when the type has no leg.
func (s *Side) Leg(o *AnyState) (leg *Side, known bool) {
	switch k := o.Key(); {
	case k.Form == TupleKey:
		name, _ := Tuple(k.Str).Part(0).(string)
		leg = s.Named(name)
	case k.Form == RefusedKey:
	case o.Target == nil:
		return nil, true
	default:
		for _, l := range s.Legs {
			if l.Target.Type == o.Type {
				leg = l
			}
		}
	}
	return leg, leg != nil
}

// Named is the leg of a type name, or nil.
func (s *Side) Named(typeName string) *Side {
	for _, l := range s.Legs {
		if l.TypeName == typeName {
			return l
		}
	}
	return nil
}

// Members are the attributes as a row is described from outside: the key of a relation that holds several columns stands in their place.
func (m *Model) Members() []*Attribute {
	out := make([]*Attribute, 0, len(m.Attributes))
	for _, a := range m.Attributes {
		switch {
		case a.Within == nil:
			out = append(out, a)
		case a.Part == 0:
			out = append(out, a.Within.Key)
		}
	}
	return out
}

// Like is the attribute that has a Go type for the values of a column that no field of its own holds: what the column refers to.
func (a *Attribute) Like() *Attribute {
	for a.Type == nil {
		switch {
		case a.Within != nil && a.Within.Legs != nil:
			a = a.Within.refersTo(a)
		case a.Within != nil:
			a = a.Within.Ref.Parts[a.Part]
		case a.Side != nil:
			a = a.Side.Ref
		default:
			return a
		}
	}
	return a
}

// refersTo is what a column of a polymorphic relation refers to, of several models' keys the largest.
func (s *Side) refersTo(column *Attribute) *Attribute {
	found := s.Legs[0].Ref.Parts[column.Part]
	for _, l := range s.Legs {
		if to := l.Ref.Parts[column.Part]; to.Kind > found.Kind || to.Kind == found.Kind && to.MaxLength > found.MaxLength {
			found = to
		}
	}
	return found
}
