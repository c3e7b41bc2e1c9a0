package schema

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/gotype"
)

// broken is the first broken rule of a value, empty when none is.
func broken[T any](a *Attribute, v T) (Failure, error) {
	m := &Model{Name: "Holder", Attributes: []*Attribute{a}}
	err := m.Validate(newHolder(v).row(), nil)
	var failed *ValidationError
	if errors.As(err, &failed) {
		return failed.Failures[0], err
	}
	return Failure{}, err
}

func expect[T any](t *testing.T, a *Attribute, v T, rule string) {
	t.Helper()
	f, err := broken(a, v)
	if f.Rule != rule || (rule == "") != (err == nil) || rule != "" && (!errors.Is(err, ErrValidation) || f.Path != "v") {
		t.Errorf("%v %v: %v breaks %q (%v); want %q", a.Kind, a.Type, v, f.Rule, err, rule)
	}
	if rule != "" {
		return
	}
	c, err := a.Get(newHolder(v).row())
	if err != nil {
		t.Errorf("%v: %v passes, but Get says %v", a.Kind, v, err)
	} else if list := a.Check(c); list != nil {
		t.Errorf("%v: %v passes, but Check says %v", a.Kind, v, list)
	}
}

// TestValidateText holds the text rows of the limits, and the options of F-01 and F-28.
func TestValidateText(t *testing.T) {
	a := attributeOf[string](t, KindString, (func(a *Attribute) { a.MaxLength, a.MinLength = 3, 2 }))
	expect(t, a, "ab", "")
	expect(t, a, "äöü", "")
	expect(t, a, "😀😀😀", "")
	expect(t, a, "äöüß", ruleMaxLength)
	expect(t, a, "ß", ruleMinLength)
	expect(t, a, "", ruleMinLength)
	expect(t, a, "\xff\xff", ruleUTF8)
	expect(t, a, "\xed\xa0\x80", ruleUTF8)
	expect(t, a, "a\x00b", ruleNUL)
	expect(t, attributeOf[string](t, KindText), strings.Repeat("x", 1<<20), "")
	pattern := attributeOf[*string](t, KindString, (func(a *Attribute) { a.Pattern = regexp.MustCompile(`^[a-z]+$`) }))
	expect(t, pattern, new("abc"), "")
	expect(t, pattern, new("ABC"), rulePattern)
	expect[*string](t, pattern, nil, "")
	chosen := attributeOf[sql.Null[string]](t, KindText, choices("x", "y"))
	expect(t, chosen, sql.Null[string]{V: "y", Valid: true}, "")
	expect(t, chosen, sql.Null[string]{V: "z", Valid: true}, ruleChoices)
	expect(t, chosen, sql.Null[string]{V: "z"}, "")
}

// TestValidateNumbers holds the integer, float and decimal rows of the limits, and the options of F-04 to F-07.
func TestValidateNumbers(t *testing.T) {
	for kind, high := range map[Kind]int{KindSmallInteger: math.MaxInt16, KindInteger: math.MaxInt32} {
		a := attributeOf[int](t, kind)
		expect(t, a, high, "")
		expect(t, a, high+1, ruleRange)
		expect(t, a, -high-1, "")
		expect(t, a, -high-2, ruleRange)
	}
	expect(t, attributeOf[int64](t, KindBigInteger), int64(math.MinInt64), "")
	a := attributeOf[int](t, KindInteger, (func(a *Attribute) { a.Min, a.Max, a.MultipleOf = int64(-10), int64(10), int64(5) }))
	expect(t, a, -10, "")
	expect(t, a, -11, ruleMin)
	expect(t, a, 10, "")
	expect(t, a, 11, ruleMax)
	expect(t, a, 7, ruleMultipleOf)
	f := attributeOf[float64](t, KindFloat, (func(a *Attribute) { a.Min, a.Max = 0.5, 1.5 }))
	expect(t, f, 0.5, "")
	expect(t, f, 0.4999, ruleMin)
	expect(t, f, 1.5001, ruleMax)
	expect(t, f, math.NaN(), ruleFinite)
	expect(t, f, math.Inf(1), ruleFinite)
	expect(t, attributeOf[float32](t, KindFloat), float32(math.Inf(-1)), ruleFinite)
	d := attributeOf[decimal.Decimal](t, KindDecimal, (func(a *Attribute) {
		a.Precision, a.Scale, a.Min, a.Max, a.MultipleOf = 5, 2, "-1.00", "100.00", "0.25"
	}))
	expect(t, d, decimal.RequireFromString("99.75"), "")
	expect(t, d, decimal.RequireFromString("-1.25"), ruleMin)
	expect(t, d, decimal.RequireFromString("100.25"), ruleMax)
	expect(t, d, decimal.RequireFromString("0.3"), ruleMultipleOf)
	expect(t, d, decimal.RequireFromString("0.001"), ruleScale)
	expect(t, d, decimal.RequireFromString("1000"), rulePrecision)
	expect(t, attributeOf[bool](t, KindBoolean, choices(true)), false, ruleChoices)
}

