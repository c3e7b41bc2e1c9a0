package jsonio

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// document checks JSON against the Go type that encoding/json will fill from it, to any depth:
// every name letter for letter, none that the type does not have, every value of the type's kind,
// no element that would be dropped. A type that reads JSON or text by a method of its own is asked,
// and is its own master. The text that is handed back lacks what IgnoreUnknown drops.
func (d *decoder) document(t reflect.Type, quoted, hides bool, text []byte, at spot) []byte {
	w := documentWalk{d: d, at: at, hides: hides}
	return w.value(t, quoted, text, nil)
}

// documentWalk is the walk over one document.
type documentWalk struct {
	d     *decoder
	at    spot // of the field that holds the document
	hides bool // errors of the types' own methods stay out of messages
}

// trail is the way into a document. It becomes a path only where something is wrong.
type trail struct {
	up    *trail
	name  string
	index int // of an element, else -1
}

func (w *documentWalk) spot(at *trail) spot {
	if w.d.full() {
		return w.at // nothing is added any more, and a path may be as long as the body
	}
	var steps []*trail
	for ; at != nil; at = at.up {
		steps = append(steps, at)
	}
	slices.Reverse(steps)
	out := w.at
	var b bytes.Buffer
	b.WriteString(out.path)
	for _, s := range steps {
		if s.index >= 0 {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		} else {
			b.WriteString("." + s.name)
		}
	}
	out.path = b.String()
	return out
}

// value checks one value.
func (w *documentWalk) value(t reflect.Type, quoted bool, text []byte, at *trail) []byte {
	text = bytes.TrimSpace(text)
	for !ownMaster(t, text) {
		if t.Kind() != reflect.Pointer {
			break
		}
		t = t.Elem()
	}
	switch {
	case isNull(text):
	case quoted:
		w.quoted(t, text, at)
	case ownMaster(t, text):
		w.leaf(t, text, at)
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
	case t.Kind() == reflect.Struct:
		return w.object(t, text, at)
	case t.Kind() == reflect.Map:
		return w.dictionary(t, text, at)
	case t.Kind() == reflect.Slice && text[0] == '"' && t.Elem().Kind() == reflect.Uint8:
		var s string
		if json.Unmarshal(text, &s) == nil {
			if _, err := DecodeBase64(base64.StdEncoding, s); err != nil {
				w.wrong("base64", at)
			}
		}
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		return w.list(t, text, at)
	default:
		w.leaf(t, text, at)
	}
	return text
}

// ownMaster reports whether a type reads the text by a method of its own.
func ownMaster(t reflect.Type, text []byte) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || text[0] == '"' && p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func (w *documentWalk) wrong(want string, at *trail) {
	w.d.refuse(w.spot(at), ruleType, want, "the field takes %s", want)
}

// leaf has encoding/json read a value in which nothing has a name.
func (w *documentWalk) leaf(t reflect.Type, text []byte, at *trail) {
	err := json.Unmarshal(text, reflect.New(t).Interface())
	switch {
	case err == nil:
	case ownMaster(t, text) && !w.hides:
		w.d.refuse(w.spot(at), ruleType, t.String(), "the field takes %s: %s", t, schema.Printable(err.Error()))
	default:
		w.wrong(t.String(), at)
	}
}

// quoted checks a value that stands in a text.
func (w *documentWalk) quoted(t reflect.Type, text []byte, at *trail) {
	var inner string
	if json.Unmarshal(text, &inner) != nil || !json.Valid([]byte(inner)) || json.Unmarshal([]byte(inner), reflect.New(t).Interface()) != nil {
		w.wrong(t.String()+" in a text", at)
	}
}

// object checks the members of a struct.
func (w *documentWalk) object(t reflect.Type, text []byte, at *trail) []byte {
	if text[0] != '{' {
		w.wrong("an object", at)
		return text
	}
	fields := fieldsOf(t)
	out := objectWriter{}
	for _, m := range membersOf(text) {
		here := &trail{at, m.Name, -1}
		f, known := fields[m.Name]
		switch {
		case known:
			out.add(m.Name, w.value(f.typ, f.quoted, m.Value, here))
		case !w.d.Unknown:
			w.d.refuse(w.spot(here), ruleUnknown, nil, "there is no such field")
		}
	}
	return out.close()
}

// dictionary checks the keys and values of a map. Two texts that are one key would be one value
// less.
func (w *documentWalk) dictionary(t reflect.Type, text []byte, at *trail) []byte {
	if text[0] != '{' {
		w.wrong("an object", at)
		return text
	}
	plain := t.Key().Kind() == reflect.String && !reflect.PointerTo(t.Key()).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	out := objectWriter{}
	seen := map[any]bool{}
	for _, m := range membersOf(text) {
		here := &trail{at, m.Name, -1}
		if !plain {
			key, ok := mapKey(t.Key(), m.Name)
			switch {
			case !ok:
				w.wrong("a key that is "+t.Key().String(), here)
				continue
			case seen[key]:
				w.d.refuse(w.spot(here), ruleDuplicate, nil, "the key stands twice in an object")
				continue
			}
			seen[key] = true
		}
		out.add(m.Name, w.value(t.Elem(), false, m.Value, here))
	}
	return out.close()
}

// mapKey is the key that encoding/json would make of a name; false when it makes none, or makes it
// of several names.
func mapKey(t reflect.Type, name string) (any, bool) {
	text, err := json.Marshal(name)
	if err != nil {
		return nil, false
	}
	one := reflect.New(reflect.MapOf(t, reflect.TypeFor[struct{}]()))
	if json.Unmarshal(slices.Concat([]byte("{"), text, []byte(":{}}")), one.Interface()) != nil || one.Elem().Len() != 1 {
		return nil, false
	}
	key := one.Elem().MapKeys()[0]
	own := reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	if again, err := json.Marshal(one.Elem().Interface()); !own && (err != nil || string(again) != `{`+string(text)+`:{}}`) {
		return nil, false // "01" is another spelling of 1
	}
	return key.Interface(), true
}

// list checks the elements of a slice or array.
func (w *documentWalk) list(t reflect.Type, text []byte, at *trail) []byte {
	var elements []json.RawMessage
	if text[0] != '[' || json.Unmarshal(text, &elements) != nil {
		w.wrong("a list", at)
		return text
	}
	if t.Kind() == reflect.Array && len(elements) > t.Len() {
		w.wrong("at most "+strconv.Itoa(t.Len())+" elements", at)
		return text
	}
	out := []byte{'['}
	for i, e := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, w.value(t.Elem(), false, e, &trail{at, "", i})...)
	}
	return append(out, ']')
}
