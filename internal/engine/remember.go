package engine

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Remember notes what an insert of rows would fill in: their generated values and their state. The function that it gives puts
// them back, for rows whose insert was undone.
func Remember(m *schema.Model, rows []unsafe.Pointer) (restore func()) {
	var made []*schema.Attribute
	for _, a := range m.Attributes {
		if a.Autoincrement || a.ServerDefault != "" {
			made = append(made, a)
		}
	}
	states, zero := make([]*schema.RowState, len(rows)), make([]bool, len(rows)*len(made))
	for i, row := range rows {
		if m.HasState {
			states[i] = m.State(row).State
		}
		for j, a := range made {
			zero[i*len(made)+j] = a.IsZero(row)
		}
	}
	return func() {
		for i, row := range rows {
			if m.HasState {
				m.State(row).State = states[i]
			}
			for j, a := range made {
				if zero[i*len(made)+j] && a.Side == nil {
					reflect.NewAt(a.Type, unsafe.Add(row, a.Offset)).Elem().SetZero()
				}
			}
		}
	}
}
