package generated

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
)

// null is the text of NULL.
const null = "<nil>"

// text is a value as the reference compares it: as it is stored.
func text(v any) string {
	switch x := v.(type) {
	case nil:
		return null
	case *string:
		if x == nil {
			return null
		}
		return *x
	case *int:
		if x == nil {
			return null
		}
		return fmt.Sprint(*x)
	case decimal.Decimal:
		if x == (decimal.Decimal{}) {
			return "0" // the zero value of the field, which is not the number that was read
		}
		return x.StringFixed(2)
	case time.Time:
		return x.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
	case [16]byte:
		return hex.EncodeToString(x[:])
	case []byte:
		return hex.EncodeToString(x)
	case map[string]int:
		b, err := json.Marshal(x)
		return fmt.Sprint(string(b), err)[:len(b)]
	case orm.One[shelf]:
		if pk := x.PK(); pk != nil && pk != int64(0) {
			return fmt.Sprint(pk)
		}
		return null
	}
	return fmt.Sprint(v)
}

// kept is a value as the column holds it.
func (c *column) kept(value string) string {
	if c.name == "price" && value == c.zero {
		return "0.00"
	}
	return value
}

// fieldOf is the Go field of an object that holds a column.
func fieldOf(object any, c *column) reflect.Value {
	return reflect.ValueOf(object).Elem().FieldByName(c.field)
}

// read is what an object holds in its columns.
func read(object any, s *shape) values {
	out := values{}
	for _, c := range s.columns {
		out[c.name] = text(fieldOf(object, c).Interface())
	}
	return out
}

// assign gives a field a value of its type, nil for its zero.
func assign(object any, c *column, v any) {
	if f := fieldOf(object, c); v == nil {
		f.SetZero()
	} else {
		f.Set(reflect.ValueOf(v))
	}
}

// has reports whether an object says that it knows a column.
func has(object any, c *column) bool {
	return object.(interface{ Has(any) bool }).Has(fieldOf(object, c).Addr().Interface())
}

func saved(object any) bool { return object.(interface{ Saved() bool }).Saved() }
