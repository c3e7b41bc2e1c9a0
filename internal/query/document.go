package query

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Document is JSON that a field, or what lies inside one, is asked to contain.
type Document struct {
	Text json.RawMessage
	// Layers is how many arrays lie in each other where elements are asked for that are arrays or objects themselves; it is of the shape.
	Layers int
	// Values is how many keys and elements there are.
	Values int
	needs  []need
}

// The bounds of a document: its bytes, and its Layers, of which each is two SELECTs where JSON is taken apart by them.
const (
	longestDocument = 64 << 10
	deepestDocument = 8
)

// documents is like any JSON.
var documents = schema.Figure("document", schema.KindJSON)

// need is a part of a document that the JSON asked must have: at a path of keys alone, there or as an element of the array that is there.
type need struct {
	path  string
	where int
	kind  string
	value any    // of a text or a number
	inner []need // of an element that is an array or an object
}

// Where a need is met: at its path; as a scalar among the elements there; as an array or object among them, which has needs of its own;
// at its path or among the elements.
const (
	needHere = iota
	needElement
	needInside
	needEither
)

// NewDocument reads a document. The error, whose name is of what is asked, is an ErrQuery.
func NewDocument(name string, value any) (*Document, error) {
	switch given := reflect.ValueOf(value); {
	case value == nil, (given.Kind() == reflect.Map || given.Kind() == reflect.Slice || given.Kind() == reflect.Pointer) && given.IsNil():
		return nil, Errorf(`%s takes a document, got nil; json.RawMessage("null") is the JSON null`, name)
	case given.Type() == reflect.TypeFor[[]byte]():
		return nil, Errorf("%s takes a document, got bytes; json.RawMessage is JSON text", name)
	}
	canonical, err := documents.Convert(value)
	if err != nil {
		return nil, Misfit(name, err)
	}
	text, ok := canonical.(json.RawMessage)
	if !ok {
		return nil, Errorf(`%s takes a document, got NULL; json.RawMessage("null") is the JSON null`, name)
	}
	if len(text) > longestDocument {
		return nil, Errorf("%s: the document has %d bytes, and %d are the most", name, len(text), longestDocument)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		return nil, Errorf("%s: %w", name, err)
	}
	d := &Document{Text: text}
	if d.needs, err = d.read(name, "$", root, 0); err != nil {
		return nil, err
	}
	if len(d.needs) == 1 && d.needs[0].path == "$" && d.needs[0].where == needHere && d.needs[0].kind != "object" && d.needs[0].kind != "array" {
		d.needs[0].where = needEither
	}
	return d, nil
}

// read is what must be at a path, in so many layers.
func (d *Document) read(name, path string, v any, layer int) ([]need, error) {
	d.Values++
	switch v := v.(type) {
	case map[string]any:
		needs := []need{{path: path, kind: "object"}}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !plainKey(key) {
				return nil, Errorf("%s: the key %s of the document has a quote, a backslash or a control character, which no path can have", name, schema.Quote(key))
			}
			inner, err := d.read(name, path+`."`+key+`"`, v[key], layer)
			if err != nil {
				return nil, err
			}
			needs = append(needs, inner...)
		}
		if len(needs) > 1 {
			needs = needs[1:] // where a key is, there is an object
		}
		return needs, nil
	case []any:
		needs := []need{{path: path, kind: "array"}}
		for _, e := range v {
			one, err := d.element(name, path, e, layer)
			if err != nil {
				return nil, err
			}
			needs = append(needs, one)
		}
		if len(needs) > 1 {
			needs = needs[1:]
		}
		return needs, nil
	}
	kind, value := scalar(v)
	return []need{{path: path, kind: kind, value: value}}, nil
}

// element is what must be among the elements at a path.
func (d *Document) element(name, path string, e any, layer int) (need, error) {
	kind, value := scalar(e)
	if kind != "object" && kind != "array" {
		d.Values++
		return need{path: path, where: needElement, kind: kind, value: value}, nil
	}
	if layer++; layer > deepestDocument {
		return need{}, Errorf("%s: arrays and objects lie in more than %d arrays of the document; ask for the inner ones by themselves", name, deepestDocument)
	}
	d.Layers = max(d.Layers, layer)
	inner, err := d.read(name, "$", e, layer)
	return need{path: path, where: needInside, kind: kind, inner: inner}, err
}

// scalar is the type of a value by its name, and the value of a text or a number.
func scalar(v any) (string, any) {
	switch v := v.(type) {
	case string:
		return "text", v
	case json.Number:
		if strings.ContainsAny(string(v), ".eE") {
			return "number", v
		}
		return "whole", v
	case bool:
		if v {
			return "true", nil
		}
		return "false", nil
	case map[string]any:
		return "object", nil
	case []any:
		return "array", nil
	}
	return "null", nil
}

// plainKey reports whether every database finds a key by its path.
func plainKey(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f || r == '"' || r == '\\' })
}

// Needs is what the document asks for as a list of objects: the path p, where it is met i, the type t, the value v and the inner list e.
// Numbers are texts where texts says so.
func (d *Document) Needs(texts bool) (string, error) {
	out, err := json.Marshal(listed(d.needs, texts))
	if err != nil {
		return "", Errorf("a document: %w", err)
	}
	return string(out), nil
}

func listed(needs []need, texts bool) []map[string]any {
	out := make([]map[string]any, len(needs))
	for i, n := range needs {
		out[i] = map[string]any{"p": n.path, "i": n.where, "t": n.kind}
		if n.value != nil {
			out[i]["v"] = n.value
		}
		if number, ok := n.value.(json.Number); ok && texts {
			out[i]["v"] = string(number)
		}
		if n.where == needInside {
			out[i]["e"] = listed(n.inner, texts)
		}
	}
	return out
}

// newHolds asks whether JSON contains a document.
func newHolds(p *schema.Path, value any) (*Node, error) {
	name := p.Root.Name + "." + p.Text
	d, ok := value.(*Document)
	if !ok {
		if IsText(value) {
			return nil, Errorf(`%s is JSON; contains takes a document, not a text: orm.ContainsJSON and json.RawMessage say which JSON a text is`, name)
		}
		var err error
		if d, err = NewDocument(name+"__contains", value); err != nil {
			return nil, err
		}
	}
	return &Node{Op: Compare, Path: p, Lookup: Contains, Value: d}, nil
}

// IsText reports whether a value is a text; a json.Number is a number.
func IsText(value any) bool {
	_, number := value.(json.Number)
	return !number && reflect.ValueOf(value).Kind() == reflect.String
}

// Holds reports whether the attribute is one whose values contain documents.
func Holds(a *schema.Attribute) bool {
	return a != nil && a.Kind == schema.KindJSON && a.Elem == nil
}
