package jsonio

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// rendered is what a walker has written for a relation.
func rendered(b *schema.Binding) ([]byte, bool) {
	if b == nil {
		return nil, false
	}
	return b.Rendered, b.Rendered != nil
}

// walker encodes the graph behind a relation, to the end of a text. Where a row is more than its fields, it writes the relations first,
// then has encoding/json write a copy of the row that holds them, so that tags, embedding and a type's own MarshalJSON mean what they
// always mean.
//
// What a row has not read of the database is left out. Under a plan (of JSON), so are what its
// options leave out, and relations that are not loaded.
type walker struct {
	plan *dumpPlan // nil for encoding/json
	path []ancestor
	root unsafe.Pointer // the list that the walk began with, by which its owner is known when it comes again

	written written
}

// maxDeep is how many rows lie in each other at most. A reader that allows 10,000 brackets, as that of Go does, reads them in lists too, and
// what is written at each level is copied by those above.
const maxDeep = 4_000

// ancestor is a row that is being encoded. The type tells a row from its first field.
type ancestor struct {
	row unsafe.Pointer
	typ reflect.Type
}

// one adds a to-one relation.
func (w *walker) one(out []byte, t reflect.Type, o *schema.OneState, v view) ([]byte, error) {
	if text, ok := rendered(o.Binding); ok {
		return append(out, text...), nil
	}
	if o.Target != nil && !o.Back {
		return w.instance(out, t, o.Target, v)
	}
	if o.Target == nil && o.Key().IsZero() {
		return append(out, "null"...), nil
	}
	s, err := layoutOf(t)
	if err != nil {
		return nil, err
	}
	key := s.referring(o)
	switch {
	case key == nil:
		return nil, query.Errorf("%s has no key, which a relation could hold", s.model.Name)
	case o.Key().Form == schema.RefusedKey:
		return nil, badKey(s.model)
	case !w.shows(key.attr, v):
		return append(out, "{}"...), nil
	case o.Key().IsZero():
		return key.of(out, o.Target)
	}
	return key.object(out, o.Key().Canonical())
}

// badKey is the error of a relation that RefPK made of what is no key.
func badKey(m *schema.Model) error {
	return query.Errorf("the relation to %s was made of a value that is no key of it; give RefPK a value of the key's type", m.Name)
}

// many adds a to-many relation; link is the type of its link rows, nil without one.
func (w *walker) many(out []byte, t, link reflect.Type, m *schema.ManyState, v view) ([]byte, error) {
	if text, ok := rendered(m.Binding); ok {
		return append(out, text...), nil
	}
	if !m.Loaded {
		return append(out, "null"...), nil
	}
	if w.written.model == nil {
		s, err := layoutOf(t)
		if err != nil {
			return nil, err
		}
		w.written = written{model: s.model, roots: m.Items, links: len(m.Links)}
	}
	out = append(out, '[')
	for i, row := range m.Items {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		start := len(out)
		if out, err = w.instance(out, t, row, v); err != nil {
			return nil, err
		}
		if link != nil && i < len(m.Links) && m.Links[i] != nil && row != nil {
			if out, err = w.withLink(out, start, t, link, m.Links[i], v); err != nil {
				return nil, err
			}
		}
	}
	return append(out, ']'), nil
}

// withLink adds the link row to the object of its target, which starts at a place of out and ends it.
func (w *walker) withLink(out []byte, start int, t, link reflect.Type, row unsafe.Pointer, v view) ([]byte, error) {
	s, err := layoutOf(t)
	if err != nil {
		return nil, err
	}
	l, err := layoutOf(link)
	if err != nil {
		return nil, err
	}
	name := schema.SnakeCase(l.model.Name)
	if w.plan != nil && (w.plan.Through || !selects(v.only, v.drop, name)) {
		return out, nil
	}
	if s.taken(name) {
		return nil, query.Errorf("JSON of %s has a field %q already, which its link data would need; rename that field", s.model.Name, name)
	}
	if !isObject(out[start:]) {
		return out, nil // the type's own MarshalJSON wrote something else
	}
	out = append(strconv.AppendQuote(reopened(out, start), name), ':')
	if out, err = w.instance(out, link, row, v.below(name)); err != nil {
		return nil, err
	}
	return append(out, '}'), nil
}

// reopened takes the end off the object that starts at a place of out, so that a member can follow.
func reopened(out []byte, start int) []byte {
	out = bytes.TrimSuffix(out, []byte("}"))
	if len(out) > start+1 {
		out = append(out, ',')
	}
	return out
}

