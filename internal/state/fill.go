package state

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// fill is the fixed default of a column that cannot be NULL, as a literal; empty where there is
// none, or where it has no literal.
func fill(a *schema.Attribute, d *dialect.Dialect) string {
	if !a.FixedDefault || a.Default == nil || a.SQLNullable || a.Cipher != nil || a.Model.Type == nil {
		return ""
	}
	row := reflect.New(a.Model.Type).UnsafePointer()
	a.Default(row)
	canonical, err := a.Get(row)
	if err != nil || canonical == nil {
		return ""
	}
	bound, err := d.Bind(a, canonical)
	if err != nil {
		return ""
	}
	return literal(bound, d)
}

func literal(v any, d *dialect.Dialect) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case string:
		return d.DDL.Literal(v)
	case json.RawMessage:
		return d.DDL.Literal(string(v))
	case []byte:
		return d.DDL.Binary(hex.EncodeToString(v))
	case time.Time:
		return d.DDL.Literal(v.Format("2006-01-02 15:04:05.999999-07:00"))
	case float32, float64:
		return fmt.Sprint(v)
	case fmt.Stringer:
		return d.DDL.Literal(v.String())
	}
	switch r := reflect.ValueOf(v); {
	case r.CanInt(), r.CanUint():
		return fmt.Sprint(v)
	case r.Kind() == reflect.String:
		return d.DDL.Literal(r.String())
	}
	return ""
}
