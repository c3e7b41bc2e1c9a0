package schema

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

func TestScanReads(t *testing.T) {
	id := uuid.MustParse("550e8400-e29b-41d4-a716-446655440000")
	instant := time.Date(2024, 5, 6, 12, 30, 1, 250_000_000, time.UTC)
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	clock := time.Date(1, 1, 1, 12, 30, 1, 250_000_000, time.UTC)
	for _, c := range []struct {
		a         *Attribute
		src, want any
	}{
		{attributeOf[string](t, KindString), []byte("x"), "x"},
		{attributeOf[string](t, KindString), nil, nil},
		{attributeOf[bool](t, KindBoolean), int64(1), true},
		{attributeOf[bool](t, KindBoolean), []byte("0"), false},
		{attributeOf[bool](t, KindBoolean), "t", true},
		{attributeOf[int](t, KindInteger), []byte("-5"), int64(-5)},
		{attributeOf[int](t, KindInteger), 5.0, int64(5)},
		{attributeOf[float64](t, KindFloat), "1.5e3", 1500.0},
		{attributeOf[float64](t, KindFloat), int64(2), 2.0},
		{attributeOf[string](t, KindDecimal), []byte("1.5"), "1.5000"},
		{attributeOf[string](t, KindDecimal), int64(7), "7.0000"},
		{attributeOf[string](t, KindDecimal), 0.1, "0.1000"},
		{attributeOf[string](t, KindDecimal), 1e-4, "0.0001"},
		{attributeOf[time.Time](t, KindDateTime), "2024-05-06 12:30:01.250000", instant},
		{attributeOf[time.Time](t, KindDateTime), []byte("2024-05-06 14:30:01.25+02"), instant},
		{attributeOf[time.Time](t, KindDateTime), instant.In(time.FixedZone("x", 3600)), instant},
		{attributeOf[time.Time](t, KindDate), "2024-05-06", day},
		{attributeOf[time.Time](t, KindDate), "2024-05-06 00:00:00", day},
		{attributeOf[time.Time](t, KindTime), []byte("12:30:01.250000"), clock},
		{attributeOf[time.Time](t, KindTime), time.Date(0, 1, 1, 12, 30, 1, 250_000_000, time.UTC), clock},
		{attributeOf[json.RawMessage](t, KindJSON), []byte(`{"a": [1, 2]}`), json.RawMessage(`{"a":[1,2]}`)},
		{attributeOf[json.RawMessage](t, KindJSON), int64(5), json.RawMessage("5")},
		{attributeOf[uuid.UUID](t, KindUUID), "550e8400e29b41d4a716446655440000", [16]byte(id)},
		{attributeOf[uuid.UUID](t, KindUUID), []byte(id.String()), [16]byte(id)},
		{attributeOf[uuid.UUID](t, KindUUID), id[:], [16]byte(id)},
		{attributeOf[[]byte](t, KindBinary), "abc", []byte("abc")},
		{attributeOf[colour](t, KindEnum, choices("red")), []byte("red"), "red"},
		{attributeOf[level](t, KindEnum, choices(int64(3))), int64(3), int64(3)},
	} {
		got, err := c.a.Scan(c.src)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: Scan(%T %v) = %#v, %v; want %#v", c.a.Kind, c.src, c.src, got, err, c.want)
		}
	}
}

