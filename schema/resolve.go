package schema

import (
	"slices"
	"strings"
)

const (
	pathSeparator = "__"
	keyAlias      = "pk" // the primary key in every path
)

// Path resolves the path of a value: "title", "author__name", "pk". A relation at the end stands for the key of what it
// leads to: "author" is the foreign key's own column, without a join, and so is "author__pk"; "books" is the key of the
// joined books. A wrong name is a *PathError. Results are shared and cached; any goroutine may call it.
func (m *Model) Path(text string) (*Path, error) {
	if e, ok := m.paths.get(text); ok {
		return e.path, nil
	}
	p, err := m.resolve(text)
	if err != nil {
		return nil, err
	}
	m.paths.put(text, pathEntry{path: p})
	return p, nil
}

// RelationPath resolves a path whose every part is a relation. Its Steps go as far as the last relation's rows, and its Attr
// is nil. A wrong name is a *PathError. Results are shared and cached; any goroutine may call it.
func (m *Model) RelationPath(text string) (*Path, error) {
	if e, ok := m.relations.get(text); ok {
		return e.path, nil
	}
	w := newWalk(m, text)
	for i := range w.parts {
		if !w.relation(i) {
			return nil, w.wrong(i, "relation", nil)
		}
	}
	p := w.joined()
	m.relations.put(text, pathEntry{path: p})
	return p, nil
}

// PathLookup resolves the path of a value with or without a lookup behind it, as in "author__name__icontains". The name of a
// field wins over a lookup. Without one, lookup is empty. A wrong name is a *PathError. Results are shared and cached; any
// goroutine may call it.
func (m *Model) PathLookup(text string, lookups []string) (p *Path, lookup string, err error) {
	if e, ok := m.lookups.get(text); ok && (e.lookup == "" || slices.Contains(lookups, e.lookup)) {
		return e.path, e.lookup, nil
	}
	w := newWalk(m, text)
	n := w.walk()
	if n < len(w.parts) {
		last := len(w.parts) - 1
		if n == 0 || n < last || !slices.Contains(lookups, w.parts[n]) {
			return nil, "", w.wrongLookup(n, lookups)
		}
		lookup = w.parts[n]
	}
	p = w.value()
	m.lookups.put(text, pathEntry{path: p, lookup: lookup})
	return p, lookup, nil
}

// resolve is Path without the cache.
func (m *Model) resolve(text string) (*Path, error) {
	w := newWalk(m, text)
	if n := w.walk(); n < len(w.parts) {
		if w.ended {
			return nil, w.wrong(n-1, "relation", nil)
		}
		kind := "field"
		if n < len(w.parts)-1 {
			kind = "relation"
		}
		return nil, w.wrong(n, kind, nil)
	}
	return w.value(), nil
}

// walk is a path on its way from its root.
type walk struct {
	root, at *Model
	text     string
	parts    []string
	steps    []Step
	names    []string   // canonical spelling of the parts
	side     *Side      // the relation last walked
	attr     *Attribute // the plain attribute at the end
	ended    bool       // a plain attribute, or the key of several columns: nothing can follow
	before   *Model     // where the last part was looked for
}

func newWalk(m *Model, text string) *walk {
	return &walk{root: m, at: m, before: m, text: text, parts: strings.Split(text, pathSeparator)}
}

// walk goes as far as the parts have names, and returns how many have.
func (w *walk) walk() int {
	for i := range w.parts {
		if w.ended || !w.relation(i) && !w.plain(i) {
			return i
		}
	}
	return len(w.parts)
}

// relation takes part i as a relation.
func (w *walk) relation(i int) bool {
	name := w.parts[i]
	if name == keyAlias && w.at.Key() != nil {
		name = w.at.Key().Name
	}
	if w.linkRows(name) {
		return true
	}
	s := w.at.sides[name]
	if s == nil {
		if a := w.at.attributes[name]; a != nil {
			s = a.Side
		}
	}
	if s == nil {
		return false
	}
	leg := w.at.any // a step with the name of the relation in front of it
	w.before, w.at, w.side = w.at, s.Target, s
	if leg {
		w.names[len(w.names)-1], w.steps[len(w.steps)-1] = s.Name, Step{Side: s}
		return true
	}
	w.names = append(w.names, s.Name)
	if s.Kind == ManySide {
		w.steps = append(w.steps, Step{Side: s.LinkOwner, Via: s}, Step{Side: s.LinkTarget, Via: s})
	} else {
		w.steps = append(w.steps, Step{Side: s})
	}
	return true
}

// linkRows takes the name of the link rows right after their many side: it means the rows of that very step, not those that
// the target has from its own end.
func (w *walk) linkRows(name string) bool {
	if w.side == nil || w.side.Kind != ManySide || name != w.side.linkName && name != w.side.LinkOwner.Name {
		return false
	}
	s, path := w.side.LinkOwner, w.side.LinkPath()
	w.before, w.at, w.side = w.at, s.Target, s
	w.names[len(w.names)-1] = path
	w.steps = append(w.steps[:len(w.steps)-2], Step{Side: s})
	return true
}

