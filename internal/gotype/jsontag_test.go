package gotype_test

import (
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/gotype"
)

func TestJSONTag(t *testing.T) {
	for tag, want := range map[reflect.StructTag]struct {
		name          string
		quoted, omits bool
	}{
		``:                             {},
		`json:"title"`:                 {name: "title"},
		`json:",omitzero"`:             {omits: true},
		`json:"n,string,omitempty"`:    {name: "n", quoted: true, omits: true},
		`json:"a\"b"`:                  {}, // encoding/json takes no quotes in a name
		`json:"jahr größe/2,omitzero"`: {name: "jahr größe/2", omits: true},
	} {
		name, quoted, omits := gotype.JSONTag(tag)
		if name != want.name || quoted != want.quoted || omits != want.omits {
			t.Errorf("%s: %q %v %v, want %+v", tag, name, quoted, omits, want)
		}
	}
}
