package differential

import (
	"encoding/json"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// asked are documents that the JSON columns may contain.
var asked = []document{`{}`, `[]`, `{"a":1}`, `{"a":1.0,"b":-2}`, `{"b":[1]}`, `{"b":[]}`, `{"b":{}}`, `{"b":{"a":1}}`, `{"a":null}`, `{"a":"x"}`, `1`, `"x"`, `null`,
	`true`, `[1,1]`, `{"c":1}`, `[[1]]`}

// holdsDocument reports whether a lookup asks JSON for a document.
func (c *lookup) holdsDocument() bool {
	if c.op != "contains" || len(c.values) != 1 {
		return false
	}
	_, ok := c.values[0].(document)
	return ok
}

// contains asks the JSON of a row, or what it has under a key, for a document.
func (f *frame) contains(j joined, c *lookup) tri {
	path, key := c.path, ""
	if isInside(path) {
		path, key = parent(path)
	}
	doc, ok := j.at(f.place(path)).(document)
	if !ok {
		return unknown
	}
	var all, part any
	if json.Unmarshal([]byte(doc), &all) != nil || json.Unmarshal([]byte(c.values[0].(document)), &part) != nil {
		panic("no JSON")
	}
	if key != "" {
		if all, ok = all.(map[string]any)[key]; !ok {
			return unknown
		}
	}
	if list, ok := all.([]any); ok && noList(part) {
		return truthOf(slices.Contains(list, part))
	}
	return truthOf(has(all, part))
}

func noList(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// has reports whether JSON contains a part of the same type.
func has(all, part any) bool {
	switch part := part.(type) {
	case map[string]any:
		of, ok := all.(map[string]any)
		for key := range part {
			v, there := of[key]
			ok = ok && there && has(v, part[key])
		}
		return ok
	case []any:
		of, ok := all.([]any)
		for _, v := range part {
			ok = ok && slices.ContainsFunc(of, func(e any) bool { return has(e, v) })
		}
		return ok
	}
	return noList(all) && all == part
}

// document is a lookup in both spellings.
func (c *lookup) document() orm.Condition {
	text := json.RawMessage(c.values[0].(document))
	if c.typed {
		return orm.F(c.path).ContainsJSON(text)
	}
	return orm.Q{c.path + "__contains": text}
}