func TestValidateTheRest(t *testing.T) {
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	w := attributeOf[time.Time](t, KindDate, choices(day))
	expect(t, w, day.Add(time.Hour), "")
	expect(t, w, day.AddDate(0, 0, 1), ruleChoices)
	expect(t, attributeOf[time.Time](t, KindDateTime), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), ruleYear)
	expect(t, attributeOf[time.Time](t, KindDateTime), time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -7200)), ruleYear)
	expect(t, attributeOf[time.Time](t, KindDateTime), time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), ruleYear)
	expect(t, attributeOf[time.Time](t, KindDate), time.Date(-10, 1, 1, 0, 0, 0, 0, time.UTC), ruleYear)
	b := attributeOf[[]byte](t, KindBinary, (func(a *Attribute) { a.MaxLength, a.MinLength = 3, 1 }), choices([]byte{1}, []byte{1, 2, 3, 4}))
	expect(t, b, []byte{1}, "")
	expect(t, b, []byte{1, 2, 3, 4}, ruleMaxLength)
	expect[[]byte](t, b, nil, ruleMinLength)
	expect(t, b, []byte{2}, ruleChoices)
	e := attributeOf[colour](t, KindEnum, choices("red"))
	expect(t, e, colour("red"), "")
	expect(t, e, colour(""), ruleChoices)
	expect(t, attributeOf[*level](t, KindEnum, choices(int64(3))), new(level(4)), ruleChoices)
	u := attributeOf[[16]byte](t, KindUUID, choices([16]byte{1}))
	expect(t, u, [16]byte{1}, "")
	expect(t, u, [16]byte{2}, ruleChoices)
	expect(t, attributeOf[string](t, KindUUID), "nonsense", ruleUUID)
	j := attributeOf[any](t, KindJSON, nullable)
	expect[any](t, j, nil, "")
	expect(t, j, nested(31), "")
	expect(t, j, nested(32), ruleDepth)
	expect[any](t, j, "a\x00", ruleNUL)
	expect(t, attributeOf[json.RawMessage](t, KindJSON), json.RawMessage(`{"a":1,"a":1}`), ruleJSON)
}

// TestValidateNull holds F-16 and the NULL half of M-11.
func TestValidateNull(t *testing.T) {
	required := func(a *Attribute) { a.Nullable = false }
	expect(t, attributeOf[decimal.NullDecimal](t, KindDecimal, nullable), decimal.NullDecimal{}, "")
	expect(t, attributeOf[decimal.NullDecimal](t, KindDecimal, required), decimal.NullDecimal{}, ruleRequired)
	open := attributeOf[*int](t, KindInteger, func(a *Attribute) { a.SQLNullable = false })
	expect[*int](t, open, nil, "")
	expect[*int](t, attributeOf[*int](t, KindInteger, func(a *Attribute) { a.PrimaryKey = true }), nil, ruleRequired)
	expect[*int](t, attributeOf[*int](t, KindInteger, func(a *Attribute) { a.PrimaryKey, a.Autoincrement = true, true }), nil, "")
	if list := attributeOf[int](t, KindInteger).Check(nil); len(list) != 1 || list[0].Rule != ruleRequired {
		t.Errorf("NULL for a field that cannot be NULL: %v", list)
	}
	if list := attributeOf[int](t, KindInteger).Check("text"); len(list) != 1 || list[0].Rule != ruleType || list[0].Param != "int" {
		t.Errorf("a value of another kind: %v", list)
	}
}

type validated struct {
	remembering
	ID    int
	Name  string
	Year  *int
	Token string
	Stamp string
}

