package lookup

import (
	"reflect"
	"testing"
)

// A copy does not see what its maker changes later.
func TestSnapshot(t *testing.T) {
	type text string
	word := text("a")
	list, lists := []int{1}, [][]string{{"a"}}
	tree := map[string]any{"list": []any{map[string]any{"x": 1}}}
	var none []int
	for i, v := range []any{list, lists, tree, &word, none, map[string]any(nil), 7, "x", nil, [2]int{1, 2}} {
		c := Snapshot(v)
		if !reflect.DeepEqual(c, v) || reflect.TypeOf(c) != reflect.TypeOf(v) {
			t.Errorf("%d: %#v became %#v", i, v, c)
		}
	}
	q := Q{"a": list, "b": lists, "c": tree, "d": &word}
	frozen := q.Frozen()
	list[0], lists[0][0], word = 2, "b", "b"
	tree["list"].([]any)[0].(map[string]any)["x"] = 2
	q["a"] = nil
	want := Q{"a": []int{1}, "b": [][]string{{"a"}}, "c": map[string]any{"list": []any{map[string]any{"x": 1}}}}
	d, ok := frozen["d"].(*text)
	delete(frozen, "d")
	if !reflect.DeepEqual(frozen, want) || !ok || *d != "a" {
		t.Errorf("the copy became %v, %v", frozen, d)
	}
	if (Q)(nil).Frozen() == nil {
		t.Error("a nil Q stays nil")
	}
}
