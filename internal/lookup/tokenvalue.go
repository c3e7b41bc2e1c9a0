package lookup

import (
	"database/sql/driver"
	"encoding"
	"encoding/base64"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/query"
)

// spelledValue is a value by its kind: nil, truth, a whole number with or without a sign, a float, a text, bytes, a time, a list.
type spelledValue struct {
	Kind byte
	Text string          `json:",omitempty"`
	List []*spelledValue `json:",omitempty"`
}

// value spells what a condition or an expression has of a caller's.
func (w *speller) value(v any) *spelledValue {
	switch v := v.(type) {
	case nil:
		return &spelledValue{Kind: 'n'}
	case time.Time:
		return &spelledValue{Kind: 't', Text: v.Format(time.RFC3339Nano)}
	case Expr:
		w.refuse("a condition compares with an expression")
		return nil
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Pointer && !r.IsNil() && r.Elem().Kind() != reflect.Struct:
		return w.value(r.Elem().Interface())
	case gotype.IsNull(r.Type()):
		if !r.Field(1).Bool() {
			return &spelledValue{Kind: 'n'}
		}
		return w.value(r.Field(0).Interface())
	case r.Kind() == reflect.Bool:
		return &spelledValue{Kind: 'b', Text: strconv.FormatBool(r.Bool())}
	case r.CanInt():
		return &spelledValue{Kind: 'i', Text: strconv.FormatInt(r.Int(), 10)}
	case r.CanUint():
		return &spelledValue{Kind: 'u', Text: strconv.FormatUint(r.Uint(), 10)}
	case r.CanFloat():
		return &spelledValue{Kind: 'f', Text: strconv.FormatFloat(r.Float(), 'g', -1, 64)}
	case r.Kind() == reflect.String:
		return &spelledValue{Kind: 's', Text: base64.StdEncoding.EncodeToString([]byte(r.String()))}
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8:
		return &spelledValue{Kind: 'x', Text: base64.StdEncoding.EncodeToString(r.Bytes())}
	}
	return w.own(v, r)
}

// own spells a value of a type of its own by what it gives for itself, and a list by its values.
func (w *speller) own(v any, r reflect.Value) *spelledValue {
	if valuer, ok := v.(driver.Valuer); ok {
		if plain, err := valuer.Value(); err == nil && reflect.TypeOf(plain) != r.Type() {
			return w.value(plain)
		}
	}
	if text, ok := v.(encoding.TextMarshaler); ok {
		if b, err := text.MarshalText(); err == nil {
			return w.value(string(b))
		}
	}
	if r.Kind() == reflect.Slice {
		list := &spelledValue{Kind: 'l'}
		for i := range r.Len() {
			list.List = append(list.List, w.value(r.Index(i).Interface()))
		}
		return list
	}
	w.refuse("a sort key cannot carry a %T", v)
	return nil
}

// value is the value that was spelled.
func (s *spelledValue) value() any {
	switch s.Kind {
	case 't':
		t, _ := time.Parse(time.RFC3339Nano, s.Text)
		return t
	case 'b':
		return s.Text == "true"
	case 'i':
		n, _ := strconv.ParseInt(s.Text, 10, 64)
		return n
	case 'u':
		n, _ := strconv.ParseUint(s.Text, 10, 64)
		return n
	case 'f':
		f, _ := strconv.ParseFloat(s.Text, 64)
		return f
	case 's', 'x':
		b, _ := base64.StdEncoding.DecodeString(s.Text)
		if s.Kind == 's' {
			return string(b)
		}
		return b
	case 'l':
		list := make([]any, len(s.List))
		for i, v := range s.List {
			list[i] = v.value()
		}
		return list
	}
	return nil
}

// condition spells a condition of a Case.
func (w *speller) condition(c Condition) *spelledCondition {
	switch c := c.(type) {
	case Q:
		s := &spelledCondition{}
		for _, key := range slices.Sorted(maps.Keys(c)) {
			s.Keys, s.Values = append(s.Keys, key), append(s.Values, w.value(c[key]))
		}
		return s
	case *Comparison:
		return &spelledCondition{Place: spellPlace(c.Place), Lookup: c.Lookup, Values: []*spelledValue{w.value(c.Value)}}
	case *Composed:
		return w.composed(c)
	}
	w.refuse("a sort key cannot carry a %T", c)
	return nil
}

func (w *speller) composed(c *Composed) *spelledCondition {
	if c.err != nil {
		w.err = c.err
		return nil
	}
	if c.op == query.Exists {
		w.refuse("a sort key cannot carry a sub-query")
		return nil
	}
	s := &spelledCondition{Op: c.op, Lookup: c.lookup, Path: c.path, Left: w.expr(c.left), Text: c.text, Depth: c.depth}
	for _, k := range c.kids {
		s.Kids = append(s.Kids, w.condition(k))
	}
	for _, v := range c.args {
		s.Values = append(s.Values, w.value(v))
	}
	if c.op == query.Compare {
		if right, ok := c.value.(Expr); ok {
			s.Kids = []*spelledCondition{{Left: w.expr(&right)}}
		} else {
			s.Values = []*spelledValue{w.value(c.value)}
		}
	}
	return s
}

// condition is the condition that was spelled.
func (s *spelledCondition) condition() Condition {
	switch {
	case s.Op == 0 && s.Lookup == 0:
		q := Q{}
		for i, key := range s.Keys {
			q[key] = s.Values[i].value()
		}
		return q
	case s.Op == 0:
		return &Comparison{Place: s.Place.place(), Lookup: s.Lookup, Value: s.Values[0].value()}
	}
	c := &Composed{op: s.Op, lookup: s.Lookup, path: s.Path, text: s.Text, depth: s.Depth}
	if s.Op == query.Compare {
		left := s.Left.expr()
		if c.left = &left; len(s.Kids) > 0 {
			c.value = s.Kids[0].Left.expr()
			return c
		}
		c.value = s.Values[0].value()
		return c
	}
	for _, k := range s.Kids {
		c.kids = append(c.kids, k.condition())
	}
	for _, v := range s.Values {
		c.args = append(c.args, v.value())
	}
	return c
}
