package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// SameRow finds two rows that have the same values in the attributes; j is 0 when there are none. A row without one of the
// values is no other's equal: NULL equals nothing, and what the server makes is new.
func SameRow(by []*schema.Attribute, rows []unsafe.Pointer) (i, j int, err error) {
	seen := make(map[any]int, len(rows))
	values := make([]any, 0, len(by))
	for j, row := range rows {
		values = values[:0]
		for _, a := range by {
			if leavesToServer(a, row) {
				break
			}
			v, err := a.Get(row)
			if err != nil {
				return 0, 0, err
			}
			if v == nil {
				break
			}
			values = append(values, v)
		}
		if len(values) < len(by) {
			continue
		}
		key := rowKey(values)
		if i, ok := seen[key]; ok {
			return i, j, nil
		}
		seen[key] = j
	}
	return 0, 0, nil
}

// rowKey tells values apart as tupleKey does, without a text where it can.
func rowKey(values []any) any {
	if len(values) == 1 {
		if n, ok := values[0].(int64); ok {
			return n
		}
	}
	return tupleKey(values)
}
