package jsonio

import (
	"bytes"
	"encoding/json"
)

// jsonText is a member of an object as it stands in a text.
type jsonText struct {
	name string
	text json.RawMessage
}

// membersOf lists the members of an object, which is valid JSON, in their order; of a name that
// stands twice the first.
func membersOf(object []byte) []jsonText {
	r := json.NewDecoder(bytes.NewReader(object))
	if _, err := r.Token(); err != nil {
		return nil
	}
	var out []jsonText
	seen := map[string]bool{}
	for r.More() {
		t, err := r.Token()
		name, ok := t.(string)
		var m jsonText
		if err != nil || !ok || r.Decode(&m.text) != nil {
			return out
		}
		if m.name = name; !seen[name] {
			out = append(out, m)
		}
		seen[name] = true
	}
	return out
}

// objectWriter writes an object member by member.
type objectWriter struct{ out []byte }

func (w *objectWriter) add(name string, text []byte) {
	if len(w.out) == 0 {
		w.out = append(w.out, '{')
	} else {
		w.out = append(w.out, ',')
	}
	quoted, err := encodeJSON(name)
	if err != nil {
		return // a string has a JSON form
	}
	w.out = append(append(append(w.out, quoted...), ':'), text...)
}

func (w *objectWriter) close() []byte {
	if len(w.out) == 0 {
		return []byte("{}")
	}
	return append(w.out, '}')
}
