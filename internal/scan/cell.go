package scan

import (
	"database/sql"
	"reflect"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// cell is the destination of one column: of a value that a driver has decoded, or of its bytes, of which nil is NULL.
type cell interface {
	sql.Scanner
	scanRaw(f form, src []byte) error
}

// target is the field that a cell writes to.
type target struct {
	n      *nodeState
	attr   *schema.Attribute
	offset uintptr
}

// absent takes a NULL, which is the zero value of a new object, or what a row without an object has: no value at all.
func (t *target) absent() error {
	if t.n.at == nil || t.attr.SQLNullable {
		return nil
	}
	return errNull(t.attr)
}

// bare is the destination of a column whose value is in the field itself. T has the memory of the field's type.
type bare[T any] struct {
	target
	reading[T]
}

// reading reads a value of T without detour, decoded or not.
type reading[T any] struct {
	read func(any) (T, bool)
	raw  func(form, []byte) (T, bool)
}

// Scan writes the value, unless the current row has no object or one that is read already.
func (c *bare[T]) Scan(src any) error {
	if c.n.at == nil {
		return nil
	}
	v, ok := c.read(src)
	if !ok {
		return c.long(src)
	}
	*(*T)(unsafe.Add(c.n.at, c.offset)) = v
	return nil
}

func (c *bare[T]) scanRaw(f form, src []byte) error {
	if c.n.at == nil {
		return nil
	}
	if src == nil {
		return c.long(nil)
	}
	v, ok := c.raw(f, src)
	if !ok {
		return c.longRaw(f, src)
	}
	*(*T)(unsafe.Add(c.n.at, c.offset)) = v
	return nil
}

// behind is the destination of a column whose value is behind the field's pointer. Values share blocks, so that a list of
// rows does not allocate one by one.
type behind[T any] struct {
	target
	reading[T]
	slab []T
}

// Scan writes the value; NULL leaves the nil pointer of a new object.
func (c *behind[T]) Scan(src any) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	v, ok := c.read(src)
	if !ok {
		return c.long(src)
	}
	c.put(v)
	return nil
}

func (c *behind[T]) scanRaw(f form, src []byte) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	v, ok := c.raw(f, src)
	if !ok {
		return c.longRaw(f, src)
	}
	c.put(v)
	return nil
}

func (c *behind[T]) put(v T) {
	if len(c.slab) == cap(c.slab) {
		c.slab = make([]T, 0, c.n.batch(c.n.made-1))
	}
	c.slab = append(c.slab, v)
	*(**T)(unsafe.Add(c.n.at, c.offset)) = &c.slab[len(c.slab)-1]
}

func (c *behind[T]) reset() { c.slab = nil }

// null is the destination of a column whose field is a sql.Null.
type null[T any] struct {
	target
	reading[T]
}

// Scan writes the value; NULL leaves the invalid sql.Null of a new object.
func (c *null[T]) Scan(src any) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	v, ok := c.read(src)
	if !ok {
		return c.long(src)
	}
	*(*sql.Null[T])(unsafe.Add(c.n.at, c.offset)) = sql.Null[T]{V: v, Valid: true}
	return nil
}

func (c *null[T]) scanRaw(f form, src []byte) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	v, ok := c.raw(f, src)
	if !ok {
		return c.longRaw(f, src)
	}
	*(*sql.Null[T])(unsafe.Add(c.n.at, c.offset)) = sql.Null[T]{V: v, Valid: true}
	return nil
}

// foreignKey is the destination of a foreign key in a One.
type foreignKey struct{ target }

// Scan writes the key; NULL leaves the zero One of a new object.
func (c *foreignKey) Scan(src any) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	k, err := keyOf(c.attr, src)
	if err != nil {
		return fieldError(c.attr, err)
	}
	schema.OneAt(c.n.at, c.offset).SetKey(k)
	return nil
}

func (c *foreignKey) scanRaw(f form, src []byte) error {
	if c.n.at == nil || src == nil {
		return c.absent()
	}
	k, err := rawKeyOf(c.attr, f, src)
	if err != nil {
		return fieldError(c.attr, err)
	}
	schema.OneAt(c.n.at, c.offset).SetKey(k)
	return nil
}

// other is the destination of a column whose type has no shorter way.
type other struct{ target }

// Scan writes the value through its canonical form.
func (c *other) Scan(src any) error {
	if c.n.at == nil {
		return nil
	}
	return c.long(src)
}

func (c *other) scanRaw(f form, src []byte) error {
	if c.n.at == nil {
		return nil
	}
	if src == nil {
		return c.long(nil)
	}
	return c.longRaw(f, src)
}

// long takes a value in any form, NULL included.
func (t *target) long(src any) (err error) {
	defer capture(t.attr, &err)
	read := t.attr.Scan
	if t.attr.Cipher != nil {
		read = t.attr.Unseal
	}
	if src == nil && !t.attr.SQLNullable && t.attr.Nullable {
		return errNull(t.attr)
	}
	v, err := read(src)
	if err == nil {
		err = t.attr.Set(t.n.at, v)
	}
	if err != nil {
		return fieldError(t.attr, err)
	}
	return nil
}

