package query

import "strings"

// Nowhere is the path of a pointer that names no field, begun with a byte that no name has.
const Nowhere = "\x00nowhere"

// NoField is the error of a pointer that names no field.
func NoField() error {
	return Errorf("a pointer names no field; take the address of a field of orm.Fields[T]()")
}

// Readable refuses the path of a pointer that names no field.
func Readable(path string) error {
	if strings.Contains(path, Nowhere) {
		return NoField()
	}
	return nil
}
