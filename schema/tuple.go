package schema

import (
	"encoding/binary"
	"math"
	"time"
)

// Tuple is the canonical value of a key of several columns: their canonical values, none of which is NULL, in one comparable text.
type Tuple string

// NewTuple is the tuple of canonical values.
func NewTuple(parts []any) Tuple {
	var b []byte
	for _, p := range parts {
		b = appendPart(b, p)
	}
	return Tuple(b)
}

// The marks in front of a part.
const (
	noPart    = 'n'
	intPart   = 'i'
	textPart  = 's'
	uuidPart  = 'u'
	timePart  = 't'
	boolPart  = 'b'
	floatPart = 'f'
	bytesPart = 'x'
)

// appendPart writes a canonical value so that no two lists of values have the same text. A value of another type is left out as
// NULL is: no column of a key has one.
func appendPart(b []byte, part any) []byte {
	switch v := part.(type) {
	case int64:
		return binary.BigEndian.AppendUint64(append(b, intPart), uint64(v))
	case string:
		return append(binary.AppendUvarint(append(b, textPart), uint64(len(v))), v...)
	case [16]byte:
		return append(append(b, uuidPart), v[:]...)
	case time.Time:
		return binary.BigEndian.AppendUint64(append(b, timePart), uint64(v.UnixMicro()))
	case bool:
		if v {
			return append(b, boolPart, 1)
		}
		return append(b, boolPart, 0)
	case float64:
		return binary.BigEndian.AppendUint64(append(b, floatPart), math.Float64bits(v))
	case []byte:
		return append(binary.AppendUvarint(append(b, bytesPart), uint64(len(v))), v...)
	}
	return append(b, noPart)
}

// Parts are the canonical values.
func (t Tuple) Parts() []any {
	var out []any
	for s := string(t); s != ""; {
		var part any
		part, s = cutPart(s)
		out = append(out, part)
	}
	return out
}

// Part is the i-th canonical value; nil when there are not so many.
func (t Tuple) Part(i int) any {
	var part any
	for s := string(t); s != ""; i-- {
		if part, s = cutPart(s); i == 0 {
			return part
		}
	}
	return nil
}

// cutPart takes the first value off.
func cutPart(s string) (part any, rest string) {
	mark, s := s[0], s[1:]
	switch mark {
	case intPart:
		return int64(wholePart(s)), s[8:]
	case textPart, bytesPart:
		n, size := binary.Uvarint([]byte(s[:min(len(s), binary.MaxVarintLen64)]))
		text := s[size : size+int(n)]
		if mark == bytesPart {
			return []byte(text), s[size+int(n):]
		}
		return text, s[size+int(n):]
	case uuidPart:
		return [16]byte([]byte(s[:16])), s[16:]
	case timePart:
		return time.UnixMicro(int64(wholePart(s))).UTC(), s[8:]
	case boolPart:
		return s[0] == 1, s[1:]
	case floatPart:
		return math.Float64frombits(wholePart(s)), s[8:]
	}
	return nil, s
}

func wholePart(s string) uint64 { return binary.BigEndian.Uint64([]byte(s[:8])) }

// Spread is a value of an attribute column by column: of a key of several columns the values of these, else the value itself.
func (a *Attribute) Spread(canonical any, into []any) []any {
	if len(a.Parts) == 0 {
		return append(into, canonical)
	}
	if t, ok := canonical.(Tuple); ok {
		return append(into, t.Parts()...)
	}
	for range a.Parts {
		into = append(into, nil)
	}
	return into
}

// Columns are the columns of an attribute: of a key of several columns these, else the attribute itself.
func (a *Attribute) Columns() []*Attribute {
	if len(a.Parts) == 0 {
		return []*Attribute{a}
	}
	return a.Parts
}

// Spread are the columns of attributes: those of keys of several columns in their place.
func Spread(list []*Attribute) []*Attribute {
	for i, a := range list {
		if len(a.Parts) > 0 {
			out := append([]*Attribute{}, list[:i]...)
			for _, a := range list[i:] {
				out = append(out, a.Columns()...)
			}
			return out
		}
	}
	return list
}
