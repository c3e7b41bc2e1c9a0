package lookup

import (
	"database/sql"
	"database/sql/driver"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Cast is an expression as a value of another type.
func Cast(e Expr, t reflect.Type) Expr {
	var to *schema.Attribute
	switch {
	case t == reflect.TypeFor[time.Time]():
		to = times()
	case t.Kind() == reflect.Int64 && t.PkgPath() == "":
		to = wholes()
	case t.Kind() == reflect.Float64 && t.PkgPath() == "":
		to = floats()
	case t.Kind() == reflect.String && t.PkgPath() == "":
		to = texts()
	case t.Kind() == reflect.Bool && t.PkgPath() == "":
		to = truths()
	case t.Implements(reflect.TypeFor[driver.Valuer]()) && reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()):
		to = schema.DecimalFigure("value", t)
	}
	if to == nil {
		return RefusedExpr(query.Errorf("orm.Cast makes int64, float64, string, bool, time.Time or a decimal type, not %s", t))
	}
	made := Call(query.Cast, []any{e})
	made.call.to = to
	return made
}

// callCast takes what there is a conversion of. A constant is converted here, and must convert.
func (s Scope) callCast(c *call, out *query.Call) error {
	e, err := s.expr(&c.args[0], nil)
	if err != nil {
		return err
	}
	if isJSON(e) {
		e = typed(e, map[schema.Kind]string{schema.KindText: query.JSONText, schema.KindBoolean: query.JSONTruth}[c.to.Kind])
		if e.Call.Unit == "" {
			e = typed(e, query.JSONNumber)
		}
	}
	from, to := e.Kindred(), c.to
	if from == nil || s.DB.Dialect.Casts[dialect.CastKind(from)+">"+dialect.CastKind(to)] == "" {
		return wrongArgument(c.fn, 0, "something that can be a "+to.Kind.String(), from)
	}
	if text, ok := e.Value.(string); ok && from.Kind.IsText() && !converts(text, to) {
		return query.Errorf("orm.Cast: %q is no %s", text, to.Kind)
	}
	out.Args, out.Attr = []*query.Expr{e}, to
	return nil
}

// converts reports whether a constant is a value of a kind.
func converts(text string, to *schema.Attribute) bool {
	var err error
	switch {
	case to.Kind.IsInteger():
		_, err = strconv.ParseInt(text, 10, 64)
	case to.Kind == schema.KindFloat:
		var f float64
		f, err = strconv.ParseFloat(text, 64)
		return err == nil && !math.IsNaN(f)
	case to.Kind == schema.KindDecimal:
		_, ok := new(big.Rat).SetString(text)
		return ok
	case to.Kind == schema.KindBoolean:
		_, err = strconv.ParseBool(text)
	case to.Kind == schema.KindDateTime:
		_, err = to.Convert(text)
	}
	return err == nil
}
