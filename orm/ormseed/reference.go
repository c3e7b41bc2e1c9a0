package ormseed

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// reference finds a relation of several columns by its JSON name, or its own: a key of several, or a type and a key.
func reference(m *schema.Model, name string) *schema.Attribute {
	for _, a := range m.Members() {
		if len(a.Parts) > 0 && (a.Name == name || a.Parts[0].Within.JSONName == name && name != "-") {
			return a
		}
	}
	return nil
}

// reference is the key of a parent that takes several columns, as JSON: an object of its columns stays, and one of a type and a
// natural key becomes one of the type and the key.
func (l *loader) reference(ctx context.Context, a *schema.Attribute, v json.RawMessage) (json.RawMessage, error) {
	s := a.Parts[0].Within
	if v = bytes.TrimSpace(v); s.Legs == nil || string(v) == "null" {
		return v, nil
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(v, &members); err != nil {
		return nil, bad("%s: name the parent by an object of its type and its key", a.Name)
	}
	var name string
	leg := (*schema.Side)(nil)
	if json.Unmarshal(members["type"], &name) == nil {
		leg = s.Named(name)
	}
	if leg == nil {
		return nil, bad("%s: its type is none of %v", a.Name, typeNames(s))
	}
	delete(members, "type")
	object, err := json.Marshal(members)
	if err != nil {
		return nil, err
	}
	t, err := l.db.Untyped(leg.Target.Table)
	if err != nil {
		return nil, err
	}
	found, err := l.reach(ctx, t, a, object)
	if err != nil {
		return nil, err
	}
	key, err := keyOf(t, found)
	if err != nil {
		return nil, err
	}
	return typed(t, name, key)
}

func typed(t orm.Untyped, name string, key json.RawMessage) (json.RawMessage, error) {
	kind, err := json.Marshal(name)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]json.RawMessage{"type": kind, t.Model().Key().JSONName: key})
}

func typeNames(s *schema.Side) []string {
	var out []string
	for _, l := range s.Legs {
		out = append(out, l.TypeName)
	}
	return out
}