// TestScanRefuses holds the list of what drivers change in silence: each is an error that names the field.
func TestScanRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		a   *Attribute
		src any
	}{
		"bool 2":                         {attributeOf[bool](t, KindBoolean), int64(2)},
		"bool word":                      {attributeOf[bool](t, KindBoolean), "yes"},
		"text in an integer":             {attributeOf[int](t, KindInteger), "12abc"},
		"fraction in an integer":         {attributeOf[int](t, KindInteger), 1.5},
		"uint64":                         {attributeOf[int](t, KindBigInteger), uint64(math.MaxUint64)},
		"NaN":                            {attributeOf[float64](t, KindFloat), math.NaN()},
		"NaN text":                       {attributeOf[float64](t, KindFloat), "NaN"},
		"decimal as a REAL":              {attributeOf[string](t, KindDecimal), 1234567890.0123456789},
		"decimal of a finer scale":       {attributeOf[string](t, KindDecimal), "0.00001"},
		"decimal NaN":                    {attributeOf[string](t, KindDecimal), "NaN"},
		"zero date":                      {attributeOf[time.Time](t, KindDate), "0000-00-00"},
		"zero time stamp":                {attributeOf[time.Time](t, KindDateTime), "0000-00-00 00:00:00"},
		"date that is none":              {attributeOf[time.Time](t, KindDate), "2024-02-30"},
		"bad text":                       {attributeOf[time.Time](t, KindDateTime), "soon"},
		"empty text":                     {attributeOf[time.Time](t, KindDateTime), ""},
		"year 10000":                     {attributeOf[time.Time](t, KindDateTime), "10000-01-01 00:00:00"},
		"year 10000 by zone":             {attributeOf[time.Time](t, KindDateTime), "9999-12-31T23:59:59-01:00"},
		"year 0":                         {attributeOf[time.Time](t, KindDateTime), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		"date with a time of day":        {attributeOf[time.Time](t, KindDate), "2024-05-06 01:00:00"},
		"number as time":                 {attributeOf[time.Time](t, KindDateTime), int64(5)},
		"hour 24":                        {attributeOf[time.Time](t, KindTime), "24:00:00"},
		"MySQL's negative TIME":          {attributeOf[time.Time](t, KindTime), "-01:00:00"},
		"bad JSON":                       {attributeOf[json.RawMessage](t, KindJSON), "{"},
		"short UUID":                     {attributeOf[uuid.UUID](t, KindUUID), "550e"},
		"value outside the enum":         {attributeOf[colour](t, KindEnum, choices("red")), "blue"},
		"number outside the enum":        {attributeOf[level](t, KindEnum, choices(int64(3))), int64(4)},
		"number as text":                 {attributeOf[string](t, KindString), int64(5)},
		"decimal that overflows its own": {attributeOf[string](t, KindDecimal), "123456789012345678"},
	} {
		got, err := c.a.Scan(c.src)
		var typed *ValueError
		if !errors.As(err, &typed) || got != nil || typed.Field != "v" {
			t.Errorf("%s: Scan(%v) = %#v, %v; want a ValueError", name, c.src, got, err)
		}
	}
}

// TestSetRefuses lists canonical values that the Go field cannot hold; the row is left as it was.
func TestSetRefuses(t *testing.T) {
	small := attributeOf[int8](t, KindInteger)
	row := newHolder(int8(7))
	for _, v := range []any{int64(128), int64(-129), nil, "7", 7} {
		if err := small.Set(row.row(), v); err == nil || row.V != 7 {
			t.Errorf("Set(%v) = %v, the field is %d", v, err, row.V)
		}
	}
	single := attributeOf[float32](t, KindFloat)
	if err := single.Set(newHolder(float32(0)).row(), math.MaxFloat64); err == nil {
		t.Error("a float32 took what is beyond its range")
	}
	status := attributeOf[colour](t, KindEnum, choices("red"))
	if err := status.Set(newHolder(colour("")).row(), "blue"); err == nil {
		t.Error("an enum took a value outside its set")
	}
	amount := attributeOf[decimal.Decimal](t, KindDecimal)
	if err := amount.Set(newHolder(decimal.Decimal{}).row(), nil); err == nil {
		t.Error("a decimal.Decimal took NULL")
	}
	var typed *ValueError
	err := attributeOf[prefs](t, KindJSON).Set(newHolder(prefs{}).row(), json.RawMessage(`[1]`))
	var own *json.UnmarshalTypeError
	if !errors.As(err, &typed) || !errors.As(err, &own) {
		t.Errorf("JSON of the wrong shape: %v; want the error of encoding/json in the chain", err)
	}
}

