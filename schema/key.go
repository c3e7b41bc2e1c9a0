package schema

import (
	"strings"
	"time"
)

// KeyForm says which field of a Key holds it.
type KeyForm uint8

// The forms of a Key. NoKey is the zero value: NULL, or not known.
const (
	NoKey KeyForm = iota
	IntKey
	TextKey
	UUIDKey    // the sixteen bytes, in Str
	TimeKey    // microseconds since 1970, in Num
	BytesKey   // in Str
	RefusedKey // a value that is no key of its model: every use fails
	TupleKey   // a Tuple, in Str
	// brokenTuple is a Tuple with a NULL, which is no key.
	brokenTuple
)

// Key is the canonical value of a key column in a comparable form without boxing, fit for a map. The zero Key is no key.
type Key struct {
	Num  int64
	Str  string
	Form KeyForm
}

// KeyOf makes a Key of a canonical value: int64, string, [16]byte, a time, bytes or a Tuple. Anything else, nil included, is no key.
func KeyOf(canonical any) Key {
	switch v := canonical.(type) {
	case int64:
		return Key{Num: v, Form: IntKey}
	case string:
		return Key{Str: v, Form: TextKey}
	case [16]byte:
		return Key{Str: string(v[:]), Form: UUIDKey}
	case time.Time:
		return Key{Num: v.UnixMicro(), Form: TimeKey}
	case []byte:
		return Key{Str: string(v), Form: BytesKey}
	case Tuple:
		return Key{Str: string(v), Form: TupleKey}
	}
	return Key{}
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k.Form == NoKey }

// Canonical is the inverse of KeyOf; nil for no key.
func (k Key) Canonical() any {
	switch k.Form {
	case IntKey:
		return k.Num
	case TextKey:
		return k.Str
	case UUIDKey:
		return [16]byte([]byte(k.Str))
	case TimeKey:
		return time.UnixMicro(k.Num).UTC()
	case BytesKey:
		return []byte(k.Str)
	case TupleKey:
		return Tuple(k.Str)
	}
	return nil
}

// BadKey stands for a value that is no key of its model, so that whoever uses it hears of it, and of what was given.
// A relation that refers to another unique column may yet take it.
func BadKey(given any) Key {
	return Key{Form: RefusedKey, Str: describe(given) + rawMark + rawKey(given)}
}

// rawMark stands between what a value is called and the value itself.
const rawMark = "\x00"

// raw is the value of a refused key.
func (k Key) raw() string {
	if k.Form != RefusedKey {
		return ""
	}
	_, raw, _ := strings.Cut(k.Str, rawMark)
	return raw
}