// longRaw is long for the bytes of a value.
func (t *target) longRaw(f form, src []byte) error {
	v, err := f.value(src)
	if err != nil {
		return fieldError(t.attr, err)
	}
	return t.long(v)
}

// nothing is the destination of what is read and dropped.
type nothing struct{}

// Scan does nothing.
func (nothing) Scan(any) error { return nil }

func (nothing) scanRaw(form, []byte) error { return nil }

// maker makes the destination of a column for one reader.
type maker func(target) cell

// makerOf picks the destination of an attribute, once per plan.
func makerOf(a *schema.Attribute) maker {
	switch {
	case a.Within != nil:
		return long
	case a.Type == nil:
		return func(target) cell { return nothing{} }
	case a.Side != nil && a.Side.Kind == schema.ForwardSide && a.Side.HasField:
		return func(t target) cell { return &foreignKey{t} }
	case a.Cipher != nil:
		return long
	}
	plain := gotype.Plain(a.Type)
	if rs := plainReading(a, plain); rs != nil {
		return rs.maker(a)
	}
	switch a.Kind {
	case schema.KindTime:
		return fieldOf(a, readClock, rawClock)
	case schema.KindBinary:
		if plain.Kind() == reflect.Slice {
			return fieldOf(a, readBytes, rawBytes)
		}
	case schema.KindUUID:
		// A type that is itself NULL when it is zero decides on its own what it takes.
		if plain.Kind() == reflect.Array && plain.Len() == 16 && (!a.Nullable || plain != a.Type) {
			return fieldOf(a, readUUID, rawUUID)
		}
	case schema.KindEnum:
		if plain.Kind() == reflect.String {
			return enumTexts(a)
		}
		return enumMaker(a, plain)
	}
	return long
}

func long(t target) cell { return &other{t} }

// plainReader is a reading of whatever type.
type plainReader interface {
	maker(a *schema.Attribute) maker
	short(t reflect.Type) shortWay
}

// plainReading reads the kinds whose values stand for themselves in a field of a plain type; nil for others.
func plainReading(a *schema.Attribute, plain reflect.Type) plainReader {
	switch a.Kind {
	case schema.KindString, schema.KindText:
		if plain.Kind() == reflect.String {
			return reading[string]{readText, rawText}
		}
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return integerReading(plain)
	case schema.KindFloat:
		if plain.Kind() == reflect.Float64 {
			return reading[float64]{readFloat, rawFloat}
		}
	case schema.KindBoolean:
		if plain.Kind() == reflect.Bool {
			return reading[bool]{readBool, rawBool}
		}
	case schema.KindDateTime:
		if plain == reflect.TypeFor[time.Time]() && a.Zone == nil && a.StoredForm == "" {
			return reading[time.Time]{readInstant, rawInstant}
		}
	case schema.KindDate:
		if plain == reflect.TypeFor[time.Time]() {
			return reading[time.Time]{readDate, rawDate}
		}
	}
	return nil
}

func integerReading(plain reflect.Type) plainReader {
	switch plain.Kind() {
	case reflect.Int:
		return reading[int]{readInteger[int], rawInteger[int]}
	case reflect.Int8:
		return reading[int8]{readInteger[int8], rawInteger[int8]}
	case reflect.Int16:
		return reading[int16]{readInteger[int16], rawInteger[int16]}
	case reflect.Int32:
		return reading[int32]{readInteger[int32], rawInteger[int32]}
	case reflect.Int64:
		return reading[int64]{readInteger[int64], rawInteger[int64]}
	}
	return nil
}

func enumMaker(a *schema.Attribute, plain reflect.Type) maker {
	switch plain.Kind() {
	case reflect.Int:
		return enumIntegers[int](a)
	case reflect.Int8:
		return enumIntegers[int8](a)
	case reflect.Int16:
		return enumIntegers[int16](a)
	case reflect.Int32:
		return enumIntegers[int32](a)
	case reflect.Int64:
		return enumIntegers[int64](a)
	}
	return long
}

// fieldOf is the maker for a field of a type with T's memory, a pointer to one, or a sql.Null of one.
func fieldOf[T any](a *schema.Attribute, read func(any) (T, bool), raw func(form, []byte) (T, bool)) maker {
	return reading[T]{read, raw}.maker(a)
}

func (rs reading[T]) maker(a *schema.Attribute) maker {
	switch {
	case a.Type.Kind() == reflect.Pointer:
		return func(t target) cell { return &behind[T]{target: t, reading: rs} }
	case gotype.IsNull(a.Type):
		return func(t target) cell { return &null[T]{target: t, reading: rs} }
	}
	return func(t target) cell { return &bare[T]{target: t, reading: rs} }
}
