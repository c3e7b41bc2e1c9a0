package jsonio

import (
	"encoding/json"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// maxNesting bounds the levels of brackets in the JSON of a relation: each relation reads its text
// again, so that the time would otherwise grow with the square of what a stranger sends.
const maxNesting = 64

// jsonError is what UnmarshalJSON says; it is an ErrDecode.
func jsonError(t reflect.Type, format string, args ...any) error {
	return fmt.Errorf("%w: relation to %s: %w", ErrDecode, t.Name(), fmt.Errorf(format, args...))
}

// nesting refuses text of too many levels. The text is valid JSON.
func nesting(t reflect.Type, text []byte) error {
	depth, inText := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			if depth++; depth > maxNesting {
				return jsonError(t, "the JSON has more than %d levels", maxNesting)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// ReadOne reads a relation to one; it stays as it was when the text is refused.
func ReadOne(t reflect.Type, to *schema.OneState, text []byte) error {
	if err := nesting(t, text); err != nil {
		return err
	}
	state := to.Cleared()
	if isNull(text) {
		*to = state
		return nil
	}
	s, err := layoutOf(t)
	if err != nil {
		return err
	}
	if s.key == nil {
		return jsonError(t, "the model has no key")
	}
	_, reference := s.key.only(text, "")
	if !isObject(text) || reference {
		key, err := s.key.read(text)
		if err != nil {
			return jsonError(t, "%w", err)
		}
		state.SetKey(schema.KeyOf(key))
		*to = state
		return nil
	}
	target := reflect.New(t)
	if err := json.Unmarshal(text, target.Interface()); err != nil {
		return err
	}
	state.Target, state.Loaded = target.UnsafePointer(), true
	*to = state
	return nil
}

// ReadMany reads a list element by element, with link rows when they have a type; the relation
// stays as it was when an element is refused.
func ReadMany(t reflect.Type, state *schema.ManyState, text []byte, link reflect.Type) error {
	if err := nesting(t, text); err != nil {
		return err
	}
	name := ""
	if link != nil {
		s, err := layoutOf(link)
		if err != nil {
			return err
		}
		name = schema.SnakeCase(s.model.Name)
	}
	before := *state
	*state = state.Cleared()
	if isNull(text) {
		return nil
	}
	var elements []json.RawMessage
	err := json.Unmarshal(text, &elements)
	for i := 0; err == nil && i < len(elements); i++ {
		err = readElement(t, state, elements[i], link, name)
	}
	if err != nil {
		*state = before
		return err
	}
	state.Loaded = true
	return nil
}

// readElement adds one row of a list, and its link row.
func readElement(t reflect.Type, state *schema.ManyState, text []byte, link reflect.Type, name string) error {
	if link != nil {
		row, err := readLink(link, name, text)
		if err != nil {
			return err
		}
		state.Links = append(state.Links, row)
	}
	row, err := readRow(t, text)
	state.Items = append(state.Items, row)
	return err
}

// readLink reads the link row that an element has under a name, nil without one.
func readLink(t reflect.Type, name string, text []byte) (unsafe.Pointer, error) {
	if !isObject(text) {
		return nil, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	given, ok := members[name]
	if !ok || isNull(given) {
		return nil, nil
	}
	row := reflect.New(t)
	return row.UnsafePointer(), json.Unmarshal(given, row.Interface())
}

// readRow reads one row of a list.
func readRow(t reflect.Type, text []byte) (unsafe.Pointer, error) {
	if isNull(text) {
		return nil, jsonError(t, "null stands where a row should be")
	}
	made := reflect.New(t)
	row := made.UnsafePointer()
	s, err := layoutOf(t)
	if err != nil {
		return nil, err
	}
	if isObject(text) {
		if s.key == nil {
			return row, json.Unmarshal(text, made.Interface())
		}
		if _, only := s.key.only(text, ""); !only {
			return row, json.Unmarshal(text, made.Interface())
		}
		if err := json.Unmarshal(text, made.Interface()); err != nil {
			return nil, err
		}
		engine.OnlyKey(s.model, row)
		return row, nil
	}
	if s.key == nil {
		return nil, jsonError(t, "the model has no key; give whole objects")
	}
	key, err := s.key.bare(text)
	if err == nil {
		err = s.key.attr.Set(row, key)
	}
	if err != nil {
		return nil, jsonError(t, "%w", err)
	}
	engine.OnlyKey(s.model, row)
	return row, nil
}
