package compile

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// TestBind has each form of a parameter.
func TestBind(t *testing.T) {
	s := newShelves(t)
	title, pages := s.attributes("volume", "title")[0], s.attributes("volume", "pages")[0]
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		slot Slot
		arg  any
		want any
	}{
		{"a value", Slot{Elem: -1, Attr: pages}, int64(3), int64(3)},
		{"NULL", Slot{Elem: -1, Attr: pages}, nil, nil},
		{"an element", Slot{Elem: 1, Attr: pages}, []any{int64(3), int64(4)}, int64(4)},
		{"one of a list that is shorter than its text", Slot{Elem: 7, Attr: pages}, []any{int64(3), int64(4)}, int64(4)},
		{"a limit", Slot{Elem: -1, Form: Raw}, int64(9), int64(9)},
		{"a literal of the shape", Slot{Index: -1, Literal: "x"}, nil, "x"},
		{"a list", Slot{Elem: -1, Form: Array, Attr: pages}, []any{int64(3), int64(4)}, []int64{3, 4}},
		{"a column of values", Slot{Elem: -1, Form: Column, Attr: title}, []any{"a", "b"}, []string{"a", "b"}},
		{"a column of one type already", Slot{Elem: -1, Form: Column, Attr: pages}, []int64{5}, []int64{5}},
		{"a text inside", Slot{Elem: -1, Form: PatternIn, Attr: title}, "a", "%a%"},
		{"a text at the start", Slot{Elem: -1, Form: PatternStart, Attr: title}, "a", "a%"},
		{"a text at the end", Slot{Elem: -1, Form: PatternEnd, Attr: title}, "a", "%a"},
		{"the day before", Slot{Elem: -1, Form: DayBefore, Attr: title}, at, "2024-02-28"},
		{"the day after", Slot{Elem: -1, Form: DayAfter, Attr: title}, at, "2024-03-02"},
	} {
		st := &Statement{Slots: []Slot{c.slot}}
		got, err := st.Bind(dialect.Postgres(), []any{c.arg})
		if err != nil || !reflect.DeepEqual(got, []any{c.want}) {
			t.Errorf("%s: %#v, want %#v: %v", c.name, got, c.want, err)
		}
	}
	st := &Statement{Slots: []Slot{{Elem: -1, Form: DayAfter, Attr: title}}}
	if _, err := st.Bind(dialect.Postgres(), []any{"soon"}); err == nil {
		t.Error("a day of what is no instant")
	}
}

// A pattern matches what it is made of letter for letter.
func TestPatternsAreEscaped(t *testing.T) {
	st := &Statement{Slots: []Slot{{Elem: -1, Form: PatternStart}}}
	plain := `a_b%c`
	got, err := st.Bind(dialect.Postgres(), []any{plain})
	if err != nil || got[0] == plain+"%" || len(got[0].(string)) != len(plain)+3 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestBindOver: parameters take the place of the values only where each is in its own place.
func TestBindOver(t *testing.T) {
	pages := newShelves(t).attributes("volume", "pages")[0]
	first, second := Slot{Index: 0, Elem: -1, Attr: pages}, Slot{Index: 1, Elem: -1, Attr: pages}
	for _, c := range []struct {
		st   *Statement
		want []any
	}{
		{&Statement{Slots: []Slot{first, second}, ordered: true}, []any{int64(1), int64(2)}},
		{&Statement{Slots: []Slot{second, first}}, []any{int64(2), int64(1)}},
		{&Statement{Slots: []Slot{first, first, second}}, []any{int64(1), int64(1), int64(2)}},
	} {
		values := []any{int64(1), int64(2)}
		got, err := c.st.BindOver(dialect.SQLite(), values)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v, want %v: %v", got, c.want, err)
		}
		if shares := &got[0] == &values[0]; shares != c.st.ordered {
			t.Errorf("they take the place of the values: %t", shares)
		}
	}
}

// What a value cannot be bound as is an error, not a parameter.
func TestBindFails(t *testing.T) {
	broken := errors.New("broken")
	d := *dialect.SQLite()
	d.Bind = func(*schema.Attribute, any) (any, error) { return nil, broken }
	if _, err := (&Statement{Slots: []Slot{{Elem: -1}}}).Bind(&d, []any{1}); err != broken {
		t.Error(err)
	}
}
