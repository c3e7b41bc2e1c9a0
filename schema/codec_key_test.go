package schema

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
)

type parent struct {
	remembering
	ID   int
	Name string
}

type child struct {
	before uint64
	Parent one[parent]
	after  uint64
}

// family is the attribute of child.Parent; the target's key is made by the caller's with.
func family(t *testing.T, key *Attribute) *Attribute {
	t.Helper()
	target := &Model{Name: "parent", Table: "parents", Type: reflect.TypeFor[parent](), Attributes: []*Attribute{key}, Keys: []*Attribute{key},
		HasState: true, StateOffset: unsafe.Offsetof(parent{}.remembering)}
	key.Model, key.Name, key.PrimaryKey = target, "id", true
	a := &Attribute{Model: &Model{Name: "child"}, Name: "parent", Offset: unsafe.Offsetof(child{}.Parent), Nullable: true,
		Side: &Side{Target: target, Ref: key, HasField: true}}
	a.copyType(key)
	if err := a.attach(); err != nil {
		t.Fatal(err)
	}
	return a
}

func integerKey(t *testing.T) *Attribute {
	return attributeOf[int](t, KindInteger, func(a *Attribute) { a.Offset = unsafe.Offsetof(parent{}.ID) })
}

func referring(target *parent) *child {
	c := &child{before: 1, after: 2}
	c.Parent.state.Target = unsafe.Pointer(target)
	return c
}

