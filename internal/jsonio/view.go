package jsonio

import (
	"encoding/json"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Marshaler is the row of a type, nil for null, as a json.Marshaler that writes what the row has in
// memory. The error of wrong settings is that of MarshalJSON.
func Marshaler(t reflect.Type, row unsafe.Pointer, settings DumpSettings) json.Marshaler {
	return marshaler{t, row, settings}
}

// usualRow is how many bytes the JSON of a row has room for at first.
const usualRow = 256

type marshaler struct {
	typ      reflect.Type
	row      unsafe.Pointer
	settings DumpSettings
}

// MarshalJSON writes the row.
func (m marshaler) MarshalJSON() ([]byte, error) {
	if m.row == nil {
		return []byte("null"), nil
	}
	s, err := layoutOf(m.typ)
	if err != nil {
		return nil, err
	}
	plan, err := newDumpPlan(s.model, m.settings)
	if err != nil {
		return nil, err
	}
	w := walker{plan: plan}
	return w.instance(make([]byte, 0, usualRow), m.typ, m.row, view{plan.only, plan.drop})
}

// view is what the options of JSON leave at a level.
type view struct{ only, drop *branch }

func (v view) below(name string) view {
	only, drop := below(v.only, v.drop, name)
	return view{only, drop}
}

// shows reports whether a column is wanted. Without a plan every one is.
func (w *walker) shows(a *schema.Attribute, v view) bool {
	return w.plan == nil || selects(v.only, v.drop, a.Name) && !(w.plan.Keys && a.PrimaryKey)
}

// keepsSide reports whether a relation is wanted and, under a plan, whether there is something of
// it in memory.
func (w *walker) keepsSide(m *schema.Model, s *schema.Side, row unsafe.Pointer, v view) bool {
	if s.Kind == schema.ForwardSide && !(loadedIn(m, s.Key, row) && w.shows(s.Key, v)) {
		return false
	}
	switch {
	case w.plan == nil:
		return true
	case !selects(v.only, v.drop, s.Name):
		return false
	case s.ToMany:
		return !w.plan.Lists && schema.ManyAt(row, s.Offset).Loaded
	}
	o := schema.OneAt(row, s.Offset)
	return s.Kind == schema.ForwardSide || o.Loaded || o.Target != nil || !o.Key().IsZero()
}

// loadedIn reports whether a row has read a column that may be shown.
func loadedIn(m *schema.Model, a *schema.Attribute, row unsafe.Pointer) bool {
	if a.WriteOnly {
		return false
	}
	if len(a.Parts) > 0 {
		return !slices.ContainsFunc(a.Parts, func(p *schema.Attribute) bool { return !loadedIn(m, p, row) })
	}
	if !m.HasState {
		return true
	}
	s := m.State(row).State
	if s == nil || s.Loaded == nil {
		return true
	}
	if s.Model != nil && s.Model != m { // a registry's model may have columns that the type alone does not tell of
		if a = s.Model.Attribute(a.Name); a == nil {
			return true
		}
	}
	return s.Loaded.Has(a.Index)
}

// blank takes a relation out of a copied row, so that nothing is written for what is dropped
// afterwards.
func (w *walker) blank(s *schema.Side, row unsafe.Pointer) {
	if s.ToMany {
		*schema.ManyAt(row, s.Offset) = schema.ManyState{}
	} else {
		*schema.OneAt(row, s.Offset) = schema.OneState{}
	}
}

// shown takes out of a row's object what was not read, and what the plan leaves out.
func (w *walker) shown(s *layout, row unsafe.Pointer, object []byte, v view) []byte {
	partly := s.model.HasState && s.model.State(row).State != nil && s.model.State(row).State.Loaded != nil
	partly = partly || slices.ContainsFunc(s.model.Attributes, func(a *schema.Attribute) bool { return a.WriteOnly })
	if w.plan == nil && !partly || !isObject(object) {
		return object
	}
	gone := map[string]bool{}
	for _, a := range s.model.Attributes {
		if a.JSONName != "-" && !(a.Side != nil && a.Side.HasField) && !(loadedIn(s.model, a, row) && w.shows(a, v)) {
			gone[a.JSONName] = true
		}
	}
	for _, side := range s.model.Sides {
		if side = side.Field(); side != nil && side.JSONName != "-" && !w.keepsSide(s.model, side, row, v) {
			gone[side.JSONName] = true
		}
	}
	if w.plan != nil {
		for _, f := range s.extra {
			if !selects(v.only, v.drop, schema.SnakeCase(f.Name)) {
				gone[f.json] = true
			}
		}
	}
	out := objectWriter{}
	for _, m := range membersOf(object) {
		if gone[m.Name] || w.plan != nil && w.plan.Null && len(w.path) == 1 && isNull(m.Value) {
			continue
		}
		out.add(m.Name, m.Value)
	}
	return out.close()
}