// instance adds a row, or its key alone when it is being written already.
func (w *walker) instance(out []byte, t reflect.Type, row unsafe.Pointer, v view) ([]byte, error) {
	if row == nil {
		return append(out, "null"...), nil
	}
	s, err := layoutOf(t)
	if err != nil {
		return nil, err
	}
	here := ancestor{row, t}
	if slices.Contains(w.path, here) || w.owns(s.model, row) {
		if s.key == nil {
			return nil, fmt.Errorf("%w: a cycle through %s cannot be cut, since it has no key", schema.ErrQuery, s.model.Name)
		}
		if !w.shows(s.key.attr, v) {
			return append(out, "{}"...), nil
		}
		return s.key.of(out, row)
	}
	if len(w.path) == maxDeep {
		return nil, query.Errorf("JSON: more than %d rows lie in each other, which readers of JSON do not follow; leave the relation out that leads there", maxDeep)
	}
	w.path = append(w.path, here)
	if w.written.model == nil {
		w.written = written{model: s.model, root: row}
	}
	if err := w.written.add(); err != nil {
		return nil, err
	}
	start := len(out)
	if w.plan != nil && s.entries != nil {
		out, err = w.direct(out, s, row, v)
	} else {
		out, err = w.copied(out, s, row, v)
	}
	if err == nil {
		out, err = w.named(out, start, s, row, v)
	}
	w.path = w.path[:len(w.path)-1]
	return out, err
}

// copied adds what encoding/json writes of a copy of the row that holds its relations as texts.
func (w *walker) copied(out []byte, s *layout, row unsafe.Pointer, v view) ([]byte, error) {
	whole := reflect.NewAt(s.model.Type, row)
	if slices.ContainsFunc(s.model.Sides, func(side *schema.Side) bool { return side.HasField }) {
		held := reflect.New(s.model.Type)
		held.Elem().Set(whole.Elem())
		if err := w.relations(s.model, held.UnsafePointer(), v); err != nil {
			return nil, err
		}
		whole = held
	}
	text, err := encodeJSON(whole.Interface())
	if err != nil {
		return nil, err
	}
	return append(out, w.shown(s, row, text, v)...), nil
}

// owns reports whether a row holds the very list that the walk began with.
func (w *walker) owns(m *schema.Model, row unsafe.Pointer) bool {
	if w.root == nil {
		return false
	}
	for _, side := range m.Sides {
		if side.HasField && side.ToMany && list(schema.ManyAt(row, side.Offset)) == w.root {
			return true
		}
	}
	return false
}

// list identifies the memory of a relation's list, nil for an empty one.
func list(m *schema.ManyState) unsafe.Pointer {
	if len(m.Items) == 0 {
		return nil
	}
	return unsafe.Pointer(unsafe.SliceData(m.Items))
}

// relations writes the loaded relations of a copied row into it.
func (w *walker) relations(m *schema.Model, row unsafe.Pointer, v view) error {
	for _, side := range m.Sides {
		side = side.Field()
		switch {
		case side == nil:
		case !w.keepsSide(m, side, row, v):
			w.blank(side, row)
		case side.ToMany:
			state := schema.ManyAt(row, side.Offset)
			if !state.Loaded {
				continue
			}
			text, err := w.many(nil, side.Target.Type, side.LinkType, state, v.below(side.Name))
			if err != nil {
				return err
			}
			state.Binding = renderedBinding(state.Binding, text)
		case side.Legs != nil:
			state := schema.AnyAt(row, side.Offset)
			text, err := w.any(nil, side, state, v.below(side.Name))
			if err != nil {
				return err
			}
			state.Binding = renderedBinding(state.Binding, text)
		default:
			state := schema.OneAt(row, side.Offset)
			if state.Target == nil && (w.plan == nil || state.Key().IsZero()) {
				continue
			}
			text, err := w.one(nil, side.Target.Type, state, v.below(side.Name))
			if err != nil {
				return err
			}
			state.Binding = renderedBinding(state.Binding, text)
		}
	}
	return nil
}

func renderedBinding(b *schema.Binding, text []byte) *schema.Binding {
	out := schema.Binding{Rendered: text}
	if b != nil {
		out.Side, out.Strict = b.Side, b.Strict
	}
	return &out
}

// WriteOne is the JSON of a relation to one row of a type.
func WriteOne(t reflect.Type, state *schema.OneState) ([]byte, error) {
	return new(walker).one(nil, t, state, view{})
}

// WriteMany is the JSON of a relation to many rows of a type; link is the type of their link rows,
// nil without one.
func WriteMany(t, link reflect.Type, state *schema.ManyState) ([]byte, error) {
	return walkerOf(state).many(nil, t, link, state, view{})
}

// walkerOf begins a walk at a list, whose owner is an ancestor of what is in it.
func walkerOf(m *schema.ManyState) *walker {
	w := &walker{root: list(m)}
	if m.Owner != nil && m.Binding != nil && m.Binding.Side != nil {
		w.path = append(w.path, ancestor{m.Owner, m.Binding.Side.Owner.Type})
	}
	return w
}
