package engine

import (
	"encoding/json"
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
func (db *DB) eachBatch(rows []unsafe.Pointer, attrs []*schema.Attribute, size int, send func([]unsafe.Pointer) error) error {
	from, bytes, limit := 0, 0, db.batchBytes()
	for i, row := range rows {
		n, err := weight(row, attrs)
		if err != nil {
			return err
		}
		if i-from == size || i > from && bytes+n > limit {
			if err := send(rows[from:i]); err != nil {
				return err
			}
			from, bytes = i, 0
		}
		bytes += n
	}
	return send(rows[from:])
}

// What a value takes in a statement beside its text, and what sealing adds to a text.
const (
	valueBytes = 16
	sealBytes  = 128
)

// weight is about what the attributes of a row take in a statement.
func weight(row unsafe.Pointer, attrs []*schema.Attribute) (int, error) {
	n := 0
	for _, a := range attrs {
		n += valueBytes
		switch {
		case a.Length != nil && a.Cipher != nil:
			n += 2*a.Length(row) + sealBytes
		case a.Length != nil:
			n += a.Length(row)
		case a.Cipher != nil || a.Kind == schema.KindJSON || a.Kind == schema.KindOpaque || a.Kind == schema.KindBinary:
			v, err := a.Get(row)
			if err != nil {
				return 0, err
			}
			n += 2*bytesOf(v) + sealBytes
		}
	}
	return n, nil
}

// bytesOf is the length of a text or of bytes.
func bytesOf(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	case json.RawMessage:
		return len(v)
	}
	return 0
}

// fits reports whether the values of rows can go in one statement. It looks at values only where their types leave it open.
func (db *DB) fits(rows []unsafe.Pointer, columns []*schema.Attribute) bool {
	limit, bytes := db.batchBytes(), 0
	var open []*schema.Attribute
	for _, a := range columns {
		if a.MaxLength > 0 && a.Cipher == nil && len(rows)*(4*a.MaxLength+valueBytes) <= limit/len(columns) || a.Kind.IsNumeric() {
			continue
		}
		open = append(open, a)
	}
	for _, row := range rows {
		n, err := weight(row, open)
		if err != nil {
			return true // it is said again where the values are collected
		}
		if bytes += n; bytes > limit/2 {
			return false // in a transaction, in case the rest does not fit either
		}
	}
	return true
}

// values are what a statement about rows takes: row by row, or a list for each attribute where the database takes arrays.
func (db *DB) values(rows []unsafe.Pointer, attrs []*schema.Attribute) ([]any, error) {
	if db.Dialect.Arrays {
		return db.columns(rows, attrs)
	}
	values := make([]any, 0, len(rows)*len(attrs))
	for _, row := range rows {
		var err error
		if values, err = db.stored(row, attrs, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// columns are a list of values for each attribute: of the values' own type where the driver takes it as it is.
func (db *DB) columns(rows []unsafe.Pointer, attrs []*schema.Attribute) ([]any, error) {
	out := make([]any, len(attrs))
	for i, a := range attrs {
		if a.Gather != nil && db.Dialect.Gathers(a) {
			list, err := a.Gather(rows)
			if err != nil {
				return nil, err
			}
			if list != nil {
				out[i] = list
				continue
			}
		}
		list, one := make([]any, 0, len(rows)), attrs[i:i+1]
		for _, row := range rows {
			var err error
			if list, err = db.stored(row, one, list); err != nil {
				return nil, err
			}
		}
		out[i] = list
	}
	return out, nil
}
