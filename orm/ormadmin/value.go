package ormadmin

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// pointerOf is the address of the row that a pointer in an any is of.
func pointerOf(row any) unsafe.Pointer { return reflect.ValueOf(row).UnsafePointer() }

// textOf is the value of a field as a form has it; null is told apart.
func textOf(a *schema.Attribute, row any) (text string, null bool) {
	canonical, err := a.Get(pointerOf(row))
	if err != nil || canonical == nil {
		return "", true
	}
	if a.Elem != nil { // a list
		v, err := a.GoValue(canonical)
		list, failed := json.Marshal(v)
		if err != nil || failed != nil {
			return "", true
		}
		return string(list), false
	}
	if document, ok := canonical.(json.RawMessage); ok {
		var indented strings.Builder
		e := json.NewEncoder(&indented)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if e.Encode(document) == nil {
			return strings.TrimRight(indented.String(), "\n"), false
		}
	}
	return jsonio.TextOf(a, canonical), false
}

// readable is the value of a field for people.
func readable(a *schema.Attribute, row any) string {
	canonical, err := a.Get(pointerOf(row))
	if a.Elem != nil {
		text, _ := textOf(a, row)
		return text
	}
	switch v := canonical.(type) {
	case nil:
		if err != nil {
			return "?"
		}
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []byte:
		return fmt.Sprintf("%d bytes", len(v))
	case time.Time:
		if a.Kind == schema.KindDateTime {
			return v.UTC().Format("2006-01-02 15:04:05 MST")
		}
	}
	text, _ := textOf(a, row)
	return text
}

// keyText is the key of a row as it stands in addresses.
func keyText(m *schema.Model, row any) string {
	parts := make([]string, len(m.Keys))
	for i, a := range m.Keys {
		canonical, _ := a.Get(pointerOf(row)) // of a row that was read
		parts[i] = strings.ReplaceAll(url.PathEscape(jsonio.TextOf(a, canonical)), ",", "%2C")
	}
	return strings.Join(parts, ",")
}

// keyOf reads what keyText writes.
func keyOf(m *schema.Model, segment string) (orm.Q, error) {
	parts := strings.Split(segment, ",")
	if len(m.Keys) == 1 {
		parts = []string{segment}
	}
	if len(parts) != len(m.Keys) {
		return nil, orm.ErrNoMatch
	}
	key := orm.Q{}
	for i, a := range m.Keys {
		text, err := url.PathUnescape(parts[i])
		if err != nil {
			return nil, orm.ErrNoMatch
		}
		if key[a.Name], err = jsonio.QueryText(a, text); err != nil {
			return nil, orm.ErrNoMatch
		}
	}
	return key, nil
}

// called is what a row is called: its first short text, else its key.
func called(m *schema.Model, row any) string {
	for _, a := range m.Attributes {
		if a.Kind == schema.KindString && a.Side == nil && !a.PrimaryKey && shows(a) {
			if text, null := textOf(a, row); !null && strings.TrimSpace(text) != "" {
				return text
			}
		}
	}
	text, err := url.PathUnescape(keyText(m, row))
	if err != nil || text == "" {
		return "?"
	}
	return text
}

// quoted reports whether JSON writes values of a field in quotes.
func quoted(a *schema.Attribute) bool {
	if a.Kind == schema.KindEnum {
		t := a.Type
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		return t.Kind() == reflect.String
	}
	return a.Elem == nil && !a.Kind.IsNumeric() && a.Kind != schema.KindBoolean && a.Kind != schema.KindJSON
}

// jsonOf is what a form says of a field, as JSON.
func jsonOf(a *schema.Attribute, text string) json.RawMessage {
	if text == "" && a.SQLNullable {
		return json.RawMessage("null")
	}
	if of := keyed(a); !quoted(of) && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	out, _ := json.Marshal(text) // a text always has a form; where it is none of the field's, the decoder says so
	return out
}

// keyed is an attribute, or that of the key that a foreign key refers to.
func keyed(a *schema.Attribute) *schema.Attribute {
	if a.Side != nil && a.Side.Target.Key() != nil {
		return a.Side.Target.Key()
	}
	return a
}
