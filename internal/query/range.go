package query

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// textual reports whether a type of the database's own is one of texts.
func textual(a *schema.Attribute) bool {
	name := strings.ToLower(a.SQLType)
	return strings.Contains(name, "char") || strings.Contains(name, "text") || name == "name"
}

// newRange is a question about a range: whether it has an element, which is the lookup Any, or another range, or a part of one.
func newRange(p *schema.Path, l Lookup, value any) (*Node, error) {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.IsValid() {
		value = v.Interface()
	}
	switch x := value.(type) {
	case nil:
		return nil, Errorf("%s__%s takes a range or an element, got nil", p.Text, l)
	case time.Time:
		value = x.UTC().Format("2006-01-02 15:04:05.999999Z07:00")
	default:
		if v.CanInt() || v.CanUint() || v.CanFloat() {
			value = fmt.Sprint(x)
			break
		}
		converted, err := p.Attr.Convert(value)
		if err != nil {
			return nil, Misfit(p.Root.Name+"."+p.Text, err)
		}
		value = converted
	}
	text, ok := value.(string)
	if !ok {
		return nil, Errorf("%s__%s takes a range or an element, got %T", p.Text, l, value)
	}
	if whole := text == "empty" || strings.HasPrefix(text, "[") || strings.HasPrefix(text, "("); !whole {
		if l == Overlaps {
			return nil, Errorf("%s__overlaps takes a range, such as [1,5)", p.Text)
		}
		l = Any
	}
	return &Node{Op: Compare, Path: p, Lookup: l, Value: text}, nil
}
