// Package gotype has facts about Go types that several packages ask for.
package gotype

import (
	"reflect"
	"strings"
	"unicode"
)

// JSONTag reads a json tag; the name is empty when the tag gives none that encoding/json takes.
func JSONTag(tag reflect.StructTag) (name string, quoted, omits bool) {
	name, options, _ := strings.Cut(tag.Get("json"), ",")
	if !validName(name) {
		name = ""
	}
	for o := range strings.SplitSeq(options, ",") {
		quoted = quoted || o == "string"
		omits = omits || o == "omitempty" || o == "omitzero"
	}
	return name, quoted, omits
}

// validName reports whether encoding/json takes a name from a tag.
func validName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}
