package jsonio

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// A polymorphic relation is written as a relation to one row is, with a member more in front that says of which model the row is.

// anyType is that member.
const anyType = "type"

// any adds a polymorphic relation; s is nil where it is not known which.
func (w *walker) any(out []byte, s *schema.Side, o *schema.AnyState, v view) ([]byte, error) {
	if text, ok := rendered(o.Binding); ok {
		return append(out, text...), nil
	}
	if o.Target == nil && o.Key().IsZero() {
		return append(out, "null"...), nil
	}
	if s == nil {
		s = o.Relation()
	}
	if s == nil {
		return w.loose(out, o, v)
	}
	leg, known := s.Leg(o)
	if !known {
		return nil, unknownType(s, o)
	}
	text, err := w.one(nil, leg.Target.Type, alone(leg, o), v.below(leg.Part()))
	if err != nil {
		return nil, err
	}
	return withType(out, leg.Target.Type, text, leg.TypeName)
}

// unknownType is the error of a relation to what none of its models is.
func unknownType(s *schema.Side, o *schema.AnyState) error {
	t, ok := o.Key().Canonical().(schema.Tuple)
	if !ok {
		return query.Errorf("%s.%s was made of a value that is no row of its models; give RefAny a pointer to one", s.Owner.Name, s.Name)
	}
	name, _ := t.Part(0).(string)
	return query.Errorf("%s.%s has the type %s, which is none of its models", s.Owner.Name, s.Name, schema.Quote(name))
}

// alone is a polymorphic relation as a relation to the model of a leg.
func alone(leg *schema.Side, o *schema.AnyState) *schema.OneState {
	one := &schema.OneState{Target: o.Target, Loaded: o.Loaded, Back: o.Back}
	if t, ok := o.Key().Canonical().(schema.Tuple); ok {
		key := t.Part(1)
		if c, err := leg.Target.Key().Convert(key); err == nil { // of an Any that was read by itself
			key = c
		}
		one.SetKey(schema.KeyOf(key))
	}
	return one
}

// loose adds a relation of which no database has told which it is: of an instance under the name of its table, of a key as it was read.
func (w *walker) loose(out []byte, o *schema.AnyState, v view) ([]byte, error) {
	if o.Target != nil {
		layout, err := layoutOf(o.Type)
		if err != nil {
			return nil, err
		}
		text, err := w.one(nil, o.Type, &schema.OneState{Target: o.Target, Loaded: true, Back: o.Back}, v)
		if err != nil {
			return nil, err
		}
		return withType(out, o.Type, text, layout.model.Table)
	}
	t, ok := o.Key().Canonical().(schema.Tuple)
	if !ok {
		return nil, query.Errorf("the relation was made of a value that is no instance; give RefAny a pointer to one")
	}
	key, err := encodeJSON(t.Part(1))
	if err != nil {
		return nil, err
	}
	name, _ := t.Part(0).(string)
	return withType(out, nil, append(append([]byte(`{"id":`), key...), '}'), name)
}

// withType adds a row with the name of its type in front of its members.
func withType(out []byte, t reflect.Type, object []byte, name string) ([]byte, error) {
	if t != nil {
		s, err := layoutOf(t)
		switch {
		case err != nil:
			return nil, err
		case s.taken(anyType):
			return nil, typeTaken(s.model)
		case !isObject(object):
			return nil, query.Errorf("%s writes itself as something else than an object, to which a polymorphic relation could add the row's type", s.model.Name)
		}
	}
	quoted, err := encodeJSON(name)
	if err != nil {
		return nil, err
	}
	out = append(append(strconv.AppendQuote(append(out, '{'), anyType), ':'), quoted...)
	_, rest, _ := bytes.Cut(object, []byte{'{'})
	if rest = bytes.TrimLeft(rest, " \t\r\n"); len(rest) > 0 && rest[0] != '}' {
		return append(append(out, ','), rest...), nil
	}
	return append(out, '}'), nil
}

func typeTaken(m *schema.Model) error {
	return query.Errorf("JSON of %s has a field %q already, which a polymorphic relation to it needs; give that field another JSON name", m.Name, anyType)
}

// WriteAny is the JSON of a polymorphic relation.
func WriteAny(o *schema.AnyState) ([]byte, error) { return new(walker).any(nil, nil, o, view{}) }

// ReadAny reads a relation that is given by type and key; it stays as it was when the text is refused.
func ReadAny(to *schema.AnyState, text []byte) error {
	state := schema.AnyState{OneState: schema.OneState{Binding: to.Binding}}
	if isNull(text) {
		*to = state
		return nil
	}
	typ, rest, ok := apart(text)
	members := membersOf(rest)
	if !ok || len(members) != 1 {
		return query.Errorf("a polymorphic relation is read by itself from an object of type and key, as {\"type\": \"posts\", \"id\": 1}; Decode of its owner reads rows")
	}
	var key any
	if n, err := strconv.ParseInt(string(members[0].Value), 10, 64); err == nil {
		key = n
	} else if err := json.Unmarshal(members[0].Value, &key); err != nil {
		return err
	}
	switch key.(type) {
	case int64, string:
	default:
		return query.Errorf("the key of a polymorphic relation is a whole number or a text")
	}
	state.SetKey(schema.KeyOf(schema.NewTuple([]any{typ, key})))
	*to = state
	return nil
}

