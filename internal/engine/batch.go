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

// cut is how many rows the next batch takes, at most, of those that are left.
type cut func(left int) int

// evenly cuts batches of one size.
func evenly(size int) cut { return func(int) int { return size } }

// eachBatch sends rows in batches of so many rows and of so many bytes, at most, with their values: row by row, or a list for each
// attribute where the database takes arrays. Each value is read once.
func (db *DB) eachBatch(rows []unsafe.Pointer, attrs []*schema.Attribute, next cut, send func(batch []unsafe.Pointer, values []any) error) error {
	typed, single := db.divided(attrs)
	from, bytes, limit, size := 0, 0, db.batchBytes(), next(len(rows))
	var values []any // of single
	flush := func(to int, values []any) error {
		all, err := db.joined(rows[from:to], attrs, typed, values)
		if err != nil {
			return err
		}
		return send(rows[from:to], all)
	}
	for i, row := range rows {
		mark := len(values)
		var err error
		if values, err = db.stored(row, single, values); err != nil {
			return err
		}
		if i == 0 {
			values = append(make([]any, 0, len(values)*min(size, len(rows))), values...)
		}
		n := lengths(row, typed) + bytesOf(values[mark:])
		if i-from == size || i > from && bytes+n > limit {
			if err := flush(i, values[:mark:mark]); err != nil {
				return err
			}
			values = append(make([]any, 0, cap(values)), values[mark:]...)
			from, bytes, size = i, 0, next(len(rows)-i)
		}
		bytes += n
	}
	return flush(len(rows), values)
}

// divided are the attributes whose values are gathered as lists of their own type, and those whose values are read one by one.
func (db *DB) divided(attrs []*schema.Attribute) (typed, single []*schema.Attribute) {
	if !db.Dialect.Arrays {
		return nil, attrs
	}
	for _, a := range attrs {
		if a.Gather != nil && db.Dialect.Gathers(a) {
			typed = append(typed, a)
		} else {
			single = append(single, a)
		}
	}
	return typed, single
}

// joined puts what is gathered between the values that were read one by one, in the order of the attributes.
func (db *DB) joined(rows []unsafe.Pointer, attrs, typed []*schema.Attribute, values []any) ([]any, error) {
	rest := db.lists(values, len(attrs)-len(typed))
	if len(typed) == 0 {
		return rest, nil
	}
	out := make([]any, len(attrs))
	for i, a := range attrs {
		if len(typed) == 0 || typed[0] != a {
			out[i], rest = rest[0], rest[1:]
			continue
		}
		typed = typed[1:]
		var err error
		if out[i], err = a.Gather(rows); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// valueBytes is what a value takes in a statement beside its text.
const valueBytes = 16

// bytesOf is about what values take in a statement.
func bytesOf(values []any) int {
	n := 0
	for _, v := range values {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		case json.RawMessage:
			n += len(v)
		}
		n += valueBytes
	}
	return n
}

// lengths is bytesOf for values that are gathered.
func lengths(row unsafe.Pointer, attrs []*schema.Attribute) int {
	n := valueBytes * len(attrs)
	for _, a := range attrs {
		if a.Length != nil {
			n += a.Length(row)
		}
	}
	return n
}

// long reports whether a value of the kind may have any length.
func long(k schema.Kind) bool {
	switch k {
	case schema.KindString, schema.KindText, schema.KindBinary, schema.KindJSON, schema.KindOpaque:
		return true
	}
	return false
}

// fits reports whether the values of rows can go in one statement. It looks at values only where their types leave it open.
func (db *DB) fits(rows []unsafe.Pointer, columns []*schema.Attribute) bool {
	limit, bytes := db.batchBytes(), 0
	var plain, single []*schema.Attribute // whose length is seen, and what has to be made first
	for _, a := range columns {
		if a.MaxLength > 0 && a.Cipher == nil && len(rows)*(4*a.MaxLength+valueBytes) <= limit/len(columns) || a.Kind.IsNumeric() {
			continue
		}
		if a.Cipher != nil || a.Length == nil && long(a.Kind) {
			single = append(single, a)
		} else {
			plain = append(plain, a)
		}
	}
	var values []any
	for _, row := range rows {
		var err error
		if values, err = db.stored(row, single, values[:0]); err != nil {
			return true // it is said again where the values are collected
		}
		if bytes += lengths(row, plain) + bytesOf(values); bytes > limit/2 {
			return false // in a transaction, in case the rest does not fit either
		}
	}
	return true
}
