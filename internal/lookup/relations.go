package lookup

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// maxRelations is how many relations SelectAll and LoadAll look for. No database joins as many
// tables; models that all refer to each other have more paths than any memory holds.
const maxRelations = 1_000

// AllRelations are the paths of the relations that have a field, with follow those of everything
// below, without what leads through the paths in except.
func AllRelations(m *schema.Model, follow bool, except []*schema.Path) ([]*schema.Path, error) {
	var out []*schema.Path
	var descend func(at *schema.Model, prefix string, above []*schema.Model, by *schema.Side) error
	descend = func(at *schema.Model, prefix string, above []*schema.Model, by *schema.Side) error {
		for _, s := range at.Sides {
			if !s.HasField || by != nil && by.Kind == schema.ReverseSide && s == by.Inverse { // the way back is the parent itself
				continue
			}
			p, err := m.RelationPath(prefix + s.Name)
			if err != nil {
				return err
			}
			if pruned(p, except) {
				continue
			}
			if out = append(out, p); len(out) > maxRelations {
				return query.Errorf("more than %d relations are reached from %s, and a query cannot join as many tables; "+
					"name those that are needed in SelectRelated or PrefetchRelated", maxRelations, m.Name)
			}
			if follow && !slices.Contains(above, s.Target) {
				if err := descend(s.Target, prefix+s.Name+"__", append(slices.Clip(above), s.Target), s); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return out, descend(m, "", []*schema.Model{m}, nil)
}

// pruned reports whether a path is one of the others or leads through one.
func pruned(p *schema.Path, others []*schema.Path) bool {
	for _, o := range others {
		if len(o.Steps) > len(p.Steps) {
			continue
		}
		same := true
		for i, s := range o.Steps {
			same = same && s.Side == p.Steps[i].Side
		}
		if same {
			return true
		}
	}
	return false
}

// Aside checks the name under which a relation is read beside itself: the rows that it starts from
// remember it, and show nothing else by that name.
func Aside(p *schema.Path, name string, others []query.Prefetch) error {
	if err := OutputName(name); err != nil {
		return err
	}
	m := p.Side.Owner
	if !m.HasState {
		return query.Errorf("PrefetchAs: %s does not embed orm.Model, which remembers what was loaded under a name", m.Name)
	}
	taken := m.Attribute(name) != nil || m.Side(name) != nil
	for _, a := range m.Attributes {
		taken = taken || a.JSONName == name
	}
	for _, s := range m.Sides {
		taken = taken || s.HasField && s.JSONName == name
	}
	for _, o := range others {
		taken = taken || o.Name == name && o.Path.Side.Owner == m
	}
	if taken {
		return query.Errorf("PrefetchAs: the name %q is taken on %s; give the rows another", name, m.Name)
	}
	return nil
}
