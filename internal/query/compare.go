package query

import (
	"errors"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// NewCompare is the predicate "path lookup value" of a caller's value. The value must convert exactly to the field's type;
// lists are for In and Range only. What the field cannot answer is an ErrQuery.
func NewCompare(p *schema.Path, l Lookup, value any) (*Node, error) {
	a := p.Attr
	if a == nil {
		return nil, Errorf("%s.%s: name a field of the relation to compare it", p.Root.Name, p.Text)
	}
	if err := answers(a, l); err != nil {
		return nil, err
	}
	switch l {
	case IsNull:
		on, ok := value.(bool)
		if !ok {
			return nil, Errorf("%s__isnull takes true or false, got %T", p.Text, value)
		}
		return &Node{Op: Compare, Path: p, Lookup: IsNull, Value: on}, nil
	case In, Range:
		return newList(p, l, value)
	}
	if a.Elem != nil && a.Cipher == nil && (l == Contains || l.Array()) {
		return newArray(p, l, value)
	}
	if a.Ranges() && (l == Contains || l == Overlaps) {
		return newRange(p, l, value)
	}
	if Holds(a) && l == Contains {
		return newHolds(p, value)
	}
	if _, ok := value.(*Document); ok {
		return nil, Errorf("%s.%s is no JSON field; ContainsJSON asks these", p.Root.Name, p.Text)
	}
	if l.Text() {
		return newText(p, l, value)
	}
	v, err := convert(p, value)
	if err != nil {
		return nil, err
	}
	if value == nil {
		v = nil // also where a nil that is written would be the JSON null
	}
	if v == nil {
		switch l {
		case Exact, Ne:
			return &Node{Op: Compare, Path: p, Lookup: IsNull, Value: l == Exact}, nil
		}
		return nil, Errorf("%s__%s compares with a value, got nil", p.Text, l)
	}
	if a.Cipher != nil {
		return newDigest(p, []any{v})
	}
	return &Node{Op: Compare, Path: p, Lookup: l, Value: v}, nil
}

// answers says whether a field can answer a lookup at all.
func answers(a *schema.Attribute, l Lookup) error {
	if a.Cipher != nil {
		if _, ok := a.Cipher.(schema.Digest); !ok || (l != Exact && l != In) {
			return NotSearchable(a, l.String())
		}
		return nil
	}
	switch {
	case a.Elem != nil && (l == Contains || l.Array()):
		return nil
	case a.Elem != nil && l != Exact && l != Ne && l != IsNull:
		return Errorf("%s.%s is an array; it answers exact, ne, isnull, contains, contained_by, overlap, any and len, not %s", a.Model.Name, a.Name, l)
	case a.Ranges() && (l == Contains || l == Overlaps), Holds(a) && l == Contains:
		return nil
	case l == Overlaps:
		return Errorf("%s.%s is a %s; overlaps is a lookup of ranges", a.Model.Name, a.Name, a.Kind)
	case l.Text() && a.SQLType != "" && !textual(a):
		return Errorf("%s.%s is of the type %s; %s searches texts", a.Model.Name, a.Name, a.SQLType, l)
	case l.Array():
		return Errorf("%s.%s is a %s; %s is a lookup of arrays", a.Model.Name, a.Name, a.Kind, l)
	case l.Text() && !a.Kind.IsText():
		return Errorf("%s.%s is a %s; %s searches String and Text fields", a.Model.Name, a.Name, a.Kind, l)
	case a.Kind == schema.KindJSON && l != Exact && l != Ne && l != IsNull:
		return Errorf("%s.%s is a JSON field; it answers exact, ne, isnull and contains, not %s", a.Model.Name, a.Name, l)
	case a.Kind == schema.KindOpaque && a.SQLType == "" && l != IsNull:
		return NotSearchable(a, l.String())
	}
	return nil
}

// NotSearchable is the error of asking a field what it cannot answer.
func NotSearchable(a *schema.Attribute, what string) error {
	return &searchError{model: a.Model.Name, field: a.Name, what: what}
}

// searchError is an ErrNotSearchable that names the field.
type searchError struct{ model, field, what string }

// Error names the field and what was asked of it.
func (e *searchError) Error() string {
	return "orm: " + e.model + "." + e.field + " is encrypted or opaque and cannot answer " + e.what +
		"; crypt.Searchable and crypt.HMAC fields answer exact and in"
}

// Is makes it an ErrNotSearchable and so an ErrQuery.
func (e *searchError) Is(target error) bool {
	return target == schema.ErrNotSearchable || target == schema.ErrQuery
}

// Sortable says whether a field has an order.
func Sortable(a *schema.Attribute) error {
	if len(a.Parts) > 0 {
		return OneColumn(a.Model.Name+"."+a.Name, a)
	}
	if a.Cipher != nil || a.Kind == schema.KindOpaque && a.SQLType == "" {
		return NotSearchable(a, "an order")
	}
	if a.Kind == schema.KindJSON {
		return Errorf("%s.%s is a JSON field and has no order", a.Model.Name, a.Name)
	}
	return nil
}

// OneColumn refuses a key of several columns where one is wanted.
func OneColumn(path string, a *schema.Attribute) error {
	names := make([]string, len(a.Parts))
	for i, p := range a.Parts {
		names[i] = p.Name
	}
	return Errorf("%s is a key of several columns (%s); name one of them", path, strings.Join(names, ", "))
}

// Convert makes the canonical value of what a path is given.
func Convert(p *schema.Path, value any) (any, error) { return convert(p, value) }

// convert makes the canonical value. Where a key is asked for, a row or a One of one stands for its key.
func convert(p *schema.Path, value any) (any, error) {
	v, is, err := p.Attr.InstanceKey(value)
	if !is {
		v, err = p.Attr.Convert(value)
	}
	if err == nil {
		return v, nil
	}
	if errors.Is(err, schema.ErrNotPersisted) {
		return nil, err
	}
	return nil, Misfit(p.Root.Name+"."+p.Text, err)
}

// newText takes a piece of text, for which no row can stand.
func newText(p *schema.Path, l Lookup, value any) (*Node, error) {
	a := p.Attr
	if a.Side != nil {
		a = a.Side.Ref
	}
	v, err := a.Convert(value)
	if err != nil {
		return nil, Misfit(p.Root.Name+"."+p.Text, err)
	}
	s, ok := v.(string)
	if !ok {
		return nil, Errorf("%s__%s takes a string, got nil", p.Text, l)
	}
	if given := reflect.ValueOf(value); l != IExact && given.Kind() == reflect.String && strings.TrimRight(given.String(), " ") == s {
		s = given.String() // the blanks at the end of a piece are a part of it, also where those of a value are none
	}
	return &Node{Op: Compare, Path: p, Lookup: l, Value: s}, nil
}

// newList converts a slice of any element type. A []byte is a value, not a list.
func newList(p *schema.Path, l Lookup, value any) (*Node, error) {
	rv := reflect.ValueOf(value)
	if !rv.IsValid() || (rv.Kind() != reflect.Slice && rv.Kind() != reflect.Array) || rv.Type().Elem().Kind() == reflect.Uint8 {
		return nil, Errorf("%s__%s takes a slice, got %T", p.Text, l, value)
	}
	list := make([]any, rv.Len())
	for i := range list {
		v, err := convert(p, rv.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		if v == nil {
			return nil, Errorf("%s__%s: item %d is nil; ask for NULL with isnull", p.Text, l, i)
		}
		list[i] = v
	}
	if l == Range && len(list) != 2 {
		return nil, Errorf("%s__range takes exactly two values, got %d", p.Text, len(list))
	}
	if p.Attr.Cipher != nil && len(list) > 0 {
		return newDigest(p, list)
	}
	return &Node{Op: Compare, Path: p, Lookup: l, List: list}, nil
}

// newDigest is equality on an encrypted field: with what every key would have stored.
func newDigest(p *schema.Path, values []any) (*Node, error) {
	var stored []any
	for _, v := range values {
		d, err := p.Attr.Digests(v)
		if err != nil {
			return nil, Misfit(p.Root.Name+"."+p.Text, err)
		}
		stored = append(stored, d...)
	}
	return &Node{Op: Compare, Path: p, Lookup: In, List: stored}, nil
}
