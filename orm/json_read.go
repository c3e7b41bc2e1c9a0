package orm

import (
	"encoding/json"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// maxNesting bounds the levels of brackets in the JSON of a relation: each relation reads its text again, so that the time
// would otherwise grow with the square of what a stranger sends.
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

// UnmarshalJSON reads a bare key, an object of only the key, a whole object or null. The first two give a relation that is not
// loaded, as RefPK does; a whole object gives what Ref of it would. It trusts the text as encoding/json does; bodies that
// strangers send are for Decode.
func (o *One[T]) UnmarshalJSON(text []byte) error {
	t := reflect.TypeFor[T]()
	if err := nesting(t, text); err != nil {
		return err
	}
	state := o.state.Cleared()
	if isNull(text) {
		o.state = state
		return nil
	}
	s, err := shapeOf(t)
	if err != nil {
		return err
	}
	if s.key == nil {
		return jsonError(t, "the model has several key columns")
	}
	_, reference := s.key.only(text, "")
	if !isObject(text) || reference {
		key, err := s.key.read(text)
		if err != nil {
			return jsonError(t, "%w", err)
		}
		state.SetKey(schema.KeyOf(key))
		o.state = state
		return nil
	}
	target := new(T)
	if err := json.Unmarshal(text, target); err != nil {
		return err
	}
	state.Target, state.Loaded = unsafe.Pointer(target), true
	o.state = state
	return nil
}

// UnmarshalJSON reads a list of keys and objects; a key gives a row with nothing but that key. null is a relation that is not
// loaded. See One for what it trusts.
func (m *Many[T]) UnmarshalJSON(text []byte) error {
	return readMany(reflect.TypeFor[T](), &m.state, text, func(text []byte) error {
		row, err := readRow[T](text)
		m.state.Items = append(m.state.Items, unsafe.Pointer(row))
		return err
	})
}

// UnmarshalJSON reads what MarshalJSON writes: rows as Many does, each with its link row under the snake_case name of L.
func (m *ManyThrough[T, L]) UnmarshalJSON(text []byte) error {
	link, err := shapeOf(reflect.TypeFor[L]())
	if err != nil {
		return err
	}
	name := schema.SnakeCase(link.model.Name)
	return readMany(reflect.TypeFor[T](), &m.state, text, func(text []byte) error {
		var link *L
		if isObject(text) {
			var members map[string]json.RawMessage
			if err := json.Unmarshal(text, &members); err != nil {
				return err
			}
			if given, ok := members[name]; ok && !isNull(given) {
				link = new(L)
				if err := json.Unmarshal(given, link); err != nil {
					return err
				}
			}
		}
		row, err := readRow[T](text)
		m.state.Items = append(m.state.Items, unsafe.Pointer(row))
		m.state.Links = append(m.state.Links, unsafe.Pointer(link))
		return err
	})
}

// readMany reads a list element by element; the relation stays as it was when one is refused.
func readMany(t reflect.Type, state *schema.ManyState, text []byte, element func([]byte) error) error {
	if err := nesting(t, text); err != nil {
		return err
	}
	before := *state
	*state = state.Cleared()
	if isNull(text) {
		return nil
	}
	var elements []json.RawMessage
	err := json.Unmarshal(text, &elements)
	for i := 0; err == nil && i < len(elements); i++ {
		err = element(elements[i])
	}
	if err != nil {
		*state = before
		return err
	}
	state.Loaded = true
	return nil
}

// readRow reads one row of a list.
func readRow[T any](text []byte) (*T, error) {
	t := reflect.TypeFor[T]()
	if isNull(text) {
		return nil, jsonError(t, "null stands where a row should be")
	}
	row := new(T)
	s, err := shapeOf(t)
	if err != nil {
		return nil, err
	}
	if isObject(text) {
		if s.key == nil {
			return row, json.Unmarshal(text, row)
		}
		if _, only := s.key.only(text, ""); !only {
			return row, json.Unmarshal(text, row)
		}
		if err := json.Unmarshal(text, row); err != nil {
			return nil, err
		}
		onlyKey(s.model, unsafe.Pointer(row))
		return row, nil
	}
	if s.key == nil {
		return nil, jsonError(t, "the model has several key columns; give whole objects")
	}
	key, err := s.key.bare(text)
	if err == nil {
		err = s.key.attr.Set(unsafe.Pointer(row), key)
	}
	if err != nil {
		return nil, jsonError(t, "%w", err)
	}
	onlyKey(s.model, unsafe.Pointer(row))
	return row, nil
}
