package jsonio

import (
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// entry is a field of a row whose JSON is written straight from the row's memory: what encoding/json would write of a
// copy of the row, without the copy, and without reading the text again for what is left out.
type entry struct {
	head   []byte // "name":
	offset uintptr
	attr   *schema.Attribute // of a column
	side   *schema.Side      // of a relation
	extra  string            // the name in paths of a field that is neither
	omits  bool              // a relation that leads to nothing is left out
	write  appender
}

// appender adds the JSON of what lies at an address.
type appender func(out []byte, at unsafe.Pointer) ([]byte, error)

// entriesOf are the fields of a model in the order of encoding/json; nil where its object is more than its fields: where
// the type writes itself, where names meet, and where a tag says what depends on the value.
func entriesOf(s *layout) []entry {
	t := s.model.Type
	if t == nil || marshalsItself(t) || embedsMore(t) {
		return nil
	}
	out := make([]entry, 0, len(s.fields))
	names := map[string]bool{}
	for i := range s.fields {
		f := &s.fields[i]
		if f.json == "-" {
			continue
		}
		e, ok := s.entry(f)
		if !ok || names[f.json] {
			return nil
		}
		names[f.json] = true
		out = append(out, e)
	}
	return out
}

func (s *layout) entry(f *goField) (entry, bool) {
	name, err := encodeJSON(f.json)
	if err != nil || f.quoted {
		return entry{}, false
	}
	e := entry{head: append(name, ':'), offset: f.Offset}
	for _, side := range s.model.Sides {
		if side.HasField && side.Offset == f.Offset && side.JSONName == f.json {
			_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			e.side, e.omits = side.Field(), slices.Contains(strings.Split(options, ","), "omitzero")
			return e, true
		}
	}
	for _, a := range s.model.Attributes {
		if a.GoName == f.Name && a.Offset == f.Offset && a.JSONName == f.json {
			e.attr = a
		}
	}
	if e.attr == nil {
		e.extra = schema.SnakeCase(f.Name)
	}
	e.write = appenderOf(f.Type)
	return e, !f.omits && (e.attr != nil || s.isExtra(*f))
}

// marshalsItself reports whether encoding/json asks a method of the type, or of a pointer to it.
func marshalsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Marshaler]()) || p.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// embedsMore reports whether a struct embeds what does not lie in it, or what a tag makes an object of its own.
func embedsMore(t reflect.Type) bool {
	more := false
	gotype.Walk(t, func(f *gotype.Field) bool {
		tag := f.Tag.Get("json")
		more = more || tag != "-" && (f.EmbedsPointer() || f.Anonymous && tag != "")
		return f.EmbedsStruct() && !gotype.IsRelation(f.Type)
	})
	return more
}

// direct adds a row under a plan.
func (w *walker) direct(out []byte, s *layout, row unsafe.Pointer, v view) ([]byte, error) {
	start := len(out)
	out = append(out, '{')
	for i := range s.entries {
		e := &s.entries[i]
		var keeps bool
		switch {
		case e.side != nil:
			keeps = w.keepsSide(s.model, e.side, row, v) && !(e.omits && leadsNowhere(e.side, row))
		case e.attr != nil:
			keeps = loadedIn(s.model, e.attr, row) && w.shows(e.attr, v)
		default:
			keeps = selects(v.only, v.drop, e.extra)
		}
		if !keeps {
			continue
		}
		before := len(out)
		if before > start+1 {
			out = append(out, ',')
		}
		out = append(out, e.head...)
		at := len(out)
		var err error
		if e.side != nil {
			out, err = w.related(out, e.side, row, v)
		} else {
			out, err = e.write(out, unsafe.Add(row, e.offset))
		}
		if err != nil {
			return nil, err
		}
		if w.plan.Null && len(w.path) == 1 && string(out[at:]) == "null" {
			out = out[:before]
		}
	}
	return append(out, '}'), nil
}

// leadsNowhere is what IsZero of the relation says.
func leadsNowhere(s *schema.Side, row unsafe.Pointer) bool {
	if s.ToMany {
		return !schema.ManyAt(row, s.Offset).Loaded
	}
	o := schema.OneAt(row, s.Offset)
	return o.Target == nil && o.Key().IsZero()
}

