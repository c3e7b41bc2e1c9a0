package jsonio

import (
	"bytes"
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
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		if row == nil {
			b.WriteString("null")
			continue
		}
		text, err := w.Row(row)
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	b.WriteByte(']')
	if total != nil {
		b.WriteString(`,"total":` + strconv.FormatInt(*total, 10))
	}
	b.WriteString(`,"size":` + strconv.Itoa(size) + "}")
	return b.Bytes(), nil
}
