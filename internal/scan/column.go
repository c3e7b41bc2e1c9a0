package scan

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// Column is where the values of a column go in memory of the caller's, a struct's field or a value alone.
type Column struct {
	Type   reflect.Type
	Offset uintptr
	Attr   *schema.Attribute // whose values they are, as its column has them; nil where only Long can tell
	// Long takes what has no shorter way, NULL always, as a driver gives it.
	Long func(row int, at unsafe.Pointer, src any) error
	// Witness is the place, counted from 1, of a column that is not NULL where this one may not be either; 0 where there is none.
	Witness int
	// Dropped says that the value is a witness and nothing else.
	Dropped bool
}

// Columns reads rows of plain columns into memory of the caller's. A value that is as the caller wants it makes no detour through
// a box; what is refused or converted is Long's.
type Columns struct {
	list      []Column
	short     []shortWay // of list; nil where there is none
	witnesses bool
	next      func() unsafe.Pointer
	row       int
}

// NewColumns reads rows of the columns into what next gives for each of them.
func NewColumns(list []Column, next func() unsafe.Pointer) *Columns {
	c := &Columns{list: list, short: make([]shortWay, len(list)), next: next}
	for i := range list {
		c.witnesses = c.witnesses || list[i].Witness > 0
		if list[i].Attr != nil && !list[i].Dropped {
			c.short[i] = shortWayOf(list[i].Attr, list[i].Type)
		}
	}
	return c
}

// take reads a value that a driver has decoded.
func (c *Columns) take(i int, at unsafe.Pointer, src any) error {
	to := &c.list[i]
	if to.Dropped || src != nil && c.short[i] != nil && c.short[i].put(unsafe.Add(at, to.Offset), src) {
		return nil
	}
	if b, ok := src.([]byte); ok {
		src = slices.Clone(b) // what keeps it may not be known
	}
	return to.Long(c.row, unsafe.Add(at, to.Offset), src)
}

// begin makes room for a row, unless it has a NULL where none may be.
func (c *Columns) begin(null func(i int) bool) (unsafe.Pointer, error) {
	c.row++
	if c.witnesses {
		for i := range c.list {
			if w := c.list[i].Witness; w > 0 && null(i) && !null(w-1) {
				return nil, Stored(c.list[i].Attr, c.row, Null(c.list[i].Attr))
			}
		}
	}
	return c.next(), nil
}

// Row takes a row of database/sql or of a driver. Bytes are copied.
func (c *Columns) Row(values []any) error {
	at, err := c.begin(func(i int) bool { return values[i] == nil })
	for i := 0; i < len(c.list) && err == nil; i++ {
		err = c.take(i, at, values[i])
	}
	return err
}

// Driver reads a driver's own rows.
func (c *Columns) Driver(rows DriverRows) error {
	values := make([]driver.Value, len(c.list))
	null := func(i int) bool { return values[i] == nil }
	for {
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		at, err := c.begin(null)
		for i := 0; i < len(values) && err == nil; i++ {
			err = c.take(i, at, values[i])
		}
		if err != nil {
			return err
		}
	}
}

// Raw reads undecoded rows. An error of decoding is a *ColumnError.
func (c *Columns) Raw(rows RawRows) error {
	decoder := NewRawDecoder(rows.Columns())
	var values [][]byte
	null := func(i int) bool { return values[i] == nil }
	for rows.Next() {
		values = rows.Values()
		at, err := c.begin(null)
		for i := 0; i < len(values) && err == nil; i++ {
			err = c.takeRaw(i, at, decoder[i], values[i])
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rows is how many rows were read.
func (c *Columns) Rows() int { return c.row }

func (c *Columns) takeRaw(i int, at unsafe.Pointer, f form, src []byte) error {
	to := &c.list[i]
	switch {
	case to.Dropped:
		return nil
	case src == nil:
		return to.Long(c.row, unsafe.Add(at, to.Offset), nil)
	case f == paddedText:
		f, src = textForm, unpadded(src)
	}
	if c.short[i] != nil && c.short[i].putRaw(unsafe.Add(at, to.Offset), f, src) {
		return nil
	}
	v, err := f.value(src)
	if err != nil {
		return &ColumnError{i, err}
	}
	return to.Long(c.row, unsafe.Add(at, to.Offset), v)
}

// shortWay writes a value that needs no conversion; false leaves the destination as it is.
type shortWay interface {
	put(at unsafe.Pointer, src any) bool
	putRaw(at unsafe.Pointer, f form, src []byte) bool
}

// short is for a destination with T's memory, a pointer to that, or a sql.Null of it.
type short[T any] struct {
	reading[T]
	pointer, null bool
}

func (s short[T]) put(at unsafe.Pointer, src any) bool {
	v, ok := s.read(src)
	if ok {
		s.store(at, v)
	}
	return ok
}

func (s short[T]) putRaw(at unsafe.Pointer, f form, src []byte) bool {
	v, ok := s.raw(f, src)
	if ok {
		s.store(at, v)
	}
	return ok
}

// store writes a value. One behind a pointer has memory of its own, since a caller may keep it alone.
func (s short[T]) store(at unsafe.Pointer, v T) {
	switch {
	case s.pointer:
		p := new(T)
		*p = v
		*(**T)(at) = p
	case s.null:
		*(*sql.Null[T])(at) = sql.Null[T]{V: v, Valid: true}
	default:
		*(*T)(at) = v
	}
}

func (rs reading[T]) short(t reflect.Type) shortWay {
	return short[T]{rs, t.Kind() == reflect.Pointer, gotype.IsNull(t)}
}

// shortWayOf is how values of an attribute reach a destination of its own Go type, a pointer to that or a sql.Null of it; nil where there
// is more to do than to read them.
func shortWayOf(a *schema.Attribute, t reflect.Type) shortWay {
	if a.Within != nil || a.Type == nil || a.Side != nil || a.Cipher != nil || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Pointer {
		return nil
	}
	plain := gotype.Plain(a.Type)
	if gotype.Plain(t) != plain {
		return nil
	}
	if rs := plainReading(a, plain); rs != nil {
		return rs.short(t)
	}
	return nil
}
