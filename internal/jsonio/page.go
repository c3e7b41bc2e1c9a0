package jsonio

import (
	"bytes"
	"reflect"
	"strconv"
	"unsafe"
)

// Page writes rows with their number in all, where it is known, and the size of a page. Of the rows only what show names is
// written, everything where it is nil.
func Page(t reflect.Type, rows []unsafe.Pointer, total *int64, size int, show []string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		text, err := marshaler{t, row, DumpSettings{Include: show}}.MarshalJSON()
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
