package inspect

import (
	"slices"
	"strconv"

	"github.com/ormar-go/ormar/internal/state"
)

// linkOf are the two foreign keys of a table that ties two others: they are its key, and it has no others. Its model declares the columns,
// and the relations are those of the models that it ties.
func (g *generator) linkOf(m *model) []*state.ForeignKey {
	if len(m.table.Key) != 2 || len(m.table.ForeignKeys) != 2 || m.kept {
		return nil
	}
	var ends []*state.ForeignKey
	for i := range m.table.ForeignKeys {
		k := &m.table.ForeignKeys[i]
		target := g.byTable[k.Table]
		if len(k.Columns) != 1 || !slices.Contains(m.table.Key, k.Columns[0]) || g.unrelated(m, k) != "" || target == m || target.kept || len(target.table.Key) != 1 ||
			len(k.Targets) > 0 && !slices.Equal(k.Targets, target.table.Key) || !g.speaks(m, k.Columns) {
			return nil
		}
		ends = append(ends, k)
	}
	if ends[0].Table == ends[1].Table || ends[0].Columns[0] == ends[1].Columns[0] {
		return nil
	}
	return ends
}

// links gives both ends of a link table their many-to-many fields.
func (g *generator) links(m *model) {
	if m.link == nil {
		return
	}
	a, b := g.byTable[m.link[0].Table], g.byTable[m.link[1].Table]
	near := &field{name: a.taken.free(plural(b.name), m.name+plural(b.name)), kind: "orm.ManyThrough[" + b.name + ", " + m.name + "]", column: &state.Column{}}
	far := &field{name: b.taken.free(plural(a.name), m.name+plural(a.name)), kind: "orm.ManyThrough[" + a.name + ", " + m.name + "]"}
	near.line = "schema.ManyToMany(&m." + near.name + ").RelatedName(" + strconv.Quote(far.attribute()) + ").ThroughColumns(" +
		strconv.Quote(m.link[0].Columns[0]) + ", " + strconv.Quote(m.link[1].Columns[0]) + ")"
	a.extra, b.far = append(a.extra, near), append(b.far, far)
}
