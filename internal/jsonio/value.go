package jsonio

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// errJSONKind is a JSON value of the wrong kind; who reports it adds what the field takes.
var errJSONKind = errors.New("this is another kind of JSON value")

// valueReader is how JSON is read into a column, as far as the Go type of its field says.
type valueReader struct {
	own    reflect.Type // behind a pointer or a sql.Null
	null   bool         // the type is a sql.Null
	quoted bool         // the field's tag puts a number into a string
	itself bool         // values read JSON by a method of their own
}

// readerOf is the reader of a field of a type; quoted says that its tag puts a number into a string.
func readerOf(t reflect.Type, quoted bool) valueReader {
	own := gotype.Plain(t)
	return valueReader{own: own, null: gotype.IsNull(t), quoted: quoted && quotable(own), itself: readsItself(own)}
}

// decodeValue reads the value of a column that is looked at once.
func decodeValue(a *schema.Attribute, text []byte) (any, error) {
	r := readerOf(a.Type, false)
	return r.read(a, text)
}

// read makes the canonical value of a column out of JSON text, without rounding anything; nil is NULL. A type that reads JSON itself is
// asked; everything else converts as a value given by name would.
func (r *valueReader) read(a *schema.Attribute, text []byte) (any, error) {
	if isNull(text) {
		return nil, nil
	}
	if r.null && isObject(text) && a.Kind != schema.KindJSON {
		inner, err := nullText(text)
		if err != nil || isNull(inner) {
			return nil, err
		}
		text = inner
	}
	if a.Kind == schema.KindJSON {
		return a.Convert(json.RawMessage(bytes.Clone(text)))
	}
	if r.quoted {
		var inner string
		if err := json.Unmarshal(text, &inner); err != nil || !json.Valid([]byte(inner)) {
			return nil, errJSONKind // what follows a first number would be lost
		}
		text = []byte(inner)
	}
	if r.itself {
		v := reflect.New(r.own)
		if err := json.Unmarshal(text, v.Interface()); err != nil {
			return nil, err
		}
		return a.Convert(v.Elem().Interface())
	}
	return decodePlain(a, r.own, text)
}

// nullText is the text of the value in what encoding/json writes of a sql.Null.
func nullText(text []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	v, hasV := members["V"]
	var valid *bool
	if err := json.Unmarshal(members["Valid"], &valid); err != nil || valid == nil || !hasV || len(members) != 2 {
		return nil, errJSONKind
	}
	if !*valid {
		return []byte("null"), nil
	}
	return v, nil
}

// decodePlain reads values of types that encoding/json reads by their kind.
func decodePlain(a *schema.Attribute, own reflect.Type, text []byte) (any, error) {
	switch a.Kind {
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		if n, short := shortWhole(bytes.TrimSpace(text)); short {
			return a.Convert(n)
		}
	}
	v, err := plainValue(text)
	if err != nil {
		return nil, err
	}
	if list, ok := v.([]any); ok && a.Kind == schema.KindUUID && own.Kind() == reflect.Array && len(list) == own.Len() {
		id := reflect.New(own)
		if err := json.Unmarshal(text, id.Interface()); err != nil {
			return nil, err
		}
		return a.Convert(id.Elem().Interface())
	}
	switch s, isText := v.(string); {
	case a.Kind == schema.KindTime && strings.Contains(s, "T"):
		t, err := time.Parse(time.RFC3339Nano, s) // what encoding/json writes of a time
		if err != nil {
			return nil, errJSONKind // the error shows the text
		}
		return a.Convert(t)
	case a.Kind == schema.KindBinary && isText:
		p, err := DecodeBase64(base64.StdEncoding, s)
		if err != nil {
			return nil, err
		}
		return a.Convert(p)
	case a.Kind == schema.KindOpaque && isText && own.Kind() == reflect.String:
		return a.Convert(reflect.ValueOf(s).Convert(own).Interface())
	}
	switch v.(type) {
	case string, bool, json.Number:
		return a.Convert(v)
	}
	return nil, errJSONKind
}

// plainValue reads a text of JSON as any does, with numbers as they stand.
func plainValue(text []byte) (any, error) {
	text = bytes.TrimSpace(text)
	switch string(text) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	if n := len(text); n > 1 && text[0] == '"' && bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) && bytes.IndexByte(text[1:], '"') == n-2 {
		return string(text[1 : n-1]), nil
	}
	if len(text) > 0 && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid(text) {
		return json.Number(text), nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// shortWhole is the value of a number that stands as a whole one of at most eighteen digits, as JSON writes them.
func shortWhole(text []byte) (n int64, ok bool) {
	digits := bytes.TrimPrefix(text, []byte("-"))
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}

// quotable reports whether encoding/json heeds ",string" on a type.
func quotable(t reflect.Type) bool {
	switch k := t.Kind(); {
	case k >= reflect.Bool && k <= reflect.Float64, k == reflect.String:
		return true
	}
	return false
}

// readsItself reports whether values of the type read JSON by a method of their own. Times are left
// out: their text is read more strictly, and in more forms, by the field.
func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t != reflect.TypeFor[time.Time]() &&
		(p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()))
}
