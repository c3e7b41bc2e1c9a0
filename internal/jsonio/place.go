package jsonio

import (
	"bytes"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// place is what a member of an object fills: one of its three.
type place struct {
	side   *schema.Side
	attr   *schema.Attribute
	extra  *goField
	reader *valueReader // of an attribute
}

// position is where a type's models have what a member fills: in the list of sides, of attributes, or of other fields; else -1. Each registry
// has a model of its own, whose rules and targets may be others.
type position struct {
	side, attr, extra int
	offset            uintptr // of the attribute's field
	reader            *valueReader
}

// place finds what a member fills in a row of a model; a relation goes before a column, which goes before a field that is neither. All of
// it is nil for a name that the model does not have.
func (s *layout) place(m *schema.Model, name string) place {
	if at, ok := s.positions[name]; ok {
		if p, ok := at.in(m, name); ok {
			return p
		}
	}
	side, attr, extra := s.find(m, name)
	switch {
	case side >= 0:
		return place{side: m.Sides[side].Field()}
	case attr >= 0:
		return place{attr: m.Attributes[attr], reader: s.readerOf(m.Attributes[attr])}
	case extra >= 0:
		return place{extra: &s.extra[extra]}
	}
	return place{}
}

// in is the place in a model, if that has it where the first model of its type has it.
func (p position) in(m *schema.Model, name string) (place, bool) {
	switch {
	case p.side >= 0 && p.side < len(m.Sides):
		side := m.Sides[p.side].Field()
		return place{side: side}, side != nil && side.JSONName == name
	case p.attr >= 0 && p.attr < len(m.Attributes):
		a := m.Attributes[p.attr]
		return place{attr: a, reader: p.reader}, a.JSONName == name && a.Type != nil && a.Offset == p.offset
	}
	return place{}, false
}

// find looks for a name in a model, one by one.
func (s *layout) find(m *schema.Model, name string) (side, attr, extra int) {
	if name == "-" {
		return -1, -1, -1
	}
	side = slices.IndexFunc(m.Sides, func(s *schema.Side) bool { f := s.Field(); return f != nil && f.JSONName == name })
	attr = slices.IndexFunc(m.Attributes, func(a *schema.Attribute) bool { return a.Type != nil && a.JSONName == name })
	extra = slices.IndexFunc(s.extra, func(f goField) bool { return f.json == name })
	return side, attr, extra
}

// positionsOf are the positions of the names of a type.
func (s *layout) positionsOf() map[string]position {
	out := map[string]position{}
	for name := range s.names {
		var p position
		if p.side, p.attr, p.extra = s.find(s.model, name); p.side < 0 && p.attr >= 0 {
			a := s.model.Attributes[p.attr]
			p.offset, p.reader = a.Offset, s.readerOf(a)
		}
		out[name] = p
	}
	return out
}

// straight reads valid JSON into the field of a row if that is nothing but what the field takes. It reports whether it did; where it did
// not, the row is as it was, and read tells what is wrong, or reads what is spelled in another way.
func (r *valueReader) straight(a *schema.Attribute, row unsafe.Pointer, text []byte) bool {
	if r.quoted || r.itself {
		return false
	}
	switch take := a.Take.(type) {
	case func(unsafe.Pointer, string) bool:
		text, ok := bareText(text)
		return ok && take(row, string(text))
	case func(unsafe.Pointer, []byte) bool:
		text, ok := bareText(text)
		return ok && take(row, text)
	case func(unsafe.Pointer, int64) bool:
		n, ok := shortWhole(text)
		return ok && take(row, n)
	case func(unsafe.Pointer, float64) bool:
		if len(text) == 0 || len(text) > 32 || text[0] != '-' && (text[0] < '0' || text[0] > '9') { // 32: no memory for its copy
			return false
		}
		f, err := strconv.ParseFloat(string(text), 64)
		return err == nil && take(row, f)
	case func(unsafe.Pointer, bool) bool:
		truth := string(text) == "true"
		return (truth || string(text) == "false") && take(row, truth)
	}
	return false
}

// bareText is what stands between the quotes of a text without escapes.
func bareText(text []byte) ([]byte, bool) {
	n := len(text)
	if n < 2 || text[0] != '"' || text[n-1] != '"' || bytes.IndexByte(text, '\\') >= 0 || bytes.IndexByte(text[1:], '"') != n-2 {
		return nil, false
	}
	return text[1 : n-1], true
}
