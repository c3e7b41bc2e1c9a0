package lookup

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// ValueFields are the columns that are asked for by name, or all of them.
func ValueFields(n *query.Query, paths []string) ([]query.Field, error) {
	if len(paths) == 0 {
		return allFields(n)
	}
	var fields []query.Field
	for _, text := range paths {
		if slices.ContainsFunc(fields, func(f query.Field) bool { return f.Name == text }) {
			return nil, query.Errorf("%q is asked for twice", text)
		}
		if a := namedIn(n.Named(), text); a != nil {
			fields = append(fields, fieldOf(n, a))
			continue
		}
		p, err := ValuePath(n.Model, text)
		if err != nil {
			if e, _, ok := (Scope{Model: n.Model}).inside(text, false); ok && query.Readable(text) == nil {
				fields = append(fields, fieldOf(n, &query.Named{Name: text, Expr: e}))
				continue
			}
			return nil, err
		}
		fields = append(fields, query.Field{Name: text, Path: p.Along(n.Along())})
	}
	return fields, nil
}

// allFields are the columns of the main model, then those along each selected relation, as far as
// Fields and ExcludeFields admit them, then the annotations.
func allFields(n *query.Query) ([]query.Field, error) {
	var fields []query.Field
	add := func(l level) error {
		for _, a := range l.model.Attributes {
			p, err := n.Model.Path(l.path + a.Name)
			if err != nil {
				return err
			}
			if admitted(n, a, p, l.steps) {
				fields = append(fields, query.Field{Name: l.prefix + a.Name, Path: p})
			}
		}
		return nil
	}
	if err := add(level{model: n.Model}); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, r := range n.Related {
		for _, level := range levels(r) {
			if seen[level.prefix] {
				continue
			}
			seen[level.prefix] = true
			if err := add(level); err != nil {
				return nil, err
			}
		}
	}
	for i := range n.Named() {
		fields = append(fields, fieldOf(n, &n.Named()[i]))
	}
	return fields, nil
}

// level is a model along a relation path, and what its fields' names and paths begin with.
type level struct {
	prefix, path string
	model        *schema.Model
	steps        []schema.Step
}

// levels are the models along a relation path, link models included.
func levels(p *schema.Path) []level {
	var out []level
	prefix := ""
	for i, s := range p.Steps {
		if s.Via != nil && s.Side == s.Via.LinkOwner {
			out = append(out, level{prefix + s.Side.Name + "__", prefix + s.Via.LinkPath() + "__", s.Side.Target, p.Steps[:i+1]})
			continue
		}
		side := s.Side
		if s.Via != nil {
			side = s.Via
		}
		prefix += side.Name + "__"
		out = append(out, level{prefix, prefix, side.Target, p.Steps[:i+1]})
	}
	return out
}

// admitted reports whether Fields and ExcludeFields leave in a column of the model that steps lead
// to, whose path is p. The path may have a step less: the key of a relation to one is a column of
// its owner.
func admitted(n *query.Query, a *schema.Attribute, p *schema.Path, steps []schema.Step) bool {
	inside := func(o *schema.Path) bool {
		full, ok := query.Whole(o)
		return ok && len(steps) >= len(full) && sameSteps(steps[:len(full)], full)
	}
	for _, o := range n.Without() {
		if inside(o) || !a.PrimaryKey && o.Attr == a && sameSteps(o.Steps, steps) {
			return false
		}
	}
	if len(n.Only()) == 0 || slices.ContainsFunc(n.Only(), func(o *schema.Path) bool { return inside(o) || sameColumn(o, p) }) {
		return true
	}
	// A relation none of whose fields is named stays whole, as in the objects that All gives.
	return len(steps) > 0 && !slices.ContainsFunc(n.Only(), func(o *schema.Path) bool { return sameSteps(o.Steps, steps) })
}

// sameColumn reports whether what Fields names is the column of a path: the key of a related row is
// the column that refers to it.
func sameColumn(named, p *schema.Path) bool {
	if named.Text == p.Text {
		return true
	}
	if named.Attr == nil || !named.Attr.PrimaryKey || len(named.Steps) == 0 {
		return false
	}
	column, err := named.Root.Path(named.Text)
	return err == nil && column.Text == p.Text
}

func sameSteps(a, b []schema.Step) bool {
	return slices.EqualFunc(a, b, func(x, y schema.Step) bool { return x.Side == y.Side })
}
