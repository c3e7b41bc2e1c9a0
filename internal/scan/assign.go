package scan

import (
	"database/sql"
	"fmt"
	"math"
	"math/big"
	"reflect"

	"github.com/ormar-go/ormar/internal/gotype"
)

// Assign puts a value that was read into a destination of the caller's type, exactly or not at all:
// pointers and sql.Null take NULL, numbers convert where nothing is lost.
func Assign(dest reflect.Value, v any) error {
	if v == nil {
		return assignNull(dest)
	}
	rv := reflect.ValueOf(v)
	if rv.Type().AssignableTo(dest.Type()) {
		dest.Set(rv)
		return nil
	}
	if dest.Kind() == reflect.Pointer {
		p := reflect.New(dest.Type().Elem())
		if err := Assign(p.Elem(), v); err != nil {
			return err
		}
		dest.Set(p)
		return nil
	}
	if inner := nullValue(dest); inner.IsValid() {
		if err := Assign(inner, v); err != nil {
			return err
		}
		dest.FieldByName("Valid").SetBool(true)
		return nil
	}
	if convertNumber(dest, rv) {
		return nil
	}
	if s, ok := dest.Addr().Interface().(sql.Scanner); ok {
		if n, ok := v.(*big.Int); ok {
			v = n.String()
		}
		return s.Scan(v)
	}
	if rv.Kind() == dest.Kind() && rv.Type().ConvertibleTo(dest.Type()) {
		dest.Set(rv.Convert(dest.Type()))
		return nil
	}
	return fmt.Errorf("%T does not fit into %s", v, dest.Type())
}

func assignNull(dest reflect.Value) error {
	switch dest.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		dest.SetZero()
		return nil
	}
	if nullValue(dest).IsValid() {
		dest.SetZero()
		return nil
	}
	if s, ok := dest.Addr().Interface().(sql.Scanner); ok {
		return s.Scan(nil)
	}
	return fmt.Errorf("NULL does not fit into %s; use a pointer or sql.Null", dest.Type())
}

// nullValue is the V of a sql.Null[V], or the zero Value.
func nullValue(dest reflect.Value) reflect.Value {
	if !gotype.IsNull(dest.Type()) {
		return reflect.Value{}
	}
	return dest.FieldByName("V")
}

// convertNumber converts between numbers where the value survives.
func convertNumber(dest, v reflect.Value) bool {
	if n, ok := v.Interface().(*big.Int); ok && dest.CanInt() && n.IsInt64() {
		v = reflect.ValueOf(n.Int64())
	}
	switch {
	case v.CanInt() && dest.CanInt() && !dest.OverflowInt(v.Int()):
		dest.SetInt(v.Int())
	case v.CanInt() && dest.CanUint() && v.Int() >= 0 && !dest.OverflowUint(uint64(v.Int())):
		dest.SetUint(uint64(v.Int()))
	case v.CanInt() && dest.CanFloat() && int64(float64(v.Int())) == v.Int():
		dest.SetFloat(float64(v.Int()))
	case v.CanFloat() && dest.CanFloat():
		dest.SetFloat(v.Float())
	case v.CanFloat() && dest.CanInt() && v.Float() == math.Trunc(v.Float()) && math.Abs(v.Float()) < 1<<53 && !dest.OverflowInt(int64(v.Float())):
		dest.SetInt(int64(v.Float()))
	default:
		return false
	}
	return true
}
