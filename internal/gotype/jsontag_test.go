package gotype_test

import (
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/gotype"
)

func TestJSONTag(t *testing.T) {
	for tag, want := range map[reflect.StructTag]gotype.JSONTag{
		``:                             {},
		`json:"-"`:                     {Skip: true},
		`json:"-,"`:                    {Name: "-"},
		`json:"title"`:                 {Name: "title"},
		`json:",omitzero"`:             {Omits: true},
		`json:"n,string,omitempty"`:    {Name: "n", Quoted: true, Omits: true},
		`json:"a\"b"`:                  {}, // encoding/json takes no quotes in a name
		`json:"jahr größe/2,omitzero"`: {Name: "jahr größe/2", Omits: true},
	} {
		if got := gotype.ParseJSONTag(tag); got != want {
			t.Errorf("%s: %+v, want %+v", tag, got, want)
		}
	}
}
