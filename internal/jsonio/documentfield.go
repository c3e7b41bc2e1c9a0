package jsonio

import (
	"reflect"
	"sync"

	"github.com/ormar-go/ormar/internal/gotype"
)

// documentField is a field of a struct inside a JSON document, as encoding/json would fill it.
type documentField struct {
	typ    reflect.Type
	quoted bool // the tag says ",string"
}

// documentFields are the fields by the one name under which encoding/json writes each, by type: a
// named cache.
var documentFields sync.Map // reflect.Type to map[string]documentField

// candidate is a field that may win a name: the least embedded does, among those the only one that
// is tagged, else none.
type candidate struct {
	documentField
	depth  int
	tagged bool
	many   bool // its struct is embedded several times at that depth, so that it hides itself
}

// fieldsOf lists the fields of a struct by name.
func fieldsOf(t reflect.Type) map[string]documentField {
	if known, ok := documentFields.Load(t); ok {
		return known.(map[string]documentField)
	}
	found := map[string][]candidate{}
	visited := map[reflect.Type]bool{}
	level, times := []reflect.Type{t}, map[reflect.Type]int{t: 1}
	for depth := 0; len(level) > 0; depth++ {
		var next []reflect.Type
		nextTimes := map[reflect.Type]int{}
		for _, s := range level {
			if visited[s] {
				continue
			}
			visited[s] = true
			for f := range s.Fields() {
				name, tagged, c, embedded := documentFieldOf(f)
				switch {
				case name == "":
				case embedded != nil:
					if nextTimes[embedded]++; nextTimes[embedded] == 1 {
						next = append(next, embedded)
					}
				default:
					found[name] = append(found[name], candidate{c, depth, tagged, times[s] > 1})
				}
			}
		}
		level, times = next, nextTimes
	}
	out := map[string]documentField{}
	for name, list := range found {
		if w, ok := winner(list); ok {
			out[name] = w
		}
	}
	actual, _ := documentFields.LoadOrStore(t, out)
	return actual.(map[string]documentField)
}

// documentFieldOf reads one field; the name is empty for what encoding/json skips. embedded is the
// struct whose fields stand in the place of the field.
func documentFieldOf(f reflect.StructField) (name string, tagged bool, c documentField, embedded reflect.Type) {
	own := f.Type
	if own.Name() == "" && own.Kind() == reflect.Pointer {
		own = own.Elem()
	}
	isStruct := own.Kind() == reflect.Struct
	tag := gotype.ParseJSONTag(f.Tag)
	if !f.IsExported() && !(f.Anonymous && isStruct) || tag.Skip {
		return "", false, c, nil
	}
	if tag.Name == "" && f.Anonymous && isStruct {
		return f.Name, false, c, own
	}
	name, tagged = f.Name, tag.Name != ""
	if tagged {
		name = tag.Name
	}
	return name, tagged, documentField{f.Type, tag.Quoted && quotable(own)}, nil
}

// winner is the field that has a name.
func winner(list []candidate) (documentField, bool) {
	best, alone := list[0], !list[0].many
	for _, c := range list[1:] {
		switch {
		case c.depth < best.depth || c.depth == best.depth && c.tagged && !best.tagged:
			best, alone = c, !c.many
		case c.depth == best.depth && c.tagged == best.tagged:
			alone = false
		}
	}
	return best.documentField, alone
}
