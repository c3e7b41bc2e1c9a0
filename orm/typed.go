package orm

import (
	"iter"
	"unsafe"
)

// typed gives pointers to rows their type back; a []unsafe.Pointer and a []*T have the same layout.
// P is the pointer, since all pointers share what is compiled for one.
func typed[P any](rows []unsafe.Pointer, err error) ([]P, error) {
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return []P{}, nil
	}
	return unsafe.Slice((*P)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows)), nil
}

// sequence gives the rows of a sequence their type back; P is the pointer, since all pointers share
// what is compiled for one.
func sequence[P any](rows iter.Seq2[unsafe.Pointer, error]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		for row, err := range rows {
			if !yield(*(*P)(unsafe.Pointer(&row)), err) {
				return
			}
		}
	}
}
