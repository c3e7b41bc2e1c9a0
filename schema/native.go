package schema

import (
	"bytes"
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/spelling"
)

// nativeKind is the kind like which values of a Go type travel to and from a type of the database's own.
func nativeKind(t reflect.Type) Kind {
	plain := gotype.Plain(t)
	switch {
	case plain == reflect.TypeFor[time.Time]():
		return KindDateTime
	case scansItself(plain), writesText(plain):
		return KindOpaque
	case (plain.Kind() == reflect.Slice || plain.Kind() == reflect.Array) && plain.Elem().Kind() == reflect.Uint8:
		return KindBinary
	case plain.Kind() == reflect.Array:
		return KindOpaque
	}
	if k := elementKind(plain); k != 0 {
		return k
	}
	return KindOpaque
}

// bytesOf is how many bytes a column holds at most: those of an array, or as many as the name of the type says, as binary(16) does.
func bytesOf(t reflect.Type, sqlType string) int {
	if plain := gotype.Plain(t); plain.Kind() == reflect.Array {
		return plain.Len()
	}
	_, size, _ := strings.Cut(sqlType, "(")
	if n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(size), ")"))); err == nil && n > 0 && n <= maxBinaryLength {
		return n
	}
	return maxBinaryLength
}

// attachByteArray is for bytes of a number that the Go type says.
func (a *Attribute) attachByteArray() {
	n := gotype.Plain(a.Type).Len()
	a.attachSlot(func(p unsafe.Pointer) (any, *breach) {
		return bytes.Clone(unsafe.Slice((*byte)(p), n)), nil
	}, func(into reflect.Value, canonical any) *breach {
		b, ok := canonical.([]byte)
		switch {
		case !ok:
			return mismatch
		case len(b) != n:
			return &breach{rule: ruleType, param: a.takes()}
		}
		reflect.Copy(into.Elem(), reflect.ValueOf(b))
		return nil
	})
}

// writesText reports whether a type has a text of its own, both ways.
func writesText(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[encoding.TextMarshaler]()) && p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// checkNative refuses a name that is none of a type.
func checkNative(report reporter, spec *columnSpec) {
	if spec.native && !spelling.Type(spec.sqlType) {
		report("the type %q of Native is none; give the name of a type, such as \"inet\" or \"bit(8)\"", spec.sqlType)
	}
}

// attachText is for a type that is neither scanned nor valued, but has a text.
func (a *Attribute) attachOwnText() {
	a.attachSlot(func(p unsafe.Pointer) (any, *breach) {
		text, err := reflect.NewAt(gotype.Plain(a.Type), p).Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return nil, a.foreign(err)
		}
		return box(textOut(string(text)))
	}, func(into reflect.Value, canonical any) *breach {
		text, ok := canonical.(string)
		if !ok {
			return mismatch
		}
		if err := into.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return a.foreign(err)
		}
		return nil
	})
}

// Ranges reports whether the column holds ranges of PostgreSQL.
func (a *Attribute) Ranges() bool { return strings.HasSuffix(strings.ToLower(a.SQLType), "range") }

// Pads reports whether the database fills the column's texts with blanks, which are no part of them.
func (a *Attribute) Pads() bool { return a.pads }

// padding finds out by the name of the column's type whether the database pads.
func padding(sqlType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(sqlType), "(")
	switch strings.TrimSpace(name) {
	case "char", "character", "bpchar", "nchar":
		return true
	}
	return false
}

// textOut is the text that is stored.
func (a *Attribute) textOut(s string) (string, *breach) {
	if a.pads {
		s = strings.TrimRight(s, " ")
	}
	return textOut(s)
}
