package dialect

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// Beside says of each placeholder of a text that was taken apart at its {paths} which of them it is compared with, by =, <, IN,
// BETWEEN and the like with nothing else between them; -1 where it is with none.
func (x Syntax) Beside(pieces []string) []int {
	var out []int
	path, between := -1, []Token(nil) // of the left side that is being compared
	for i, piece := range pieces {
		if i > 0 {
			if n := len(out); n > 0 && out[n-1] < 0 && comparing(between) && !slices.ContainsFunc(between, Token.word) {
				out[n-1] = i - 1 // ? < {path}
			}
			path, between = i-1, nil
		}
		for j, text := range x.SplitPlaceholders(piece) {
			if j > 0 {
				if path >= 0 && !comparing(between) {
					path = -1
				}
				out = append(out, path)
				if path < 0 {
					between = nil
				}
			}
			between = append(between, x.Tokens(text)...)
		}
	}
	return out
}

// word reports whether the token is a word.
func (t Token) word() bool { return t.Kind == WordToken }

// comparing reports whether tokens do nothing but compare what stands before them with what comes after.
func comparing(list []Token) bool {
	for _, t := range list {
		switch {
		case t.Kind == SignToken && slices.Contains([]string{"=", "<>", "!=", "<", ">", "<=", ">=", "<=>", "==", "(", ","}, t.Text):
		case t.Kind == WordToken && slices.Contains([]string{"IN", "NOT", "BETWEEN", "AND", "IS", "DISTINCT", "FROM"}, strings.ToUpper(t.Text)):
		default:
			return false
		}
	}
	return len(list) > 0
}

// BindsAlike reports whether a bare value is sent as the attribute's column stores it. What is no value of the attribute at all is the
// caller's affair.
func (d *Dialect) BindsAlike(a *schema.Attribute, value any) bool {
	canonical, err := a.Convert(value)
	if s, ok := value.(string); ok && err != nil && storedKind(a) == schema.KindUUID {
		canonical, err = a.Scan(s)
	}
	if err != nil {
		return true
	}
	if _, text := value.(string); text && d.NativeUUID && nativeUUID(a) {
		return true // the server reads any spelling
	}
	if a.Cipher != nil || a.Kind == schema.KindOpaque && a.SQLType == "" {
		return false
	}
	bound, err := d.Bind(a, canonical)
	if err != nil {
		return true
	}
	bare, err := driver.DefaultParameterConverter.ConvertValue(value)
	return err == nil && alike(bare, bound)
}

// alike reports whether drivers send two values alike.
func alike(a, b any) bool {
	if x, ok := a.(time.Time); ok {
		y, ok := b.(time.Time)
		return ok && x.Truncate(time.Microsecond).Equal(y)
	}
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x == y
	}
	return reflect.DeepEqual(a, b)
}

// number is a number or truth value, which every database compares as one. Whole numbers beyond 53 bits are never compared with
// another kind: both sides round alike.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