// apart takes the type off an object.
func apart(text []byte) (typ string, rest []byte, ok bool) {
	if !isObject(text) {
		return "", nil, false
	}
	out := objectWriter{}
	for _, m := range membersOf(text) {
		if m.Name == anyType {
			ok = json.Unmarshal(m.Value, &typ) == nil && !isNull(m.Value)
			continue
		}
		out.add(m.Name, m.Value)
	}
	return typ, out.close(), ok
}

// anyRelation fills a polymorphic relation: with type and key, or where that is admitted with a row.
func (d *decoder) anyRelation(s *schema.Side, row unsafe.Pointer, text []byte, at spot, follows bool) {
	typ, rest, ok := apart(text)
	if !ok {
		d.refuse(at, ruleType, "object", "an object with the row's type and key is wanted, as {\"type\": %q, …}", s.Legs[0].TypeName)
		return
	}
	leg := s.Named(typ)
	if leg == nil {
		names := make([]any, len(s.Legs))
		for i, l := range s.Legs {
			names[i] = l.TypeName
		}
		d.refuse(at.member(anyType), "choices", names, "the type is none of those that the relation leads to")
		return
	}
	layout, err := layoutOf(leg.Target.Type)
	switch {
	case err != nil:
		d.broken = err
		return
	case layout.taken(anyType):
		d.broken = typeTaken(leg.Target)
		return
	}
	if key, only := layout.key.only(rest, ""); only {
		d.anyKey(leg, layout.key, row, key, at)
		return
	}
	if _, named := at.follow[leg.Part()]; !follows || len(at.follow) > 0 && !named {
		d.refuse(at, ruleRelation, nil, "the rows of a relation are not taken from a body (FollowPaths admits them); a single one can be given by its type and key")
		return
	}
	if at.depth == maxRows {
		d.refuse(at, ruleMaxDepth, maxRows, "relations may lie %d deep", maxRows)
		return
	}
	at.depth++
	at.follow, at.allow = at.follow[leg.Part()], at.allow.kid(leg.Part())
	target := d.target(leg.Target, rest, at)
	o := schema.AnyAt(row, s.Offset)
	*o = schema.AnyState{OneState: schema.OneState{Target: target, Loaded: true, Binding: o.Binding}, Type: leg.Target.Type, Of: s}
}

// anyKey fills a polymorphic relation with a key.
func (d *decoder) anyKey(leg *schema.Side, form *keyForm, row unsafe.Pointer, text []byte, at spot) {
	key, err := form.bare(text)
	if err == nil && key == nil {
		err = query.Errorf("null is no key of %s", leg.Target.Name)
	}
	if err != nil {
		d.wrong(at, form.attr, err)
		return
	}
	if d.set(leg.Key, row, schema.NewTuple([]any{leg.TypeName, key}), at) {
		schema.AnyAt(row, leg.Offset).Of = leg.Any
		d.rules(at, leg.Target.Key(), key)
	}
}

// any is the value of a polymorphic relation; nil for none.
func (d *dumper) any(s *schema.Side, o *schema.AnyState, only, drop *branch) (any, error) {
	if o.Target == nil && o.Key().IsZero() {
		return nil, nil
	}
	leg, known := s.Leg(o)
	if !known {
		return nil, unknownType(s, o)
	}
	only, drop = below(only, drop, leg.Part())
	near := *leg
	near.Kind = schema.ReverseSide // whose key is that of the row
	v, _, err := d.one(&near, alone(leg, o), only, drop)
	if err != nil {
		return nil, err
	}
	m := v.(map[string]any)
	if _, taken := m[anyType]; taken {
		return nil, query.Errorf("%s has a field %q already, which a polymorphic relation to it needs; leave it out (Exclude)", leg.Target.Name, anyType)
	}
	m[anyType] = leg.TypeName
	return m, nil
}

// forms lists the forms that the row of a relation can have.
func (b *schemaBuilder) forms(s *schema.Side, only, drop *branch) ([]any, error) {
	if s.Legs == nil {
		return b.target(s, only, drop)
	}
	var out []any
	for _, leg := range s.Legs {
		only, drop := below(only, drop, leg.Part())
		layout, err := layoutOf(leg.Target.Type)
		if err != nil {
			return nil, err
		}
		further := only != nil || drop != nil || b.away[leg.Target] > b.away[leg.Owner]
		var forms []any
		if k := layout.key; k != nil && selects(only, drop, k.attr.Name) {
			forms = append(forms, typed(k.reference(b, true).(jsonObject), leg.TypeName))
		}
		if further {
			whole, err := b.object(leg.Target, only, drop, nil)
			if err != nil {
				return nil, err
			}
			forms = append(forms, typed(whole, leg.TypeName))
		}
		out = append(out, anyOf(forms...))
	}
	return []any{jsonObject{{"oneOf", out}}}, nil
}

// typed is the schema of an object that has the name of its type besides.
func typed(object jsonObject, name string) jsonObject {
	out := jsonObject{}
	member := jsonMember{anyType, jsonObject{{"const", name}}}
	required := []string{anyType}
	for _, m := range object {
		switch m.name {
		case "properties":
			member := append(jsonObject{member}, m.value.(jsonObject)...)
			out = append(out, jsonMember{m.name, member})
		case "required":
			required = append(required, m.value.([]string)...)
		case "maxProperties":
			out = append(out, jsonMember{"properties", jsonObject{member}}, jsonMember{m.name, 1})
		default:
			out = append(out, m)
		}
	}
	return append(out, jsonMember{"required", required})
}
