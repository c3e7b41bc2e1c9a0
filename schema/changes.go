package schema

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
	"unsafe"
)

// Remembering is a state that holds the values of a row besides: of the columns that it says are loaded.
func (s *RowState) Remembering(row unsafe.Pointer) *RowState {
	made := *s
	made.Was = make([]any, len(s.Model.Attributes))
	for _, a := range s.Model.Attributes {
		if s.Loaded == nil || s.Loaded.Has(a.Index) {
			made.Was[a.Index] = kept(a, row)
		}
	}
	return &made
}

// Noting is a state whose values of some columns are those of a row; without values it stays as it is.
func (s *RowState) Noting(row unsafe.Pointer, columns []*Attribute) *RowState {
	if s == nil || s.Was == nil {
		return s
	}
	made := *s
	made.Was = slices.Clone(s.Was)
	for _, a := range columns {
		made.Was[a.Index] = kept(a, row)
	}
	return &made
}

// Changed are the columns of a row whose values are others than those that the state holds, without the version. Nil without values.
func (s *RowState) Changed(row unsafe.Pointer) []*Attribute {
	if s == nil || s.Was == nil {
		return nil
	}
	var out []*Attribute
	for _, a := range s.Model.Attributes {
		if a == s.Model.Version || s.Loaded != nil && !s.Loaded.Has(a.Index) {
			continue
		}
		v, err := a.Get(row)
		if err != nil || !SameValue(s.Was[a.Index], v) { // what cannot be stored was not
			out = append(out, a)
		}
	}
	return out
}

// kept is the canonical value of a column, in memory of its own.
func kept(a *Attribute, row unsafe.Pointer) any {
	v, err := a.Get(row)
	if err != nil {
		return unstorable{}
	}
	switch v := v.(type) {
	case []byte:
		return bytes.Clone(v)
	case json.RawMessage:
		return json.RawMessage(bytes.Clone(v))
	}
	return v
}

// unstorable stands for a value that no column holds.
type unstorable struct{}

// SameValue reports whether two canonical values of one column are equal.
func SameValue(a, b any) bool {
	switch a := a.(type) {
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case json.RawMessage:
		b, ok := b.(json.RawMessage)
		return ok && bytes.Equal(a, b)
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	}
	return a == b
}
