package schema

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// attachKey is for a foreign key in a One. The key it points to is looked up with every call, since the registry may not
// have resolved it yet.
func (a *Attribute) attachKey() {
	offset := a.Offset
	a.Get = func(row unsafe.Pointer) (any, error) { return a.keyOf(OneAt(row, offset)) }
	a.Set = func(row unsafe.Pointer, canonical any) error {
		k := KeyOf(canonical)
		if canonical != nil && k.IsZero() {
			return a.valueError(mismatch, canonical)
		}
		o := OneAt(row, offset)
		*o = OneState{Binding: o.Binding}
		o.SetKey(k)
		return nil
	}
	a.IsZero = func(row unsafe.Pointer) bool {
		o := OneAt(row, offset)
		return o.Key().IsZero() && o.Target == nil && !o.Unread()
	}
	a.check = func(row unsafe.Pointer) *breach {
		o := OneAt(row, offset)
		if k := o.Key(); k.Form == IntKey && a.Kind != KindEnum {
			return a.integerRules(k.Num)
		}
		v, err := a.keyOf(o)
		if errors.Is(err, ErrNotPersisted) {
			return nil
		}
		if err != nil {
			return brokenKey(err)
		}
		return a.inspect(v)
	}
	a.Convert, a.Gather = a.convertKey, a.gatherKeys
	a.GoValue = func(canonical any) (any, error) { return a.Side.Ref.GoValue(canonical) }
}

// keyOf is the canonical key that a relation refers to.
func (a *Attribute) keyOf(o *OneState) (any, error) {
	switch k := o.Key(); {
	case k.Form == RefusedKey, o.Unread():
		if raw := rawValue(k.raw()); raw != nil && !a.Side.ByKey() {
			if v, err := a.Side.Ref.Convert(raw); err == nil {
				return v, nil
			}
		}
		return nil, a.valueError(a.Side.Target.wanted(), a.Side.Target.given(o))
	case !k.IsZero():
		if !a.Side.ByKey() && !a.Side.Ref.hasForm(k.Form) {
			return a.Side.Ref.Convert(k.Canonical())
		}
		return k.Canonical(), nil
	case o.Target == nil:
		return nil, nil
	}
	return a.Side.Ref.instanceKey(a.Name, o.Target)
}

// instanceKey reads the key of an instance, which has one when it is saved or when the key is not zero. The name is that of
// the field which refers to it.
func (key *Attribute) instanceKey(name string, row unsafe.Pointer) (any, error) {
	m := key.Model
	if !m.saved(row) && key.IsZero(row) {
		return nil, fmt.Errorf("%w: field %q refers to an instance of %s without a key; save it first", ErrNotPersisted, name, m.Name)
	}
	return key.Get(row)
}

// InstanceKey is the canonical key of a value that stands for a row of the attribute's own model: an instance, or a One of
// it. is says whether the value is one, which it can be only where the attribute is the model's single key.
func (a *Attribute) InstanceKey(value any) (key any, is bool, err error) {
	m := a.Model
	if value == nil || a.Side != nil || m.Identity() != a {
		return nil, false, nil
	}
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer && v.Kind() != reflect.Struct {
		return nil, false, nil
	}
	if o, ok := m.relation(v); ok {
		switch {
		case o == nil || o.Key().Form == RefusedKey || o.Unread():
			return nil, true, a.valueError(m.wanted(), m.given(o))
		case !o.Key().IsZero():
			return o.Key().Canonical(), true, nil
		case o.Target == nil:
			return nil, true, nil
		}
		key, err = a.instanceKey(a.Name, o.Target)
		return key, true, err
	}
	if v.Kind() != reflect.Pointer || v.Type().Elem() != m.Type || v.IsNil() {
		return nil, false, nil
	}
	key, err = a.instanceKey(a.Name, v.UnsafePointer())
	return key, true, err
}

// brokenKey is the breach of a target whose key could not be read.
func brokenKey(err error) *breach {
	var failed *ValidationError
	if errors.As(err, &failed) && len(failed.Failures) > 0 {
		f := failed.Failures[0]
		return &breach{rule: f.Rule, param: f.Param, value: f.Value}
	}
	var wrong *ValueError
	if errors.As(err, &wrong) {
		f := wrong.Failure()
		return &breach{rule: f.Rule, param: f.Param, value: f.Value, cause: wrong.cause}
	}
	return &breach{rule: ruleType, param: err.Error(), cause: err}
}

// convertKey makes the canonical key of a raw key, an instance of the target or a One.
func (a *Attribute) convertKey(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	v := reflect.ValueOf(value)
	if o, ok := a.Side.Target.relation(v); ok {
		if o == nil {
			return nil, a.valueError(a.Side.Target.wanted(), value)
		}
		return a.keyOf(o)
	}
	if v.Kind() == reflect.Pointer && v.Type().Elem() == a.Side.Target.Type {
		if v.IsNil() {
			return nil, nil
		}
		return a.Side.Ref.instanceKey(a.Name, v.UnsafePointer())
	}
	c, err := a.Side.Ref.Convert(value)
	var wrong *ValueError
	if errors.As(err, &wrong) {
		named := *wrong
		named.Field = a.Name
		if named.rule == ruleType {
			named.Want = a.want(a.Side.Target.wanted())
		}
		return nil, &named
	}
	return c, err
}

// relation is the state of a value that is a One or points to one; nil for a One of another model.
func (m *Model) relation(v reflect.Value) (state *OneState, is bool) {
	switch v.Kind() {
	case reflect.Pointer:
	case reflect.Struct:
		if !reflect.PointerTo(v.Type()).Implements(toOneType) {
			return nil, false
		}
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		v = p
	default:
		return nil, false
	}
	one, ok := v.Interface().(ToOne)
	switch {
	case !ok:
		return nil, false
	case v.IsNil():
		return &OneState{}, true
	case one.RelationTarget() != m.Type:
		return nil, true
	}
	return (*OneState)(v.UnsafePointer()), true
}

// given describes what a relation that cannot be used was made of; nil is one to another model.
func (m *Model) given(o *OneState) givenKey {
	switch {
	case o == nil:
		return "a relation to another model"
	case o.Key().Form != RefusedKey:
		return "a relation that was not loaded"
	case m.Identity().hides():
		return "a value of another type"
	}
	given, _, _ := strings.Cut(o.Key().Str, rawMark)
	return givenKey(given)
}

// wanted is the breach of a value that cannot stand for a row of the model.
func (m *Model) wanted() *breach {
	return &breach{rule: ruleType, param: fmt.Sprintf("%s, *%s or orm.One[%s]", m.Identity().takes(), m.Name, m.Name)}
}
