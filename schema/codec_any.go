package schema

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// attachAny is for the key of a polymorphic relation, which an Any holds, and for its two columns.
func (s *Side) attachAny() {
	a := s.Key
	a.Get = func(row unsafe.Pointer) (any, error) { return s.anyKey(AnyAt(row, s.Offset)) }
	a.Set = func(row unsafe.Pointer, canonical any) error {
		k := KeyOf(canonical)
		if canonical != nil && k.Form != TupleKey {
			return a.valueError(mismatch, canonical)
		}
		o := OneAt(row, s.Offset)
		*o = OneState{Binding: o.Binding}
		o.SetKey(k)
		return nil
	}
	a.IsZero = func(row unsafe.Pointer) bool {
		o := OneAt(row, s.Offset)
		return o.Key().IsZero() && o.Target == nil
	}
	a.KeyOf = func(row unsafe.Pointer) Key {
		v, err := a.Get(row)
		if err != nil {
			return Key{}
		}
		return KeyOf(v)
	}
	a.Convert, a.GoValue = s.convertAny, s.goAny
	for _, p := range a.Parts {
		p.Within = s
		s.attachAnyPart(p, s.refersTo(p))
	}
	s.Ref.Convert, s.Ref.GoValue = s.convertAny, s.goAny
}

// attachAnyPart is attachPart for the two columns.
func (s *Side) attachAnyPart(p, like *Attribute) {
	i := p.Part
	p.Convert, p.GoValue = like.Convert, like.GoValue
	p.Get = func(row unsafe.Pointer) (any, error) {
		o := AnyAt(row, s.Offset)
		if o.form == brokenTuple {
			return Tuple(o.str).Part(i), nil
		}
		v, err := s.anyKey(o)
		if t, ok := v.(Tuple); ok && err == nil {
			return t.Part(i), nil
		}
		return nil, err
	}
	p.Set = func(row unsafe.Pointer, canonical any) error {
		OneAt(row, s.Offset).setPart(i, 2, canonical)
		return nil
	}
	p.IsZero = func(row unsafe.Pointer) bool {
		v, err := p.Get(row)
		return v == nil && err == nil
	}
	p.check = func(row unsafe.Pointer) *breach {
		v, err := p.Get(row)
		if errors.Is(err, ErrNotPersisted) {
			return nil
		}
		if err != nil {
			return brokenKey(err)
		}
		if name, ok := v.(string); ok && i == 0 && s.Named(name) == nil {
			return &breach{rule: ruleChoices, param: s.typeNames(), value: name}
		}
		return p.inspect(v)
	}
	p.attachKeyOf()
}

func (s *Side) typeNames() []any {
	out := make([]any, len(s.Legs))
	for i, l := range s.Legs {
		out[i] = l.TypeName
	}
	return out
}

// wantedAny is the breach of a value that cannot stand for a row of one of the models.
func (s *Side) wantedAny() *breach {
	names := make([]string, len(s.Legs))
	for i, l := range s.Legs {
		names[i] = "*" + l.Target.Name
	}
	return &breach{rule: ruleType, param: fmt.Sprintf("%s or orm.Any of one, or a type name with a key", strings.Join(names, ", "))}
}

// anyKey is the canonical key that a polymorphic relation refers to: a Tuple of type name and key.
func (s *Side) anyKey(o *AnyState) (any, error) {
	switch k := o.Key(); {
	case k.Form == TupleKey:
		return Tuple(k.Str), nil
	case !k.IsZero():
		given, _, _ := strings.Cut(k.Str, rawMark)
		return nil, s.Key.valueError(s.wantedAny(), givenKey(given))
	case o.Target == nil:
		return nil, nil
	}
	leg, known := s.Leg(o)
	if !known {
		return nil, s.Key.valueError(s.wantedAny(), givenKey("a *"+o.Type.Name()))
	}
	return leg.keyOfTarget(o.Target)
}

// keyOfTarget is the key of a leg to an instance of its model.
func (s *Side) keyOfTarget(row unsafe.Pointer) (any, error) {
	key, err := s.Target.Key().instanceKey(s.Any.Name, row)
	if err != nil || key == nil {
		return nil, err
	}
	return NewTuple([]any{s.TypeName, key}), nil
}

// convertAny makes the canonical key of an instance of one of the models, an Any or a One of one, or of a type name and a key.
func (s *Side) convertAny(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	v := reflect.ValueOf(value)
	if o, is := anyIn(v); is {
		return s.anyKey(o)
	}
	for _, l := range s.Legs {
		o, is := l.Target.relation(v)
		switch {
		case is && o != nil:
			key, _, err := l.Target.Key().InstanceKey(value)
			if err != nil || key == nil {
				return nil, err
			}
			return NewTuple([]any{l.TypeName, key}), nil
		case is || v.Kind() != reflect.Pointer || v.Type().Elem() != l.Target.Type:
		case v.IsNil():
			return nil, nil
		default:
			return l.keyOfTarget(v.UnsafePointer())
		}
	}
	return s.convertPair(value, v)
}

// convertPair makes the key of a type name and a key, as a list or as the Tuple.
func (s *Side) convertPair(value any, v reflect.Value) (any, error) {
	if t, ok := value.(Tuple); ok {
		v = reflect.ValueOf(t.Parts())
	}
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Len() != 2 {
		return nil, s.Key.valueError(s.wantedAny(), value)
	}
	name, ok := v.Index(0).Interface().(string)
	leg := s.Named(name)
	if !ok || leg == nil {
		return nil, s.Key.valueError(&breach{rule: ruleChoices, param: s.typeNames()}, v.Index(0).Interface())
	}
	key, err := leg.Target.Key().Convert(v.Index(1).Interface())
	if err != nil || key == nil {
		return nil, err
	}
	return NewTuple([]any{name, key}), nil
}

// goAny is the slice of type name and key.
func (s *Side) goAny(canonical any) (any, error) {
	t, ok := canonical.(Tuple)
	if !ok {
		return nil, nil
	}
	parts := t.Parts()
	if len(parts) != 2 {
		return nil, s.Key.valueError(mismatch, canonical)
	}
	name, _ := parts[0].(string)
	if leg := s.Named(name); leg != nil {
		key, err := leg.Target.Key().GoValue(parts[1])
		return []any{name, key}, err
	}
	return parts, nil
}

// anyIn is the state of a value that is an Any or points to one.
func anyIn(v reflect.Value) (*AnyState, bool) {
	switch {
	case v.Kind() == reflect.Pointer && v.Type().Implements(toAnyType):
		if v.IsNil() {
			return &AnyState{}, true
		}
		return (*AnyState)(v.UnsafePointer()), true
	case v.Kind() == reflect.Struct && reflect.PointerTo(v.Type()).Implements(toAnyType):
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		return (*AnyState)(p.UnsafePointer()), true
	}
	return nil, false
}
