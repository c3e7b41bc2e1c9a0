package orm

import (
	"encoding/json"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// JSON is an instance as a json.Marshaler that writes what the instance holds of its row: columns and relations that were not
// loaded are left out, of related rows as well, where a bare json.Marshal of the struct writes zeros for them. Names, tags and the
// types' own MarshalJSON are those of encoding/json; the options are Dump's, and what Dump shows of a row is shown here under its
// JSON name. A nil instance is null. A wrong path in an option is the *PathError of MarshalJSON.
//
// It sends no statement. The instance is read when it is marshalled, and must not be changed meanwhile.
func JSON[T any, P PtrTo[T]](m P, opts ...DumpOption) json.Marshaler {
	return marshaled{reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), opts}
}

// marshaled is an instance that JSON was given.
type marshaled struct {
	typ  reflect.Type
	row  unsafe.Pointer
	opts []DumpOption
}

// MarshalJSON writes the instance.
func (m marshaled) MarshalJSON() ([]byte, error) {
	if m.row == nil {
		return []byte("null"), nil
	}
	s, err := shapeOf(m.typ)
	if err != nil {
		return nil, err
	}
	plan, err := newDumpPlan(s.model, m.opts)
	if err != nil {
		return nil, err
	}
	w := walker{plan: plan}
	return w.instance(m.typ, m.row, view{plan.only, plan.drop})
}

// view is what the options of JSON leave at a level.
type view struct{ only, drop *branch }

func (v view) below(name string) view {
	only, drop := below(v.only, v.drop, name)
	return view{only, drop}
}

// shows reports whether a column is wanted. Without a plan every one is.
func (w *walker) shows(a *schema.Attribute, v view) bool {
	return w.plan == nil || selects(v.only, v.drop, a.Name) && !(w.plan.keys && a.PrimaryKey)
}

// keepsSide reports whether a relation is wanted and, under a plan, whether there is something of it in memory.
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
		return !w.plan.lists && schema.ManyAt(row, s.Offset).Loaded
	}
	o := schema.OneAt(row, s.Offset)
	return s.Kind == schema.ForwardSide || o.Loaded || o.Target != nil || !o.Key().IsZero()
}

// loadedIn reports whether a row has read a column.
func loadedIn(m *schema.Model, a *schema.Attribute, row unsafe.Pointer) bool {
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

// blank takes a relation out of a copied row, so that nothing is written for what is dropped afterwards.
func (w *walker) blank(s *schema.Side, row unsafe.Pointer) {
	if s.ToMany {
		*schema.ManyAt(row, s.Offset) = schema.ManyState{}
	} else {
		*schema.OneAt(row, s.Offset) = schema.OneState{}
	}
}

// shown takes out of a row's object what was not read, and what the plan leaves out.
func (w *walker) shown(s *jsonShape, row unsafe.Pointer, object []byte, v view) []byte {
	partly := s.model.HasState && s.model.State(row).State != nil && s.model.State(row).State.Loaded != nil
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
		if side.HasField && side.JSONName != "-" && !w.keepsSide(s.model, side, row, v) {
			gone[side.JSONName] = true
		}
	}
	if w.plan != nil {
		for _, f := range s.extra {
			if !selects(v.only, v.drop, schema.SnakeCase(f.name)) {
				gone[f.json] = true
			}
		}
	}
	out := objectWriter{}
	for _, m := range membersOf(object) {
		if gone[m.name] || w.plan != nil && w.plan.null && len(w.path) == 1 && isNull(m.text) {
			continue
		}
		out.add(m.name, m.text)
	}
	return out.close()
}
