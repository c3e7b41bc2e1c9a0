package scan

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"time"
)

// RawColumn says how the values of a column are encoded: the type of PostgreSQL, and its binary or text form.
type RawColumn struct {
	OID    uint32
	Binary bool
}

// RawRows yields undecoded rows; the bytes are valid until the next call. A nil value is NULL.
type RawRows interface {
	Columns() []RawColumn
	Next() bool
	Values() [][]byte
	Err() error
	Close()
}

// form is how the bytes of a column are to be read.
type form uint8

const (
	textForm form = iota
	unknownForm
	boolForm
	int2Form
	int4Form
	int8Form
	float4Form
	float8Form
	instantForm
	bytesForm
	// Text that the server writes otherwise than the readers of driver values expect it.
	boolText
	paddedText
	dateText
	instantText
	bytesText
	uuidText
)

// The types with forms of their own; the values of all others are wanted as text.
const (
	oidBool        = 16
	oidBytes       = 17
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidFloat4      = 700
	oidFloat8      = 701
	oidPadded      = 1042 // char(n), whose values the server fills with blanks that are no part of them
	oidDate        = 1082
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
	oidUUID        = 2950
)

func formOf(c RawColumn) form {
	if !c.Binary {
		switch c.OID {
		case oidBool:
			return boolText
		case oidPadded:
			return paddedText
		case oidBytes:
			return bytesText
		case oidDate:
			return dateText
		case oidTimestamp, oidTimestampTZ:
			return instantText
		case oidUUID:
			return uuidText
		}
		return textForm
	}
	switch c.OID {
	case oidBool:
		return boolForm
	case oidBytes:
		return bytesForm
	case oidInt8:
		return int8Form
	case oidInt2:
		return int2Form
	case oidInt4:
		return int4Form
	case oidFloat4:
		return float4Form
	case oidFloat8:
		return float8Form
	case oidTimestamp, oidTimestampTZ:
		return instantForm
	}
	return unknownForm
}

// unpadded is a value without the blanks that fill it; NULL stays nil, and nothing but NULL becomes it.
func unpadded(src []byte) []byte {
	for len(src) > 0 && src[len(src)-1] == ' ' {
		src = src[:len(src)-1]
	}
	return src
}

// whole is an integer of any width.
func (f form) whole(src []byte) (int64, bool) {
	switch {
	case f == int8Form && len(src) == 8:
		return int64(binary.BigEndian.Uint64(src)), true
	case f == int4Form && len(src) == 4:
		return int64(int32(binary.BigEndian.Uint32(src))), true
	case f == int2Form && len(src) == 2:
		return int64(int16(binary.BigEndian.Uint16(src))), true
	}
	return 0, false
}

// microsTo2000 is the server's epoch.
const microsTo2000 = 946684800 * 1_000_000

// instant is a time in microseconds; the two infinities are none.
func (f form) instant(src []byte) (time.Time, bool) {
	if f != instantForm || len(src) != 8 {
		return time.Time{}, false
	}
	n := int64(binary.BigEndian.Uint64(src))
	if n == math.MaxInt64 || n == math.MinInt64 || n > math.MaxInt64-microsTo2000 {
		return time.Time{}, false
	}
	return time.UnixMicro(n + microsTo2000).UTC(), true
}

func (f form) float(src []byte) (float64, bool) {
	switch {
	case f == float8Form && len(src) == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(src)), true
	case f == float4Form && len(src) == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(src))), true
	}
	return 0, false
}

// value is what a driver of database/sql would have given for the bytes, for the destinations without a shorter way.
func (f form) value(src []byte) (any, error) {
	switch f {
	case textForm:
		return string(src), nil
	case paddedText:
		return string(unpadded(src)), nil
	case boolForm:
		if len(src) == 1 {
			return src[0] != 0, nil
		}
	case boolText:
		if len(src) == 1 && (src[0] == 't' || src[0] == 'f') {
			return src[0] == 't', nil
		}
	case int2Form, int4Form, int8Form:
		if n, ok := f.whole(src); ok {
			return n, nil
		}
	case float4Form, float8Form:
		if n, ok := f.float(src); ok {
			return n, nil
		}
	case instantForm:
		if t, ok := f.instant(src); ok {
			return t, nil
		}
	case instantText:
		if t, ok := instantOfText(src); ok {
			return t, nil
		}
		return string(src), nil
	case dateText:
		if t, ok := parseDate(src); ok {
			return t, nil
		}
		return string(src), nil
	case bytesForm:
		return append([]byte{}, src...), nil
	case uuidText:
		if id, ok := parseUUID(src); ok {
			return id, nil
		}
	case bytesText:
		if len(src) >= 2 && src[0] == '\\' && src[1] == 'x' {
			return hex.AppendDecode([]byte{}, src[2:])
		}
	}
	return nil, fmt.Errorf("the database sent %d bytes in a form that is not known", len(src))
}

// RawDecoder makes of undecoded rows what a driver of database/sql would have given.
type RawDecoder []form

// NewRawDecoder is for rows of the given columns.
func NewRawDecoder(columns []RawColumn) RawDecoder {
	d := make(RawDecoder, len(columns))
	for i, c := range columns {
		d[i] = formOf(c)
	}
	return d
}

// Decode writes the values of a row, with bytes of their own.
func (d RawDecoder) Decode(values [][]byte, into []any) error {
	if len(values) != len(d) || len(into) != len(d) {
		return fmt.Errorf("orm: internal: reading rows: %d columns came, %d were asked for", len(values), len(into))
	}
	for i, src := range values {
		into[i] = nil
		if src == nil {
			continue
		}
		v, err := d[i].value(src)
		if err != nil {
			return &ColumnError{i, err}
		}
		into[i] = v
	}
	return nil
}

// instantOfText reads an instant as a session in UTC writes it.
func instantOfText(src []byte) (time.Time, bool) {
	if n := len(src); n > 3 && string(src[n-3:]) == "+00" {
		src = src[:n-3]
	}
	return parseInstant(src)
}

// ReadRaw is Read for undecoded rows.
func (p *Plan) ReadRaw(rows RawRows, o Options) (*Result, error) {
	r := p.readers.Get().(*reader)
	defer func() {
		r.reset()
		p.readers.Put(r)
	}()
	columns := rows.Columns()
	if len(columns) != len(r.dest) {
		return nil, fmt.Errorf("orm: internal: reading rows of %s: %d columns came, %d were asked for", p.tree.Root().Model.Name, len(columns), len(r.dest))
	}
	r.forms = r.forms[:0]
	r.padded = r.padded[:0]
	for i, c := range columns {
		f := formOf(c)
		if f == paddedText {
			f = textForm
			r.padded = append(r.padded, i)
		}
		r.forms = append(r.forms, f)
	}
	r.expect(o.Hint)
	result := p.result()
	for rows.Next() {
		result.Rows++
		values := rows.Values()
		for _, i := range r.padded {
			values[i] = unpadded(values[i])
		}
		for i, v := range values {
			if err := r.cells[i].scanRaw(r.forms[i], v); err != nil {
				return nil, p.failure(result.Rows, err)
			}
		}
		r.finish(result)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	r.end()
	return result, nil
}
