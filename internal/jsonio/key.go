package jsonio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// keyForm writes and reads references: objects of nothing but the key, under the name that the key
// has in the whole object.
type keyForm struct {
	attr    *schema.Attribute
	name    string       // "-" for a key that JSON does not show
	wrapper reflect.Type // a struct of only the key; nil where the key is itself a relation
	parts   []*keyForm   // of a key of several fields
	reader  valueReader  // of a key with a wrapper
	plain   []byte       // {"name": of a whole number that is written as such; nil of any other key
}

func newKeyForm(a *schema.Attribute, f *goField) *keyForm {
	k := &keyForm{attr: a, name: a.JSONName}
	if k.name == "-" || a.Side != nil && a.Side.HasField {
		return k
	}
	t, quoted := gotype.Plain(a.Type), f != nil && f.quoted
	k.wrapper, k.reader = taggedStruct(t, k.name, quoted), readerOf(a.Type, quoted)
	if name, err := encodeJSON(k.name); err == nil && !quoted && t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64 && !marshalsItself(t) {
		k.plain = append(append([]byte{'{'}, name...), ':')
	}
	return k
}

// object adds the reference to a canonical key. A key that is itself a relation is written as that
// relation's reference, one that JSON does not show leaves an empty object.
func (k *keyForm) object(out []byte, canonical any) ([]byte, error) {
	if k.name == "-" {
		return append(out, "{}"...), nil
	}
	if k.parts != nil {
		return k.partsObject(out, canonical)
	}
	if k.wrapper == nil {
		inner, err := layoutOf(k.attr.Side.Target.Type)
		if err != nil {
			return nil, err
		}
		if out, err = inner.along(k.attr.Side).object(fmt.Appendf(out, "{%q:", k.name), canonical); err != nil {
			return nil, err
		}
		return append(out, '}'), nil
	}
	if n, is := canonical.(int64); is && k.plain != nil {
		return append(strconv.AppendInt(append(out, k.plain...), n, 10), '}'), nil
	}
	v, err := k.attr.GoValue(canonical)
	if err != nil {
		return nil, err
	}
	w := reflect.New(k.wrapper)
	w.Elem().Field(0).Set(reflect.ValueOf(v))
	text, err := encodeJSON(w.Interface())
	return append(out, text...), err
}

// of adds the reference to an instance.
func (k *keyForm) of(out []byte, row unsafe.Pointer) ([]byte, error) {
	canonical, err := k.attr.Get(row)
	if err != nil {
		return nil, err
	}
	if canonical == nil {
		return append(out, "null"...), nil
	}
	return k.object(out, canonical)
}

// bare reads the canonical key out of a JSON value that is the key alone.
func (k *keyForm) bare(text []byte) (any, error) {
	text = bytes.TrimSpace(text)
	if k.parts != nil {
		return k.bareParts(text)
	}
	if k.wrapper == nil {
		if k.name == "-" || k.attr.Side == nil {
			return decodeValue(k.attr, text)
		}
		inner, err := layoutOf(k.attr.Side.Target.Type)
		if err != nil {
			return nil, err
		}
		return inner.along(k.attr.Side).read(text)
	}
	return k.reader.read(k.attr, text)
}

// read is the canonical key of a bare key or of an object that has only the key.
func (k *keyForm) read(text []byte) (any, error) {
	if inner, ok := k.only(text, ""); ok {
		text = inner
	}
	v, err := k.bare(text)
	if err == nil && v == nil {
		err = query.Errorf("null is no key of %s", k.attr.Model.Name)
	}
	return v, err
}

// only is the key's text in an object that has no other member, but for one that is not the row's.
func (k *keyForm) only(text []byte, besides string) ([]byte, bool) {
	if !isObject(text) || k.name == "-" {
		return nil, false
	}
	if k.parts != nil {
		members := map[string]json.RawMessage{}
		if json.Unmarshal(text, &members) != nil {
			return nil, false
		}
		delete(members, besides)
		return k.onlyParts(members)
	}
	var inner json.RawMessage
	others := false
	whole := EachMember(text, func(name string, value json.RawMessage) {
		switch {
		case name == k.name:
			inner = value
		case besides == "" || name != besides:
			others = true
		}
	})
	return inner, whole && inner != nil && !others
}

func isObject(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && text[0] == '{'
}

func isNull(text []byte) bool { return string(bytes.TrimSpace(text)) == "null" }

// encodeJSON is json.Marshal that leaves the escaping of HTML to whoever encodes the whole.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
