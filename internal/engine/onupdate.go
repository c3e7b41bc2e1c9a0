package engine

import (
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Touched are those of some columns that a write gives on-update values: all that have one, unless
// the caller named them.
func Touched(columns []*schema.Attribute, named []string) []*schema.Attribute {
	var out []*schema.Attribute
	for _, a := range columns {
		if a.OnUpdate != nil && !slices.Contains(named, a.Name) {
			out = append(out, a)
		}
	}
	return out
}

// Touch gives columns of a row their on-update values. Every write does it here, one of a set with
// a row that stands for all.
func Touch(row unsafe.Pointer, columns []*schema.Attribute) {
	for _, a := range columns {
		a.OnUpdate(row)
	}
}