// plain takes part i as an attribute.
func (w *walk) plain(i int) bool {
	name := w.parts[i]
	if w.at.any {
		return false
	}
	w.before = w.at
	if name == keyAlias {
		if w.at.Key() == nil {
			if len(w.steps) > 0 { // as one column, so that a relation and the key at its end are one path
				w.attr = w.at.Identity()
			}
			w.names, w.side, w.ended = append(w.names, keyAlias), nil, true
			return len(w.at.Keys) > 0
		}
		name = w.at.Key().Name
	}
	a := w.at.attributes[name]
	if a == nil {
		return false
	}
	w.attr, w.side, w.ended = a, nil, true
	w.names = append(w.names, a.Name)
	return true
}

// joined is the path with all its joins.
func (w *walk) joined() *Path {
	return &Path{Root: w.root, Steps: slices.Clip(w.steps), Side: w.side, Text: strings.Join(w.names, pathSeparator)}
}

// value is the path of a column. The key at the end of a relation is the relation itself; what a foreign key refers to needs no
// join, since its columns hold it.
func (w *walk) value() *Path {
	p := w.joined()
	p.Attr = w.attr
	names, atRelation := w.names, w.side != nil
	if atRelation {
		p.Attr = w.side.named()
	}
	for len(p.Steps) > 0 && p.Attr != nil {
		last := p.Steps[len(p.Steps)-1]
		held := last.Side.Kind == ForwardSide && last.Via == nil && last.Side.Any == nil
		if i := slices.Index(last.Side.Ref.Parts, p.Attr); held && i >= 0 { // a column of the foreign key
			p.Side, p.Attr = nil, last.Side.Key.Parts[i]
			p.Steps = slices.Clip(p.Steps[:len(p.Steps)-1])
			names, atRelation = append(slices.Clip(names[:len(names)-2]), p.Attr.Name), false
			continue
		}
		if p.Attr != last.Side.named() {
			break
		}
		if !atRelation {
			names = names[:len(names)-1]
		}
		p.Side = last.Side
		if last.Via != nil {
			p.Side = last.Via
		}
		if !held {
			break
		}
		p.Steps, p.Attr, atRelation = slices.Clip(p.Steps[:len(p.Steps)-1]), last.Side.Key, false
	}
	p.Text = strings.Join(names, pathSeparator)
	return p
}

// named is what the name of a relation stands for at the end of a path: what the foreign key refers to, or the key of the rows
// that it leads to.
func (s *Side) named() *Attribute {
	if s.Kind == ForwardSide && s.Any == nil {
		return s.Ref
	}
	return s.Target.Identity()
}

// wrongLookup is the error of a path with a lookup, whose first n parts have names.
func (w *walk) wrongLookup(n int, lookups []string) *PathError {
	last := len(w.parts) - 1
	switch {
	case w.ended && n == last:
		return w.wrong(n, "lookup", lookups)
	case w.ended:
		return w.wrong(n-1, "relation", nil)
	case n == last || n == last-1 && slices.Contains(lookups, w.parts[last]):
		return w.wrong(n, "field", lookups)
	}
	return w.wrong(n, "relation", nil)
}

// wrong is the error of part i.
func (w *walk) wrong(i int, kind string, lookups []string) *PathError {
	e := &PathError{Kind: kind, Model: w.at.Name, Path: w.text, Part: w.parts[i]}
	switch {
	case kind == "lookup":
		e.Model = w.before.Name
		e.Suggest = nearest(e.Part, lookups)
	case w.ended:
		e.Model = w.before.Name
		e.Suggest = nearest(e.Part, w.before.relationNames())
	case kind == "relation":
		e.Suggest = nearest(e.Part, w.at.relationNames())
	default:
		e.Suggest = nearest(e.Part, w.at.fieldNames())
		if e.Suggest == "" && i > 0 {
			e.Suggest = nearest(e.Part, lookups)
		}
	}
	return e
}

// fieldNames are the names that a path can go on with, in the order of declaration.
func (m *Model) fieldNames() []string {
	var names []string
	for _, a := range m.Attributes {
		names = append(names, a.Name)
	}
	for _, s := range m.Sides {
		if s.Kind != ForwardSide || s.Any != nil {
			names = append(names, m.pathNames(s)...)
		}
	}
	return names
}

// pathNames are the parts of paths that a side is called by: of a polymorphic relation also without its models.
func (m *Model) pathNames(s *Side) []string {
	switch {
	case s.Any == nil:
		return []string{s.Name}
	case m.any:
		return []string{s.Part()}
	}
	return []string{s.Any.Name, s.Name}
}

func (m *Model) relationNames() []string {
	var names []string
	for _, s := range m.Sides {
		names = append(names, m.pathNames(s)...)
	}
	return names
}
