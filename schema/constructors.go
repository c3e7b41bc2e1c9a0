package schema

import (
	"database/sql"
	"reflect"
	"time"
)

// StringValue are the Go types of String and Text.
type StringValue interface {
	~string | *string | sql.Null[string]
}

// IntegerValue are the Go types of the whole-number columns. Unsigned types are for Unsigned.
type IntegerValue interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | *int | *int8 | *int16 | *int32 | *int64 |
		sql.Null[int] | sql.Null[int8] | sql.Null[int16] | sql.Null[int32] | sql.Null[int64]
}

// FloatValue are the Go types of Float.
type FloatValue interface {
	~float32 | ~float64 | *float32 | *float64 | sql.Null[float32] | sql.Null[float64]
}

// BoolValue are the Go types of Boolean.
type BoolValue interface {
	~bool | *bool | sql.Null[bool]
}

// TimeValue are the Go types of Date, Time and DateTime.
type TimeValue interface {
	time.Time | *time.Time | sql.Null[time.Time]
}

// BytesValue are the Go types of LargeBinary.
type BytesValue interface {
	~[]byte | *[]byte | sql.Null[[]byte]
}

// String is a text of at most maxLength runes: VARCHAR(n).
func String[T StringValue](p *T, maxLength int) *Column[T] {
	c := newColumn(p, KindString)
	c.spec.maxLength = maxLength
	return c
}

// Text is a text without a limit of its own.
func Text[T StringValue](p *T) *Column[T] { return newColumn(p, KindText) }

// Boolean is true or false.
func Boolean[T BoolValue](p *T) *Column[T] { return newColumn(p, KindBoolean) }

// Integer is a whole number of 32 bits on every database, whatever the width of the Go type; what does not fit is refused.
func Integer[T IntegerValue](p *T) *Column[T] { return newColumn(p, KindInteger) }

// SmallInteger is a whole number of 16 bits.
func SmallInteger[T IntegerValue](p *T) *Column[T] { return newColumn(p, KindSmallInteger) }

// BigInteger is a whole number of 64 bits.
func BigInteger[T IntegerValue](p *T) *Column[T] { return newColumn(p, KindBigInteger) }

// Float is a number of double precision; NaN and the infinities are refused.
func Float[T FloatValue](p *T) *Column[T] { return newColumn(p, KindFloat) }

// Decimal is an exact number of precision digits, scale of them behind the point. T scans and values itself, as
// shopspring's decimal.Decimal does. A value of a finer scale is refused, not rounded.
func Decimal[T any](p *T, precision, scale int) *Column[T] {
	c := newColumn(p, KindDecimal)
	c.spec.precision, c.spec.scale = precision, scale
	return c
}

// Date is the calendar date that a time has in its own zone.
func Date[T TimeValue](p *T) *Column[T] { return newColumn(p, KindDate) }

// Time is the time of day, to the microsecond, carried on 0001-01-01 UTC.
func Time[T TimeValue](p *T) *Column[T] { return newColumn(p, KindTime) }

// DateTime is an instant, to the microsecond, read back in UTC.
func DateTime[T TimeValue](p *T) *Column[T] { return newColumn(p, KindDateTime) }

// JSON is any value that encoding/json writes and reads.
func JSON[T any](p *T) *Column[T] { return newColumn(p, KindJSON) }

// Array is a list of values of one type: an array of PostgreSQL, JSON elsewhere. E is a string type, a signed integer, a float, a bool, a
// time.Time or sixteen bytes, or a pointer to one where elements can be NULL; of a type that some Enum of the registry declares the
// elements have that enumeration's values. A nil slice is an empty array, or with Nullable NULL. int is bigint, int32 integer.
// Its lookups are exact, ne, isnull, contains, contained_by, overlap (each of a slice), any (of an element) and len.
func Array[E any](p *[]E) *Column[[]E] {
	c := newColumn(p, KindJSON)
	c.spec.array = true
	return c
}

// Native is a column of a type of the database's own, by its name: "inet", "interval", "tstzrange", "hstore", "bit(8)" on PostgreSQL, "year",
// "set('a','b')", "inet6" on MySQL and MariaDB. T is a string, a number, a bool, bytes as a slice or an array, or a type that scans and values
// itself or has a text, such as netip.Addr. On a database that does not have the type the column is one of T's usual type. Its values are compared as the
// type compares them; ranges answer contains, of an element or a range, and overlaps.
func Native[T any](p *T, sqlType string) *Column[T] {
	c := newColumn(p, nativeKind(reflect.TypeFor[T]()))
	c.spec.native, c.spec.sqlType = true, sqlType
	if c.spec.kind == KindBinary {
		c.spec.maxLength = bytesOf(reflect.TypeFor[T](), sqlType)
	}
	return c
}

// Unsigned is a whole number that is not negative, of 8, 16, 24, 32 or 64 bits: an unsigned type of MySQL and MariaDB, on other databases a
// type that is wide enough with a CHECK, which for 64 bits of an unsigned Go type is numeric(20), and TEXT on SQLite. A key of 64 bits has
// 63, and so has a field of a signed Go type.
func Unsigned[T any](p *T, bits int) *Column[T] {
	c := newColumn(p, KindBigInteger)
	c.spec.unsigned = bits
	return c
}

// UUID is stored as 32 hexadecimal digits, or as the database's own type. T is sixteen bytes or scans and values itself,
// as the types of google/uuid and gofrs/uuid do.
func UUID[T any](p *T) *Column[T] { return newColumn(p, KindUUID) }

// UUIDString is a UUID that is stored as its 36 characters, CHAR(36) on every database, instead of 32 hexadecimal digits.
func UUIDString[T any](p *T) *Column[T] {
	c := newColumn(p, KindUUID)
	c.spec.uuidText = true
	return c
}

// LargeBinary is at most maxLength bytes.
func LargeBinary[T BytesValue](p *T, maxLength int) *Column[T] {
	c := newColumn(p, KindBinary)
	c.spec.maxLength = maxLength
	return c
}

// Enum is one of the values of a named string or int type; anything else is refused on write and on read. The values are
// stored. String values make a native type, named after the Go type, on the databases that have one. For a nullable field
// the values have the field's own type, as in new(Red).
func Enum[T comparable](p *T, values ...T) *Column[T] {
	c := newColumn(p, KindEnum)
	c.spec.choices = boxed(values)
	return c
}

// Opaque is a column of a type that scans and values itself and that queries cannot look into, such as crypt.Password. Its
// text has at most maxLength runes.
func Opaque[T any](p *T, maxLength int) *Column[T] {
	c := newColumn(p, KindOpaque)
	c.spec.maxLength = maxLength
	return c
}