// TestGetRefuses lists Go values that no column can hold.
func TestGetRefuses(t *testing.T) {
	check := func(rule string, a *Attribute, get func() (any, error)) {
		t.Helper()
		v, err := get()
		var failed *ValidationError
		if !errors.As(err, &failed) || !errors.Is(err, ErrValidation) || v != nil || failed.Failures[0].Rule != rule {
			t.Errorf("%v: Get = %v, %v; want a failure of %s", a.Kind, v, err, rule)
		}
	}
	f := attributeOf[float64](t, KindFloat)
	check("finite", f, func() (any, error) { return f.Get(newHolder(math.NaN()).row()) })
	check("finite", f, func() (any, error) { return f.Get(newHolder(math.Inf(-1)).row()) })
	s := attributeOf[string](t, KindString)
	check("utf8", s, func() (any, error) { return s.Get(newHolder("\xff").row()) })
	check("nul", s, func() (any, error) { return s.Get(newHolder("\x00").row()) })
	n := attributeOf[int](t, KindInteger)
	check("range", n, func() (any, error) { return n.Get(newHolder(1 << 31).row()) })
	m := attributeOf[*int](t, KindSmallInteger)
	check("range", m, func() (any, error) { return m.Get(newHolder(new(1 << 15)).row()) })
	d := attributeOf[decimal.Decimal](t, KindDecimal)
	check("scale", d, func() (any, error) { return d.Get(newHolder(decimal.New(1, -5)).row()) })
	check("precision", d, func() (any, error) { return d.Get(newHolder(decimal.New(1, 16)).row()) })
	check("precision", d, func() (any, error) { return d.Get(newHolder(decimal.New(1, 1<<30)).row()) })
	check("scale", d, func() (any, error) { return d.Get(newHolder(decimal.New(1, -1<<30)).row()) })
	u := attributeOf[string](t, KindUUID)
	check("uuid", u, func() (any, error) { return u.Get(newHolder("x").row()) })
	e := attributeOf[colour](t, KindEnum, choices("red"))
	check("choices", e, func() (any, error) { return e.Get(newHolder(colour("")).row()) })
	w := attributeOf[time.Time](t, KindDateTime)
	check("year", w, func() (any, error) { return w.Get(newHolder(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).row()) })
	j := attributeOf[json.RawMessage](t, KindJSON)
	check("json", j, func() (any, error) { return j.Get(newHolder(json.RawMessage("{")).row()) })

	if c, err := f.Get(newHolder(math.Copysign(0, -1)).row()); err != nil || math.Signbit(c.(float64)) {
		t.Errorf("minus zero is %v, %v; want zero", c, err)
	}
	zero := decimal.New(0, 1<<30)
	if c, err := d.Get(newHolder(zero).row()); err != nil || c != "0.0000" {
		t.Errorf("zero with a huge exponent is %v, %v", c, err)
	}
}

func TestIsZero(t *testing.T) {
	check := func(a *Attribute, got, want bool) {
		t.Helper()
		if got != want {
			t.Errorf("%v %v: IsZero = %v", a.Kind, a.Type, got)
		}
	}
	n := attributeOf[int](t, KindInteger)
	check(n, n.IsZero(newHolder(0).row()), true)
	check(n, n.IsZero(newHolder(-1).row()), false)
	p := attributeOf[*int](t, KindInteger)
	check(p, p.IsZero(newHolder[*int](nil).row()), true)
	check(p, p.IsZero(newHolder(new(0)).row()), false)
	b := attributeOf[[]byte](t, KindBinary)
	check(b, b.IsZero(newHolder[[]byte](nil).row()), true)
	check(b, b.IsZero(newHolder([]byte{}).row()), false)
	w := attributeOf[time.Time](t, KindDateTime)
	check(w, w.IsZero(newHolder(time.Time{}).row()), true)
	check(w, w.IsZero(newHolder(time.Unix(0, 0)).row()), false)
	d := attributeOf[decimal.Decimal](t, KindDecimal)
	check(d, d.IsZero(newHolder(decimal.Decimal{}).row()), true)
	check(d, d.IsZero(newHolder(decimal.New(1, 0)).row()), false)
	j := attributeOf[map[string]any](t, KindJSON)
	check(j, j.IsZero(newHolder[map[string]any](nil).row()), true)
	check(j, j.IsZero(newHolder(map[string]any{}).row()), false)
}