// TestForeignKeyGet holds F-15: the key of a relation, wherever it comes from.
func TestForeignKeyGet(t *testing.T) {
	a := family(t, integerKey(t))
	saved := &parent{}
	saved.row.State = &RowState{Saved: true}
	keyed := &child{}
	keyed.Parent.state.SetKey(KeyOf(int64(0)))
	for name, c := range map[string]struct {
		row  *child
		want any
		zero bool
	}{
		"nothing":              {&child{}, nil, true},
		"a key":                {keyed, int64(0), false},
		"an instance":          {referring(&parent{ID: 7}), int64(7), false},
		"a saved zero":         {referring(saved), int64(0), false},
		"a key and a target":   {func() *child { c := referring(&parent{ID: 7}); c.Parent.state.SetKey(KeyOf(int64(8))); return c }(), int64(8), false},
		"an instance without ": {referring(&parent{}), ErrNotPersisted, false},
	} {
		got, err := a.Get(unsafe.Pointer(c.row))
		if want, fails := c.want.(error); fails {
			if !errors.Is(err, want) || !strings.Contains(err.Error(), `"parent"`) {
				t.Errorf("%s: %v, %v; want %v that names the field", name, got, err, want)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
		if a.IsZero(unsafe.Pointer(c.row)) != c.zero {
			t.Errorf("%s: IsZero is %v", name, !c.zero)
		}
	}
}

func TestForeignKeySet(t *testing.T) {
	a := family(t, integerKey(t))
	row := referring(&parent{ID: 7})
	binding := &Binding{}
	row.Parent.state.Binding, row.Parent.state.Loaded, row.Parent.state.Back = binding, true, true
	if err := a.Set(unsafe.Pointer(row), int64(9)); err != nil {
		t.Fatal(err)
	}
	want := OneState{Binding: binding}
	want.SetKey(KeyOf(int64(9)))
	if row.Parent.state != want || row.before != 1 || row.after != 2 {
		t.Errorf("the row is %+v; want the relation to be %+v", row, want)
	}
	if err := a.Set(unsafe.Pointer(row), nil); err != nil || !a.IsZero(unsafe.Pointer(row)) {
		t.Errorf("NULL leaves %+v, %v", row.Parent.state, err)
	}
	var typed *ValueError
	if err := a.Set(unsafe.Pointer(row), 1.5); !errors.As(err, &typed) {
		t.Errorf("a key of no form: %v", err)
	}
}

func TestForeignKeyConvert(t *testing.T) {
	a := family(t, integerKey(t))
	full := one[parent]{}
	full.state.SetKey(KeyOf(int64(5)))
	var none *parent
	for _, c := range []struct{ value, want any }{
		{nil, nil}, {7, int64(7)}, {int8(7), int64(7)}, {&parent{ID: 3}, int64(3)}, {none, nil}, {full, int64(5)}, {&full, int64(5)},
		{one[parent]{}, nil}, {(*one[parent])(nil), nil}, {referring(&parent{ID: 4}).Parent, int64(4)},
	} {
		if got, err := a.Convert(c.value); err != nil || got != c.want {
			t.Errorf("Convert(%T) = %v, %v; want %v", c.value, got, err, c.want)
		}
	}
	for _, value := range []any{&parent{}, referring(&parent{}).Parent} {
		if got, err := a.Convert(value); !errors.Is(err, ErrNotPersisted) || got != nil {
			t.Errorf("Convert of an unsaved %T = %v, %v; want ErrNotPersisted", value, got, err)
		}
	}
	for _, value := range []any{"7", 1.5, parent{ID: 1}, one[author]{}, &author{ID: 1}, []int{1}, 1 << 40} {
		got, err := a.Convert(value)
		var typed *ValueError
		if !errors.As(err, &typed) || typed.Field != "parent" || got != nil {
			t.Errorf("Convert(%T) = %v, %v; want a ValueError of the relation", value, got, err)
		}
	}
	if g, err := a.GoValue(int64(7)); err != nil || g != 7 {
		t.Errorf("GoValue = %#v, %v; want the key's own type", g, err)
	}
}

// TestForeignKeyKinds holds F-23 and every other kind of key.
func TestForeignKeyKinds(t *testing.T) {
	id := uuid.MustParse("550e8400-e29b-41d4-a716-446655440000")
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		key       *Attribute
		canonical any
		goValue   any
	}{
		{attributeOf[string](t, KindString), "k", "k"},
		{attributeOf[uuid.UUID](t, KindUUID), [16]byte(id), id},
		{attributeOf[string](t, KindDecimal), "1.5000", "1.5000"},
		{attributeOf[colour](t, KindEnum, choices("red")), "red", colour("red")},
		{attributeOf[level](t, KindEnum, choices(int64(3))), int64(3), level(3)},
		{attributeOf[time.Time](t, KindDate), day, day},
	} {
		a := family(t, c.key)
		row := &child{}
		if err := a.Set(unsafe.Pointer(row), c.canonical); err != nil {
			t.Errorf("%v: %v", c.key.Kind, err)
			continue
		}
		if got, err := a.Get(unsafe.Pointer(row)); err != nil || got != c.canonical {
			t.Errorf("%v: %v came back as %v, %v", c.key.Kind, c.canonical, got, err)
		}
		if got, err := a.GoValue(c.canonical); err != nil || got != c.goValue {
			t.Errorf("%v: GoValue = %#v, %v", c.key.Kind, got, err)
		}
		if got, err := a.Convert(c.goValue); err != nil || got != c.canonical {
			t.Errorf("%v: Convert = %#v, %v", c.key.Kind, got, err)
		}
		if got, err := a.Scan(c.canonical); c.key.Kind != KindUUID && (err != nil || got != c.canonical) {
			t.Errorf("%v: Scan = %#v, %v", c.key.Kind, got, err)
		}
	}
}

func TestForeignKeyValidate(t *testing.T) {
	a := family(t, integerKey(t))
	m := &Model{Attributes: []*Attribute{a}}
	wide := &child{}
	wide.Parent.state.SetKey(KeyOf(int64(1) << 40))
	for name, c := range map[string]struct {
		row      *child
		nullable bool
		rule     string
	}{
		"NULL where it may be":            {&child{}, true, ""},
		"NULL where it may not":           {&child{}, false, ruleRequired},
		"an instance that is saved later": {referring(&parent{}), false, ""},
		"an instance":                     {referring(&parent{ID: 1}), false, ""},
		"a key that is too wide":          {wide, true, ruleRange},
		"an instance of too wide a key":   {referring(&parent{ID: 1 << 40}), true, ruleRange},
	} {
		a.Nullable = c.nullable
		err := m.Validate(unsafe.Pointer(c.row), nil)
		var failed *ValidationError
		switch {
		case c.rule == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.rule != "" && (!errors.As(err, &failed) || failed.Failures[0].Rule != c.rule || failed.Failures[0].Path != "parent"):
			t.Errorf("%s: %v; want a failure of %s", name, err, c.rule)
		}
	}
}
