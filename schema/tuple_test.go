package schema

import (
	"reflect"
	"testing"
	"time"
)

func TestTuples(t *testing.T) {
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, parts := range [][]any{
		{int64(1), int64(-2)}, {"a", "bc"}, {"ab", "c"}, {"", ""}, {int64(0), "x", [16]byte{1}}, {day, true, 1.5, []byte("y")}, {int64(1), nil},
	} {
		k := NewTuple(parts)
		if got := k.Parts(); !reflect.DeepEqual(got, parts) {
			t.Errorf("%v, want %v", got, parts)
		}
		for i := range parts {
			if got := k.Part(i); !reflect.DeepEqual(got, parts[i]) {
				t.Errorf("part %d of %v is %v", i, parts, got)
			}
		}
		if KeyOf(k).Canonical() != any(k) {
			t.Errorf("%v does not come back from a Key", parts)
		}
	}
	if NewTuple([]any{"a", "bc"}) == NewTuple([]any{"ab", "c"}) {
		t.Error("two keys are one")
	}
	if NewTuple([]any{"a"}).Part(3) != nil {
		t.Error("a part that is not there")
	}
}
