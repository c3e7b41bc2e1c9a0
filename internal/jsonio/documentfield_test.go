//lint:file-ignore SA5008 encoding/json takes tags that are wrong, and so must we: they are what is tested here

package jsonio

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
)

type base struct {
	Plain  int
	Shared int
	Tagged int `json:"tagged"`
}

type other struct {
	Shared int
	Deep   int `json:"tagged"`
	Alone  int
}

type again struct{ base }

// The names of a struct's fields are those that encoding/json writes, whatever hides what.
func TestDocumentFieldsAreThoseOfEncodingJSON(t *testing.T) {
	type twice struct {
		base
		*other
		Alone string `json:",omitempty"`
	}
	for _, v := range []any{
		base{},
		twice{other: &other{}, Alone: "x"},
		struct {
			base
			again
		}{},
		struct {
			base `json:"inside"`
			Odd  int `json:"a b"`
			Bad  int `json:"a\"b"`
			Gone int `json:"-"`
			Dash int `json:"-,"`
		}{},
		struct {
			Number int   `json:",string"`
			List   []int `json:",string"`
		}{},
	} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		got := fieldsOf(reflect.TypeOf(v))
		if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%T: %v, encoding/json writes %s", v, slices.Sorted(maps.Keys(got)), text)
		}
		for name, f := range got {
			if quoted := len(want[name]) > 0 && want[name][0] == '"' && f.typ.Kind() != reflect.String; f.quoted != quoted {
				t.Errorf("%T: %s quoted %v, encoding/json writes %s", v, name, f.quoted, want[name])
			}
		}
	}
}
