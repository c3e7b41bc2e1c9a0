package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// FillAbsent gives every zero field its default, those that can be NULL as well: they were not set
// to NULL but left out.
func FillAbsent(m *schema.Model, row unsafe.Pointer) {
	for _, a := range m.Attributes {
		if a.Default != nil && a.IsZero(row) {
			a.Default(row)
		}
	}
}

// OnlyKey says of a row that it was read from the database with nothing but its key.
func OnlyKey(m *schema.Model, row unsafe.Pointer) {
	if m.HasState {
		loaded := schema.NewMask(len(m.Attributes))
		for _, a := range m.Keys {
			loaded.Set(a.Index)
		}
		m.State(row).State = (&schema.RowState{Model: m, Saved: true, Loaded: loaded}).Holding(row)
	}
}
