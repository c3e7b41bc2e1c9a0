package openapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// wrongValues stand where others are wanted.
var wrongValues = []any{nil, true, 0, -1, 1.5, json.RawMessage("1e400"), json.RawMessage("9223372036854775808"), "", "x", "\x00", "a\u2028b", "2026-02-30", "' OR 1=1 --",
	strings.Repeat("y", 300), []any{}, []any{nil}, map[string]any{}, map[string]any{"id": nil}, json.RawMessage(`{"a":1,"a":2}`), json.RawMessage(`"\ud800"`)}

// value is one of a schema; where it need not be right, one that perhaps is not.
func (s *stranger) value(schema any, right bool, depth int) any {
	if !right && s.IntN(12) == 0 {
		return wrongValues[s.IntN(len(wrongValues))]
	}
	o, _ := schema.(map[string]any)
	if ref, ok := o["$ref"].(string); ok {
		var at any = s.doc
		for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[part]
		}
		return s.value(at, right, depth)
	}
	for _, choice := range []string{"oneOf", "anyOf"} {
		if list, ok := o[choice].([]any); ok {
			form := maps.Clone(list[s.IntN(len(list))].(map[string]any))
			if kind, ok := o["type"]; ok && form["type"] == nil {
				form["type"] = kind
			}
			return s.value(form, right, depth)
		}
	}
	if list, ok := o["enum"].([]any); ok {
		return list[s.IntN(len(list))]
	}
	if v, ok := o["const"]; ok {
		return v
	}
	kind, _ := o["type"].(string)
	if list, ok := o["type"].([]any); ok {
		kind = list[s.IntN(len(list))].(string)
	}
	switch kind {
	case "null":
		return nil
	case "boolean":
		return s.IntN(2) == 0
	case "integer", "number":
		return s.number(o)
	case "string":
		return s.text(o)
	case "array":
		out := []any{}
		n := 1 + s.IntN(3)
		if most, ok := o["maxItems"].(float64); ok {
			n = int(most)
		}
		for range n {
			out = append(out, s.value(o["items"], right, depth+1))
		}
		return out
	}
	return s.object(o, right, depth)
}

func (s *stranger) object(o map[string]any, right bool, depth int) any {
	out := map[string]any{}
	properties, _ := o["properties"].(map[string]any)
	required, _ := o["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p, _ := properties[name].(map[string]any)
		needed := slices.Contains(required, any(name))
		if p["readOnly"] == true && right || name == "version" && right {
			continue
		}
		if needed && (right || s.IntN(10) > 0) || !needed && s.IntN(3) == 0 {
			out[name] = s.value(properties[name], right, depth+1)
		}
	}
	if more, ok := o["additionalProperties"].(map[string]any); ok {
		out["more"] = s.value(more, right, depth+1)
	}
	if !right && s.IntN(10) == 0 {
		out[s.pick("nope", "a.b", "x/y", "constructor", "\x00")] = 1
	}
	return out
}

func (s *stranger) number(o map[string]any) any {
	low, high := 0.0, 20.0
	if v, ok := o["minimum"].(float64); ok {
		low = max(v, -1000)
	}
	if v, ok := o["maximum"].(float64); ok {
		high = min(v, 1000)
	}
	if low < 0 && high > 0 && s.IntN(8) > 0 {
		low, high = 1, min(high, 20)
	}
	return int(low) + s.IntN(max(1, int(high-low)+1))
}

func (s *stranger) text(o map[string]any) any {
	switch o["format"] {
	case "uuid":
		if keys := s.keys["/projects"]; len(keys) > 0 && s.IntN(2) == 0 {
			return keys[s.IntN(len(keys))]
		}
		return fmt.Sprintf("00000000-0000-0000-0000-%012d", s.IntN(50))
	case "date":
		return "2026-01-" + fmt.Sprintf("%02d", 1+s.IntN(28))
	case "date-time":
		return "2026-01-02T03:04:05Z"
	}
	if o["contentEncoding"] == "base64" {
		return "AQI="
	}
	texts := []string{"a", "b", "slug", "1", "12.5", "09:00:00", "true", "é", "' OR 1=1 --", fmt.Sprint("n", s.IntN(1000))}
	if pattern, ok := o["pattern"].(string); ok {
		if re, err := regexp.Compile(pattern); err == nil {
			texts = slices.DeleteFunc(texts, func(text string) bool { return !re.MatchString(text) })
		}
	}
	if longest, ok := o["maxLength"].(float64); ok {
		texts = slices.DeleteFunc(texts, func(text string) bool { return utf8.RuneCountInString(text) > int(longest) })
	}
	if len(texts) == 0 {
		return ""
	}
	return s.pick(texts...)
}
