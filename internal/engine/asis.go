package engine

import (
	"reflect"
	"time"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// asIs is the Go type of a column whose values the driver's boxes may hold already; the zero Kind where each value needs a look.
func asIs(o *compile.Output) reflect.Kind {
	a := o.Attr
	if o.Function != "" || a == nil || a.Type == nil || a.Cipher != nil || a.Within != nil || a.Side != nil {
		return reflect.Invalid
	}
	t := gotype.Plain(a.Type)
	switch {
	case (a.Kind == schema.KindString || a.Kind == schema.KindText) && t == reflect.TypeFor[string](),
		a.Kind == schema.KindBoolean && t == reflect.TypeFor[bool](),
		a.Kind == schema.KindFloat && t == reflect.TypeFor[float64](),
		a.Kind == schema.KindBigInteger && t == reflect.TypeFor[int64]():
		return t.Kind()
	case a.Kind == schema.KindDateTime && t == reflect.TypeFor[time.Time]() && a.Zone == nil && a.StoredForm == "":
		return reflect.Struct
	}
	return reflect.Invalid
}

// fits reports whether a driver's value is the field's own as it is, so that it needs no other box.
func fits(kind reflect.Kind, v any) bool {
	switch v := v.(type) {
	case string:
		return kind == reflect.String
	case bool:
		return kind == reflect.Bool
	case int64:
		return kind == reflect.Int64
	case float64:
		return kind == reflect.Float64 && v != 0 && v-v == 0 // of two zeros one is negative; what is infinite is refused
	case time.Time:
		return kind == reflect.Struct && v.Location() == time.UTC && v.Nanosecond()%1000 == 0 && v.Year() > 0 && v.Year() < 10_000
	}
	return false
}