// validatedModel declares validated by hand.
func validatedModel(t testing.TB) *Model {
	t.Helper()
	m := &Model{Name: "validated", HasState: true, StateOffset: unsafe.Offsetof(validated{}.remembering)}
	add := func(name string, typ reflect.Type, offset uintptr, kind Kind, set func(*Attribute)) {
		a := &Attribute{Model: m, Index: len(m.Attributes), Name: name, Type: typ, Offset: offset, Kind: kind, Nullable: gotype.Nullable(typ)}
		set(a)
		if err := a.attach(); err != nil {
			t.Fatal(err)
		}
		m.Attributes = append(m.Attributes, a)
	}
	text, number := reflect.TypeFor[string](), reflect.TypeFor[int]()
	add("id", number, unsafe.Offsetof(validated{}.ID), KindInteger, func(a *Attribute) { a.PrimaryKey, a.Autoincrement, a.Min = true, true, int64(1) })
	add("name", text, unsafe.Offsetof(validated{}.Name), KindString, func(a *Attribute) { a.MaxLength = 5 })
	add("year", reflect.TypeFor[*int](), unsafe.Offsetof(validated{}.Year), KindInteger, func(a *Attribute) { a.Max = int64(2100) })
	add("token", text, unsafe.Offsetof(validated{}.Token), KindString, func(a *Attribute) { a.MaxLength, a.Secret = 4, true })
	add("stamp", text, unsafe.Offsetof(validated{}.Stamp), KindString, func(a *Attribute) { a.MaxLength, a.MinLength, a.ServerDefault = 9, 1, "'now'" })
	return m
}

// TestValidateListsEverything holds M-11: every field that fails, with its path and what was given, secrets aside.
func TestValidateListsEverything(t *testing.T) {
	m := validatedModel(t)
	row := &validated{ID: -1, Name: "too long", Year: new(3000), Token: "canary"}
	err := m.Validate(unsafe.Pointer(row), nil)
	want := &ValidationError{[]Failure{
		{"id", ruleMin, int64(1), int64(-1), "id"}, {"name", ruleMaxLength, 5, "too long", "name"}, {"year", ruleMax, int64(2100), int64(3000), "year"},
		{"token", ruleMaxLength, 4, nil, "token"},
	}}
	if !reflect.DeepEqual(err, want) {
		t.Fatalf("got  %#v\nwant %#v", err, want)
	}
	const text = `schema: validation: id takes at least 1, got int64 -1; name takes a length of at most 5, got string "too long"; ` +
		`year takes at most 2100, got int64 3000; token takes a length of at most 4`
	if err.Error() != text {
		t.Errorf("got  %s\nwant %s", err, text)
	}
}

func TestValidateMask(t *testing.T) {
	m := validatedModel(t)
	row := &validated{Name: "too long", Token: "too long"}
	mask := NewMask(5)
	mask.Set(3)
	err := m.Validate(unsafe.Pointer(row), mask)
	if paths := failedPaths(err); !slices.Equal(paths, []string{"token"}) {
		t.Errorf("only the mask counts, got %v", paths)
	}
	if paths := failedPaths(m.Validate(unsafe.Pointer(&validated{}), nil)); paths != nil {
		t.Errorf("what the database fills fails: %v", paths)
	}
	saved := &validated{}
	saved.row.State = &RowState{Saved: true}
	if paths := failedPaths(m.Validate(unsafe.Pointer(saved), nil)); !slices.Equal(paths, []string{"id", "stamp"}) {
		t.Errorf("of a saved row every field counts, got %v", paths)
	}
}

func failedPaths(err error) []string {
	var failed *ValidationError
	if !errors.As(err, &failed) {
		return nil
	}
	var out []string
	for _, f := range failed.Failures {
		out = append(out, f.Path)
	}
	return out
}

// TestFailuresOfOtherRules pins how the rules of validate tags read.
func TestFailuresOfOtherRules(t *testing.T) {
	err := &ValidationError{[]Failure{{"email", "email", "", "x", "email"}, {"age", "gte", "18", 3, "age"}, {"when", "future", nil, nil, "when"}}}
	const want = `schema: validation: email breaks the rule email, got string "x"; age breaks the rule gte=18, got int 3; when breaks the rule future`
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// TestValidateAllocatesNothing: a row that passes costs no memory.
func TestValidateAllocatesNothing(t *testing.T) {
	m := validatedModel(t)
	row := &validated{ID: 1 << 20, Name: "äöü", Year: new(2000), Token: "abcd", Stamp: "x"}
	n := testing.AllocsPerRun(100, func() {
		if err := m.Validate(unsafe.Pointer(row), nil); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("Validate allocates %v times", n)
	}
}

func BenchmarkValidate(b *testing.B) {
	m := validatedModel(b)
	row := &validated{ID: 1 << 20, Name: "äöü", Year: new(2000), Token: "abcd", Stamp: "x"}
	for b.Loop() {
		if err := m.Validate(unsafe.Pointer(row), nil); err != nil {
			b.Fatal(err)
		}
	}
}
