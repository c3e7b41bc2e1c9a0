package graphs

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// tree is the relations that are loaded, with those below them.
type tree map[string]tree

func treeOf(paths []string) tree {
	out := tree{}
	for _, p := range paths {
		at := out
		for _, name := range strings.Split(p, "__") {
			if at[name] == nil {
				at[name] = tree{}
			}
			at = at[name]
		}
	}
	return out
}

// paths are the relations of a model, with follow those of everything below until a model is its own ancestor. The way back
// from a child to its parent is not among them.
func paths(m *schema.Model, follow bool) []string {
	var out []string
	var descend func(m *schema.Model, prefix string, above map[*schema.Model]bool, by *schema.Side)
	descend = func(m *schema.Model, prefix string, above map[*schema.Model]bool, by *schema.Side) {
		for _, s := range m.Sides {
			if !s.HasField || by != nil && by.Kind == schema.ReverseSide && by.Inverse == s {
				continue
			}
			out = append(out, prefix+s.Name)
			if follow && !above[s.Target] {
				above[s.Target] = true
				descend(s.Target, prefix+s.Name+"__", above, s)
				delete(above, s.Target)
			}
		}
	}
	descend(m, "", map[*schema.Model]bool{m: true}, nil)
	return out
}

// targets are the rows that a loaded relation holds.
func targets(s *schema.Side, row unsafe.Pointer) []unsafe.Pointer {
	if s.ToMany {
		return schema.ManyAt(row, s.Offset).Items
	}
	if t := schema.OneAt(row, s.Offset).Target; t != nil {
		return []unsafe.Pointer{t}
	}
	return nil
}

// place is where in a result a row is, of which there is one object.
type place struct{ path, key string }

// writer writes graphs down and holds a result to its promises.
type writer struct {
	t    *testing.T
	b    strings.Builder
	seen map[place]unsafe.Pointer // nil for rows of which every parent has its own object
}

// texts are the rows of a result with what is loaded, everything else included.
func texts[T any](t *testing.T, m *schema.Model, rows []*T, tree tree, result bool) []string {
	t.Helper()
	w := &writer{t: t}
	if result {
		w.seen = map[place]unsafe.Pointer{}
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		w.b.Reset()
		w.row(m, unsafe.Pointer(row), tree, "", nil)
		out[i] = w.b.String()
	}
	return out
}

func (w *writer) row(m *schema.Model, row unsafe.Pointer, below tree, path string, parent unsafe.Pointer) {
	w.once(m, row, path)
	w.b.WriteString(m.Name + "{")
	w.columns(m, row)
	for _, s := range m.Sides {
		if !s.HasField {
			continue
		}
		next, named := below[s.Name]
		switch {
		case s.ToMany:
			w.many(s, row, next, named, path)
		case named:
			o := schema.OneAt(row, s.Offset)
			if !o.Loaded || o.Back {
				w.t.Errorf("%s of %s is loaded: %v, only as a way back: %v", s.Name, w.b.String(), o.Loaded, o.Back)
			}
			w.b.WriteString(" " + s.Name + "=")
			if o.Target != nil {
				w.row(s.Target, o.Target, next, path+"__"+s.Name, row)
			}
		default:
			w.back(s, row, parent)
		}
	}
	w.b.WriteString("}")
}

// once holds a result to one object for each path and key.
func (w *writer) once(m *schema.Model, row unsafe.Pointer, path string) {
	if w.seen == nil {
		return
	}
	key, err := m.Key().Get(row)
	if err != nil {
		w.t.Fatal(err)
	}
	p := place{path, fmt.Sprint(key)}
	if before, ok := w.seen[p]; ok && before != row {
		w.t.Errorf("two objects for %v of %s", p, m.Name)
	}
	w.seen[p] = row
}

func (w *writer) columns(m *schema.Model, row unsafe.Pointer) {
	for _, a := range m.Attributes {
		v, err := a.Get(row)
		if err != nil {
			w.t.Fatal(err)
		}
		fmt.Fprintf(&w.b, " %s:%v", a.Name, v)
	}
}

// many writes a list in its order, with the link rows.
func (w *writer) many(s *schema.Side, row unsafe.Pointer, below tree, named bool, path string) {
	list := schema.ManyAt(row, s.Offset)
	if list.Loaded != named {
		w.t.Errorf("%s of %s is loaded: %v", s.Name, w.b.String(), list.Loaded)
	}
	if !named {
		return
	}
	w.b.WriteString(" " + s.Name + "=[")
	for i, item := range list.Items {
		w.row(s.Target, item, below, path+"__"+s.Name, row)
		if s.LinkType != nil {
			w.b.WriteString("~{")
			w.columns(s.Through(), list.Links[i])
			w.b.WriteString("}")
		}
	}
	w.b.WriteString("]")
}

// back writes a to-one relation that was not asked for: it is the parent, or unloaded.
func (w *writer) back(s *schema.Side, row, parent unsafe.Pointer) {
	o := schema.OneAt(row, s.Offset)
	switch {
	case o.Target == nil && !o.Loaded:
	case o.Target == parent && parent != nil && o.Back:
		w.b.WriteString(" " + s.Name + "=^")
	default:
		w.t.Errorf("%s of %s was not asked for and is not the parent, but is loaded: %v, %v", s.Name, w.b.String(), o.Loaded, o.Target != nil)
	}
}
