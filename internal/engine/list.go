package engine

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// textOf is a text as a driver gives it.
func textOf(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("orm: internal: the database gave %T where a text was expected", v)
}

// listOf makes the JSON of a field's values, as their Go type has it, of an array of the texts in which they are read.
func (db *DB) listOf(a *schema.Attribute, v any) (any, error) {
	text, err := textOf(v)
	if err != nil {
		return nil, err
	}
	var elements []*string
	if err := json.Unmarshal([]byte(text), &elements); err != nil {
		return nil, fmt.Errorf("orm: internal: the database gave no array of texts: %w", err)
	}
	values := make([]any, len(elements))
	for i, e := range elements {
		if e == nil {
			continue
		}
		if values[i], err = element(a, *e); err != nil {
			return nil, err
		}
	}
	made, err := json.Marshal(values)
	return json.RawMessage(made), err
}

// element is the value of a text in a list.
func element(a *schema.Attribute, text string) (any, error) {
	switch a.Kind {
	case schema.KindBinary:
		bytes, err := hex.DecodeString(text)
		if err != nil {
			return nil, err
		}
		return FieldValue(a, bytes)
	case schema.KindBoolean:
		return text == "true", nil
	case schema.KindDecimal:
		return a.Number(text)
	}
	return FieldValue(a, text)
}

// insideOf is a value that lies inside JSON, as encoding/json reads it.
func insideOf(v any) (made any, err error) {
	text, err := textOf(v)
	if err == nil {
		err = json.Unmarshal([]byte(text), &made)
	}
	return made, err
}
