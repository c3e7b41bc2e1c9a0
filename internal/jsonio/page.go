package jsonio

import (
	"reflect"
	"strconv"
	"unsafe"
)

// Page writes rows of a type with their number in all, where it is known, and the size of a page. Of the rows only what show names is
// written, everything where it is nil.
func Page(t reflect.Type, rows []unsafe.Pointer, total *int64, size int, show []string) ([]byte, error) {
	s, err := layoutOf(t)
	if err != nil {
		return nil, err
	}
	w, err := NewWriter(s.model, DumpSettings{Include: show})
	if err != nil {
		return nil, err
	}
	return w.Page(rows, total, size)
}

// Page writes rows with their number in all, where it is known, and the size of a page. A row that is nil is null.
func (w *Writer) Page(rows []unsafe.Pointer, total *int64, size int) ([]byte, error) {
	out := append(make([]byte, 0, usualRow*(len(rows)+1)), `{"items":[`...)
	walk := walker{plan: w.plan}
	for i, row := range rows {
		if i > 0 {
			out = append(out, ',')
		}
		walk.written = written{}
		var err error
		if out, err = walk.instance(out, w.typ, row, view{w.plan.only, w.plan.drop}); err != nil {
			return nil, err
		}
	}
	out = append(out, ']')
	if total != nil {
		out = strconv.AppendInt(append(out, `,"total":`...), *total, 10)
	}
	return append(strconv.AppendInt(append(out, `,"size":`...), int64(size), 10), '}'), nil
}
