package engine

import (
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// maxBatchBytes is how much one statement of a bulk write carries, unless one row alone has more: half of what a server
// takes by default.
const maxBatchBytes = 8 << 20

func (db *DB) batchBytes() int {
	if db.Driver.MaxPacket > 0 {
		return min(db.Driver.MaxPacket/2, maxBatchBytes)
	}
	return maxBatchBytes
}

// eachBatch sends rows in batches of so many rows and of so many bytes, at most.
func (db *DB) eachBatch(rows []unsafe.Pointer, size int, collect func(unsafe.Pointer, []any) ([]any, error),
	send func([]unsafe.Pointer, []any) error) error {
	from, bytes, limit := 0, 0, db.batchBytes()
	var values []any
	for i, row := range rows {
		mark := len(values)
		var err error
		if values, err = collect(row, values); err != nil {
			return err
		}
		if i == 0 {
			values = append(make([]any, 0, len(values)*min(size, len(rows))), values...)
		}
		n := bytesOf(values[mark:])
		if i-from == size || i > from && bytes+n > limit {
			if err := send(rows[from:i], values[:mark:mark]); err != nil {
				return err
			}
			values = append(make([]any, 0, cap(values)), values[mark:]...)
			from, bytes = i, 0
		}
		bytes += n
	}
	return send(rows[from:], values)
}

// bytesOf is about what values take in a statement.
func bytesOf(values []any) int {
	n := 0
	for _, v := range values {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
		n += 16
	}
	return n
}

// fits reports whether the values of rows can go in one statement. It looks at values only where their types leave it open.
func (db *DB) fits(rows []unsafe.Pointer, columns []*schema.Attribute) bool {
	limit, bytes := db.batchBytes(), 0
	for _, a := range columns {
		if a.MaxLength > 0 && a.Cipher == nil && len(rows)*(4*a.MaxLength+16) <= limit/len(columns) || a.Kind.IsNumeric() {
			continue
		}
		one := []*schema.Attribute{a}
		for _, row := range rows {
			values, err := db.stored(row, one, nil)
			if err != nil {
				return true // it is said again where the values are collected
			}
			if bytes += bytesOf(values); bytes > limit/2 {
				return false // in a transaction, in case the rest does not fit either
			}
		}
	}
	return true
}