// related adds the rows of a relation that is kept.
func (w *walker) related(out []byte, s *schema.Side, row unsafe.Pointer, v view) ([]byte, error) {
	switch {
	case s.ToMany:
		return w.many(out, s.Target.Type, s.LinkType, schema.ManyAt(row, s.Offset), v.below(s.Name))
	case s.Legs != nil:
		return w.any(out, s, schema.AnyAt(row, s.Offset), v.below(s.Name))
	}
	return w.one(out, s.Target.Type, schema.OneAt(row, s.Offset), v.below(s.Name))
}

// appenderOf writes the common types itself and has encoding/json write the others.
func appenderOf(t reflect.Type) appender {
	if t == reflect.TypeFor[time.Time]() {
		return appendTime
	}
	if t.Kind() == reflect.Pointer {
		if inner := appenderOf(t.Elem()); t.Elem().Kind() != reflect.Pointer && !marshalsItself(t) {
			return func(out []byte, at unsafe.Pointer) ([]byte, error) {
				if at = *(*unsafe.Pointer)(at); at == nil {
					return append(out, "null"...), nil
				}
				return inner(out, at)
			}
		}
	}
	if !marshalsItself(t) {
		switch t.Kind() {
		case reflect.String:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) { return appendText(out, *(*string)(at)) }
		case reflect.Bool:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) { return strconv.AppendBool(out, *(*bool)(at)), nil }
		case reflect.Int:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) {
				return strconv.AppendInt(out, int64(*(*int)(at)), 10), nil
			}
		case reflect.Int64:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) {
				return strconv.AppendInt(out, *(*int64)(at), 10), nil
			}
		case reflect.Int32:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) {
				return strconv.AppendInt(out, int64(*(*int32)(at)), 10), nil
			}
		case reflect.Float64:
			return func(out []byte, at unsafe.Pointer) ([]byte, error) { return appendFloat(out, *(*float64)(at)) }
		}
	}
	p := reflect.PointerTo(t)
	asked := t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface && p.Implements(reflect.TypeFor[json.Marshaler]())
	return func(out []byte, at unsafe.Pointer) ([]byte, error) {
		v := reflect.NewAt(t, at).Interface()
		if asked {
			if text, err := v.(json.Marshaler).MarshalJSON(); err == nil && isScalar(text) {
				return append(out, text...), nil
			}
		}
		return appendOther(out, v)
	}
}

// isScalar reports whether a text is a number, or a string without anything that JSON escapes: it is what encoding/json makes of it.
func isScalar(text []byte) bool {
	if n := len(text); n > 1 && text[0] == '"' && text[n-1] == '"' {
		for _, c := range text[1 : n-1] {
			if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
				return false
			}
		}
		return true
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0 && len(text) < 20 && (text[0] != '0' || len(text) == 1)
}

func appendTime(out []byte, at unsafe.Pointer) ([]byte, error) {
	t := *(*time.Time)(at)
	if y := t.Year(); y < 1 || y > 9999 {
		return appendOther(out, t) // which says what is wrong
	}
	if _, offset := t.Zone(); offset != 0 {
		return appendOther(out, t) // of 24 hours and more there is no text
	}
	return append(t.AppendFormat(append(out, '"'), time.RFC3339Nano), '"'), nil
}

// appendFloat writes what encoding/json writes without an exponent.
func appendFloat(out []byte, f float64) ([]byte, error) {
	if abs := math.Abs(f); f != 0 && (abs < 1e-6 || abs >= 1e21 || math.IsNaN(f)) {
		return appendOther(out, f)
	}
	return strconv.AppendFloat(out, f, 'f', -1, 64), nil
}

// appendText writes a text in which nothing is escaped.
func appendText(out []byte, s string) ([]byte, error) {
	plain := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' {
			return appendOther(out, s)
		}
		plain = plain && c < utf8.RuneSelf
	}
	if !plain && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u2028\u2029")) {
		return appendOther(out, s)
	}
	return append(append(append(out, '"'), s...), '"'), nil
}

func appendOther(out []byte, v any) ([]byte, error) {
	text, err := encodeJSON(v)
	return append(out, text...), err
}
