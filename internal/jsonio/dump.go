package jsonio

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Dump makes a map of a row and of everything that is loaded behind it.
func Dump(m *schema.Model, row unsafe.Pointer, settings DumpSettings) (map[string]any, error) {
	plan, err := newDumpPlan(m, settings)
	if err != nil {
		return nil, err
	}
	d := dumper{plan: plan, written: written{model: m, roots: []unsafe.Pointer{row}}}
	return d.row(m, row, plan.only, plan.drop)
}

// dumper makes maps of rows.
type dumper struct {
	plan    *dumpPlan
	path    []ancestor
	written written
}

// row is the map of a row, of its key alone when the row is an ancestor of itself.
func (d *dumper) row(m *schema.Model, row unsafe.Pointer, only, drop *branch) (map[string]any, error) {
	here := ancestor{row, m.Type}
	if slices.Contains(d.path, here) {
		return d.keyOf(m, row, only, drop)
	}
	if err := d.written.add(); err != nil {
		return nil, err
	}
	d.path = append(d.path, here)
	defer func() { d.path = d.path[:len(d.path)-1] }()
	out := map[string]any{}
	for _, a := range m.Attributes {
		if a.Type == nil || !d.keeps(m, a, row, only, drop) {
			continue
		}
		if err := d.column(out, a, row); err != nil {
			return nil, err
		}
	}
	for _, s := range m.Sides {
		if s = s.Field(); s == nil || !selects(only, drop, s.Name) || d.plan.Lists && s.ToMany {
			continue
		}
		if s.Key != nil && s.Kind == schema.ForwardSide && !d.keeps(m, s.Key, row, only, drop) {
			continue
		}
		if err := d.relation(out, s, row, only, drop); err != nil {
			return nil, err
		}
	}
	if err := d.named(out, m, row, only, drop); err != nil {
		return nil, err
	}
	return out, d.extras(out, m, row, only, drop)
}

// keeps reports whether a column was loaded and is wanted.
func (d *dumper) keeps(m *schema.Model, a *schema.Attribute, row unsafe.Pointer, only, drop *branch) bool {
	if !selects(only, drop, a.Name) || d.plan.Keys && a.PrimaryKey {
		return false
	}
	return loadedIn(m, a, row)
}

// column adds the value of a column. A foreign key in a One is left to its relation.
func (d *dumper) column(out map[string]any, a *schema.Attribute, row unsafe.Pointer) error {
	if a.Side != nil && a.Side.HasField {
		return nil
	}
	canonical, err := a.Get(row)
	if err != nil {
		return err
	}
	v, err := a.GoValue(canonical)
	if err != nil {
		return err
	}
	if p := reflect.ValueOf(v); a.Kind == schema.KindBinary && v != nil {
		v = reflect.AppendSlice(reflect.MakeSlice(p.Type(), 0, p.Len()), p).Interface()
	}
	d.put(out, a.Name, v)
	return nil
}

// put adds a value; NULL only where it is wanted.
func (d *dumper) put(out map[string]any, name string, v any) {
	if v == nil && d.plan.Null && len(d.path) == 1 {
		return
	}
	out[name] = v
}

// relation adds a relation.
func (d *dumper) relation(out map[string]any, s *schema.Side, row unsafe.Pointer, only, drop *branch) error {
	only, drop = below(only, drop, s.Name)
	if s.ToMany {
		state := schema.ManyAt(row, s.Offset)
		if !state.Loaded {
			return nil
		}
		items, err := d.list(s, state, only, drop)
		if err == nil {
			out[s.Name] = items
		}
		return err
	}
	if s.Legs != nil {
		v, err := d.any(s, schema.AnyAt(row, s.Offset), only, drop)
		if err == nil {
			d.put(out, s.Name, v)
		}
		return err
	}
	v, present, err := d.one(s, schema.OneAt(row, s.Offset), only, drop)
	if err == nil && present {
		d.put(out, s.Name, v)
	}
	return err
}

// one is the value of a to-one relation. The far side of a one-to-one that was not loaded is not
// present.
func (d *dumper) one(s *schema.Side, o *schema.OneState, only, drop *branch) (v any, present bool, err error) {
	var m map[string]any
	switch {
	case o.Target != nil && o.Back:
		m, err = d.keyOf(s.Target, o.Target, only, drop)
	case o.Target != nil:
		m, err = d.row(s.Target, o.Target, only, drop)
	case !o.Key().IsZero():
		a := s.Target.Identity()
		if s.Kind == schema.ForwardSide {
			a = s.Ref
		}
		m, err = d.keyMap(s.Target, a, o.Key(), only, drop)
	default:
		return nil, o.Loaded || s.Kind == schema.ForwardSide, nil
	}
	return m, true, err
}

// list is the value of a loaded to-many relation.
func (d *dumper) list(s *schema.Side, state *schema.ManyState, only, drop *branch) ([]any, error) {
	out := make([]any, 0, len(state.Items))
	for i, row := range state.Items {
		if row == nil {
			continue
		}
		m, err := d.row(s.Target, row, only, drop)
		if err != nil {
			return nil, err
		}
		if err := d.link(m, s, state, i, only, drop); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// link adds the link row of an item.
func (d *dumper) link(out map[string]any, s *schema.Side, state *schema.ManyState, i int, only, drop *branch) error {
	if d.plan.Through || s.LinkType == nil || i >= len(state.Links) || state.Links[i] == nil {
		return nil
	}
	name := linkName(s)
	if !selects(only, drop, name) {
		return nil
	}
	only, drop = below(only, drop, name)
	m, err := d.row(s.Through(), state.Links[i], only, drop)
	out[name] = m
	return err
}

// keyOf is the map of an instance's key alone.
func (d *dumper) keyOf(m *schema.Model, row unsafe.Pointer, only, drop *branch) (map[string]any, error) {
	key := m.Identity()
	if key == nil {
		return map[string]any{}, nil
	}
	canonical, err := key.Get(row)
	if err != nil {
		return nil, err
	}
	return d.keyMap(m, key, schema.KeyOf(canonical), only, drop)
}

func (d *dumper) keyMap(m *schema.Model, a *schema.Attribute, key schema.Key, only, drop *branch) (map[string]any, error) {
	out := map[string]any{}
	if d.plan.Keys {
		return out, nil
	}
	if key.Form == schema.RefusedKey {
		return nil, badKey(m)
	}
	values := a.Spread(key.Canonical(), nil)
	for i, c := range a.Columns() {
		if !selects(only, drop, c.Name) {
			continue
		}
		v, err := c.GoValue(values[i])
		if err != nil {
			return nil, err
		}
		out[c.Name] = v
	}
	return out, nil
}

// extras adds the Go fields that Schema does not mention.
func (d *dumper) extras(out map[string]any, m *schema.Model, row unsafe.Pointer, only, drop *branch) error {
	s, err := layoutOf(m.Type)
	if err != nil {
		return err
	}
	for _, f := range s.extra {
		name := schema.SnakeCase(f.Name)
		if !selects(only, drop, name) {
			continue
		}
		v := reflect.NewAt(f.Type, unsafe.Add(row, f.Offset)).Elem()
		for v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
			if v.IsNil() {
				d.put(out, name, nil)
				continue
			}
		}
		out[name] = v.Interface()
	}
	return nil
}
