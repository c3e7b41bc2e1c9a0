package query

import (
	"encoding/json"
	"reflect"

	"github.com/ormar-go/ormar/schema"
)

// lengths is like a number of elements.
var lengths = schema.Figure("len", schema.KindBigInteger)

// newArray is a question about the elements of an array. One element that is asked for is a list of it.
func newArray(p *schema.Path, l Lookup, value any) (*Node, error) {
	name := p.Root.Name + "." + p.Text
	switch l {
	case Len:
		n, err := lengths.Convert(value)
		if err != nil || n == nil {
			return nil, Errorf("%s__len takes a whole number, got %T", p.Text, value)
		}
		return &Node{Op: Compare, Path: p, Lookup: Len, Value: n}, nil
	case Any:
		if value == nil {
			return nil, Errorf("%s__any takes an element, got nil", p.Text)
		}
		if _, err := p.Attr.Elem.Convert(value); err != nil {
			return nil, Misfit(name, err)
		}
		l, value = Contains, []any{value}
	}
	if v := reflect.ValueOf(value); v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) {
		for i := range v.Len() {
			if e := v.Index(i); (e.Kind() == reflect.Pointer || e.Kind() == reflect.Interface) && e.IsNil() {
				return nil, Errorf("%s__%s: item %d is nil, which no element is equal to", p.Text, l, i)
			}
		}
	} else {
		return nil, Errorf("%s__%s takes a slice, got %T", p.Text, l, value)
	}
	v, err := p.Attr.Convert(value)
	if err != nil {
		return nil, Misfit(name, err)
	}
	if v == nil {
		v = json.RawMessage("[]")
	}
	return &Node{Op: Compare, Path: p, Lookup: l, Value: v}, nil
}

// Lengths is the attribute like which the value of Len is bound.
func Lengths() *schema.Attribute { return lengths }
