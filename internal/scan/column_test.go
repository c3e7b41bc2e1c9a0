package scan

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// marking is a text of its own type.
type marking string

// parcel has an attribute of each kind that has a short way, and one that has none.
type parcel struct {
	ID    int
	Name  string
	Label marking
	Tiny  int16
	Score *float64
	Open  bool
	When  time.Time
	Day   sql.Null[time.Time]
	Mark  [16]byte
}

func (p *parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 20), schema.String(&p.Label, 20), schema.SmallInteger(&p.Tiny), schema.Float(&p.Score),
		schema.Boolean(&p.Open), schema.DateTime(&p.When), schema.Date(&p.Day), schema.UUID(&p.Mark),
	}}
}

// box is what a row is read into: the value and whether it is there.
type box[T any] struct {
	before int64 // a write beside the value would change it
	Value  T
	after  int64
}

// columnOf reads values of an attribute into T in each of the three ways, and says what came of it.
func columnOf[T any](t *testing.T, a *schema.Attribute, values []any) (out []string, short int) {
	t.Helper()
	rows := make([][]any, len(values))
	for i, v := range values {
		rows[i] = []any{v}
	}
	ways := []func(c *Columns) error{
		func(c *Columns) error {
			for _, row := range rows {
				if err := c.Row(row); err != nil {
					return err
				}
			}
			return nil
		},
		func(c *Columns) error { return c.Driver(driverRows{&fakeRows{rows: rows}}) },
	}
	if raw := undecoded(rows); raw != nil {
		ways = append(ways, func(c *Columns) error { return c.Raw(raw) })
	}
	for i, way := range ways {
		var list []*box[T]
		long := 0
		column := Column{Type: reflect.TypeFor[T](), Offset: unsafe.Offsetof(box[T]{}.Value), Attr: a, Long: func(row int, at unsafe.Pointer, src any) error {
			long++
			return longWay(a, row, reflect.NewAt(reflect.TypeFor[T](), at).Elem(), src)
		}}
		c := NewColumns([]Column{column}, func() unsafe.Pointer {
			list = append(list, &box[T]{before: 1, after: 2})
			return unsafe.Pointer(list[len(list)-1])
		})
		text := fmt.Sprint(way(c))
		for _, b := range list {
			if b.before != 1 || b.after != 2 {
				t.Fatalf("%s: beside the value stands %d and %d", a.Name, b.before, b.after)
			}
			v := reflect.ValueOf(&b.Value).Elem()
			if v.Kind() == reflect.Pointer && !v.IsNil() {
				v = v.Elem()
			}
			text += fmt.Sprintf(" %v", v)
		}
		if out = append(out, text); i < 2 { // undecoded texts of times and numbers of booleans have forms that others read
			short = len(values) - long
		}
	}
	return out, short
}

// longWay is how a value reaches a caller by its canonical form.
func longWay(a *schema.Attribute, row int, dest reflect.Value, src any) error {
	v, err := a.Scan(src)
	if err == nil && v != nil {
		v, err = a.GoValue(v)
	}
	if err != nil {
		return Stored(a, row, err)
	}
	return Assign(dest, v)
}

// wantColumn is what the long way alone makes of the values.
func wantColumn[T any](a *schema.Attribute, values []any) string {
	var err error
	var list []T
	for i, v := range values {
		list = append(list, *new(T))
		if err = longWay(a, i+1, reflect.ValueOf(&list[i]).Elem(), v); err != nil {
			break
		}
	}
	text := fmt.Sprint(err)
	for i := range list {
		v := reflect.ValueOf(&list[i]).Elem()
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		text += fmt.Sprintf(" %v", v)
	}
	return text
}

func compareColumn[T any](t *testing.T, a *schema.Attribute, short int, values ...any) {
	t.Helper()
	want := wantColumn[T](a, values)
	out, got := columnOf[T](t, a, values)
	for i, text := range out {
		if text != want {
			t.Errorf("%s into %s, way %d: %s, want %s", a.Name, reflect.TypeFor[T](), i, text, want)
		}
	}
	if got != short {
		t.Errorf("%s into %s: %d of %d values went the short way, want %d", a.Name, reflect.TypeFor[T](), got, len(values), short)
	}
}

// A short way ends where the long one does: with the same values, the same refusals, and nothing written beside them.
func TestColumns(t *testing.T) {
	m := schema.MustRegistry(&parcel{}).Models()[0]
	attr := func(name string) *schema.Attribute {
		p, err := m.Path(name)
		if err != nil {
			t.Fatal(err)
		}
		return p.Attr
	}
	when := time.Date(2026, 2, 3, 4, 5, 6, 789_000, time.UTC)
	compareColumn[string](t, attr("name"), 2, "a", "b")
	compareColumn[string](t, attr("name"), 1, "a", nil)
	compareColumn[*string](t, attr("name"), 1, "a", nil)
	compareColumn[sql.Null[string]](t, attr("name"), 1, "a", nil)
	compareColumn[[]byte](t, attr("name"), 0, "a")
	compareColumn[any](t, attr("name"), 0, "a", nil)
	compareColumn[marking](t, attr("label"), 2, "a", "b")
	compareColumn[string](t, attr("label"), 0, "a", "b")
	compareColumn[int](t, attr("id"), 2, int64(1), int64(-1<<40))
	compareColumn[int64](t, attr("id"), 0, int64(1))
	compareColumn[int16](t, attr("tiny"), 1, int64(7), int64(70_000))
	compareColumn[*int16](t, attr("tiny"), 2, int64(7), int64(8))
	compareColumn[float64](t, attr("score"), 1, 1.5)
	compareColumn[sql.Null[float64]](t, attr("score"), 1, 1.5, nil)
	compareColumn[bool](t, attr("open"), 2, true, false)
	compareColumn[bool](t, attr("open"), 1, int64(1), int64(2))
	compareColumn[time.Time](t, attr("when"), 1, when)
	compareColumn[time.Time](t, attr("when"), 1, "2026-02-03 04:05:06.789000", "no time")
	compareColumn[*time.Time](t, attr("day"), 1, "2026-02-03", nil)
	compareColumn[[16]byte](t, attr("mark"), 0, "00112233-4455-6677-8899-aabbccddeeff")
}

// A joined column that is NULL though its row is there, is an error, and none where the row is not.
func TestColumnsWitness(t *testing.T) {
	m := schema.MustRegistry(&parcel{}).Models()[0]
	p, err := m.Path("name")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rows [][]any
		fits bool
	}{{[][]any{{"a", int64(1)}, {nil, nil}}, true}, {[][]any{{"a", int64(1)}, {nil, int64(2)}}, false}} {
		var out []*string
		columns := NewColumns([]Column{
			{Type: reflect.TypeFor[*string](), Attr: p.Attr, Witness: 2, Long: func(row int, at unsafe.Pointer, src any) error {
				return Assign(reflect.NewAt(reflect.TypeFor[*string](), at).Elem(), src)
			}},
			{Dropped: true, Attr: m.Keys[0]},
		}, func() unsafe.Pointer {
			out = append(out, nil)
			return unsafe.Pointer(&out[len(out)-1])
		})
		err := columns.Driver(driverRows{&fakeRows{rows: c.rows}})
		if (err == nil) != c.fits || err != nil && !errors.Is(err, schema.ErrStored) || columns.Rows() != 2 {
			t.Errorf("%v: %d rows, %v", c.rows, columns.Rows(), err)
		}
		if *out[0] != "a" || c.fits && out[1] != nil {
			t.Errorf("%v: %v", c.rows, out)
		}
	}
}
