package schema

import (
	"database/sql"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// SnakeCase is how the name of a Go field or type becomes the name of an attribute or table: AuthorID is author_id.
func SnakeCase(name string) string { return snakeCase(name) }

// Figure is an attribute that no model has, of kind BigInteger or Float: it stands for a count, a sum or an average where
// such a value is compared; of kind Text, Boolean, DateTime, Date, Time or JSON for values of these kinds that no column holds.
func Figure(name string, kind Kind) *Attribute {
	a := &Attribute{Model: &Model{Name: "aggregate"}, Name: name, Column: name, Kind: kind, Type: reflect.TypeFor[int64]()}
	switch kind {
	case KindFloat:
		a.Type = reflect.TypeFor[float64]()
	case KindText:
		a.Type = reflect.TypeFor[string]()
	case KindBoolean:
		a.Type = reflect.TypeFor[bool]()
	case KindDateTime, KindDate, KindTime:
		a.Type = reflect.TypeFor[time.Time]()
	case KindJSON:
		a.Type = reflect.TypeFor[any]()
	}
	if err := a.attach(); err != nil {
		panic("schema: " + err.Error()) // the types fit their kinds; a test says so
	}
	return a
}

// DecimalFigure is Figure for decimals of a Go type that scans and values itself, as wide as any.
func DecimalFigure(name string, t reflect.Type) *Attribute {
	a := &Attribute{Model: &Model{Name: "aggregate"}, Name: name, Column: name, Kind: KindDecimal, Type: t, Precision: 65, Scale: 30}
	if err := a.attach(); err != nil {
		panic("schema: " + err.Error()) // a type that scans and values itself fits
	}
	return a
}

// Number makes a value of a Decimal field's own Go type, pointers taken off, of a number that its column could not hold: a
// sum is longer than its terms, an average has more fractional digits.
func (a *Attribute) Number(text string) (any, error) {
	t := a.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" {
		if f, ok := t.FieldByName("V"); ok {
			t = f.Type
		}
	}
	v := reflect.New(t)
	if s, ok := v.Interface().(sql.Scanner); ok {
		if err := s.Scan(text); err != nil {
			return nil, fmt.Errorf("schema: %s.%s: %w", a.Model.Name, a.Name, err)
		}
		return v.Elem().Interface(), nil
	}
	if v.Elem().CanUint() {
		return a.wholeNumber(t, text)
	}
	if t.Kind() == reflect.String {
		v.Elem().SetString(text)
		return v.Elem().Interface(), nil
	}
	return nil, fmt.Errorf("schema: %s.%s: a %s takes no number", a.Model.Name, a.Name, t)
}

// wholeNumber is a number as the unsigned type, where it fits, else as what holds it: a *big.Int, or a float64 for a fraction.
func (a *Attribute) wholeNumber(t reflect.Type, text string) (any, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := new(big.Int).SetString(whole, 10)
	switch f, err := strconv.ParseFloat(text, 64); {
	case !ok || err != nil:
		return nil, fmt.Errorf("schema: %s.%s: %s is no number", a.Model.Name, a.Name, Quote(text))
	case strings.Trim(fraction, "0") != "":
		return f, nil
	case !n.IsUint64() || reflect.Zero(t).OverflowUint(n.Uint64()):
		return n, nil
	}
	return reflect.ValueOf(n.Uint64()).Convert(t).Interface(), nil
}
