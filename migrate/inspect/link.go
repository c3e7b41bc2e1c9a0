package inspect

import (
	"slices"
	"strconv"

	"github.com/ormar-go/ormar/internal/state"
)

// linkOf are the two foreign keys of a table that ties two others: they are its key, and it has no others. Its model declares the relations
// to its ends, which have lists of each other.
func (g *generator) linkOf(m *model) []*state.ForeignKey {
	if len(m.table.Key) != 2 || len(m.table.ForeignKeys) != 2 || m.kept {
		return nil
	}
	var ends []*state.ForeignKey
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		target := g.target(k)
		if len(k.Columns) != 1 || !slices.Contains(m.table.Key, k.Columns[0]) || g.unrelated(m, k) != "" || target == m || target.kept || len(target.table.Key) != 1 ||
			len(k.Targets) > 0 && !slices.Equal(k.Targets, target.table.Key) || !g.speaks(m, k.Columns) {
			return nil
		}
		ends = append(ends, k)
	}
	if ends[0].Columns[0] == ends[1].Columns[0] {
		return nil
	}
	return ends
}

// links gives both ends of a link table their many-to-many fields.
func (g *generator) links(m *model) {
	if m.link == nil {
		return
	}
	a, b := g.target(m.link[0]), g.target(m.link[1])
	one, other := m.byColumn[m.link[0].Columns[0]], m.byColumn[m.link[1].Columns[0]]
	// The steps to the rows of links are called like the model.
	if !a.taken.take(m.name) || a != b && !b.taken.take(m.name) || a == b && !a.taken.take(exported(other.name+"_"+m.name)) {
		m.note("it ties the models %s and %s, of which one has a field of its name: there is no list of the other on either", a.name, b.name)
		return
	}
	to, from := plural(b.name), plural(a.name)
	if a == b {
		to, from = plural(other.name), plural(one.name)
	}
	near := &field{name: a.taken.free(to, m.name+to), kind: "orm.ManyThrough[" + b.name + ", " + m.name + "]", column: &state.Column{}}
	far := &field{name: b.taken.free(from, m.name+from), kind: "orm.ManyThrough[" + a.name + ", " + m.name + "]"}
	near.line = "schema.ManyToMany(&m." + near.name + ").RelatedName(" + strconv.Quote(far.attribute()) + ").ThroughColumns(" +
		strconv.Quote(one.attribute()) + ", " + strconv.Quote(other.attribute()) + ")"
	a.extra, b.far = append(a.extra, near), append(b.far, far)
}
