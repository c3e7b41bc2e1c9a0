package gotype

import (
	"reflect"
	"strings"
	"unicode"
)

// JSONTag is what encoding/json reads in a field's tag.
type JSONTag struct {
	Name   string // empty when there is none that it takes
	Skip   bool   // the tag is "-": the field is not written
	Quoted bool   // the tag says ",string"
	Omits  bool   // the tag lets the field be absent
}

// ParseJSONTag reads the json tag of a field.
func ParseJSONTag(tag reflect.StructTag) JSONTag {
	text := tag.Get("json")
	if text == "-" {
		return JSONTag{Skip: true}
	}
	name, options, _ := strings.Cut(text, ",")
	if !takenName(name) {
		name = ""
	}
	t := JSONTag{Name: name}
	for o := range strings.SplitSeq(options, ",") {
		t.Quoted = t.Quoted || o == "string"
		t.Omits = t.Omits || o == "omitempty" || o == "omitzero"
	}
	return t
}

// takenName reports whether encoding/json takes a name from a tag; for others it falls back to the
// Go name.
func takenName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}
