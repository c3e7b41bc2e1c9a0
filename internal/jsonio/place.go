package jsonio

import (
	"bytes"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// place is what a member of an object fills: one of its three.
type place struct {
	side     *schema.Side
	attr     *schema.Attribute
	extra    *goField
	reader   *valueReader // of an attribute
	straight straight     // of an attribute; nil where every value is read by the reader
}

// straight reads valid JSON into the field of a row if that is nothing but what the field takes. It reports whether it did; where it did not, the
// row is as it was, and the reader tells what is wrong, or reads what is spelled in another way.
type straight func(row unsafe.Pointer, text []byte) bool

// placesOf are the places of a model by their names. A relation goes before a column, which goes before a field that is neither.
func (s *layout) placesOf() map[string]*place {
	out := map[string]*place{}
	add := func(name string, p place) {
		if name != "-" && out[name] == nil {
			out[name] = &p
		}
	}
	for _, side := range s.model.Sides {
		if side = side.Field(); side != nil {
			add(side.JSONName, place{side: side})
		}
	}
	for _, a := range s.model.Attributes {
		if a.Type != nil {
			r := s.readerOf(a)
			add(a.JSONName, place{attr: a, reader: r, straight: r.straight(a)})
		}
	}
	for i := range s.extra {
		add(s.extra[i].json, place{extra: &s.extra[i]})
	}
	return out
}

// straight is the straight way into a field, nil where it has none.
func (r *valueReader) straight(a *schema.Attribute) straight {
	if r.quoted || r.itself {
		return nil
	}
	switch take := a.Take.(type) {
	case func(unsafe.Pointer, string) bool:
		return func(row unsafe.Pointer, text []byte) bool {
			text, ok := bareText(text)
			return ok && take(row, string(text))
		}
	case func(unsafe.Pointer, []byte) bool:
		return func(row unsafe.Pointer, text []byte) bool {
			text, ok := bareText(text)
			return ok && take(row, text)
		}
	case func(unsafe.Pointer, int64) bool:
		return func(row unsafe.Pointer, text []byte) bool {
			n, ok := shortWhole(text)
			return ok && take(row, n)
		}
	case func(unsafe.Pointer, float64) bool:
		return func(row unsafe.Pointer, text []byte) bool {
			if len(text) == 0 || len(text) > 32 || text[0] != '-' && (text[0] < '0' || text[0] > '9') { // 32: no memory for its copy
				return false
			}
			f, err := strconv.ParseFloat(string(text), 64)
			return err == nil && take(row, f)
		}
	case func(unsafe.Pointer, bool) bool:
		return func(row unsafe.Pointer, text []byte) bool {
			truth := string(text) == "true"
			return (truth || string(text) == "false") && take(row, truth)
		}
	}
	return nil
}

// bareText is what stands between the quotes of a text without escapes.
func bareText(text []byte) ([]byte, bool) {
	n := len(text)
	if n < 2 || text[0] != '"' || text[n-1] != '"' || bytes.IndexByte(text, '\\') >= 0 || bytes.IndexByte(text[1:], '"') != n-2 {
		return nil, false
	}
	return text[1 : n-1], true
}
