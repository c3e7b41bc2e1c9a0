package jsonio

import (
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// namedOf are the rows that a row has beside its relations, by name.
func namedOf(m *schema.Model, row unsafe.Pointer) []schema.NamedRows {
	if !m.HasState || m.State(row).State == nil {
		return nil
	}
	return m.State(row).State.Named
}

// named adds the rows that a row has beside its relations to its object, which starts at a place of out and ends it.
func (w *walker) named(out []byte, start int, s *layout, row unsafe.Pointer, v view) ([]byte, error) {
	list := namedOf(s.model, row)
	if len(list) == 0 || !isObject(out[start:]) || w.plan != nil && w.plan.Lists {
		return out, nil
	}
	for _, n := range list {
		if !selects(v.only, v.drop, n.Name) || s.taken(n.Name) {
			continue
		}
		out = append(strconv.AppendQuote(reopened(out, start), n.Name), ':', '[')
		for i, item := range n.Items {
			if i > 0 {
				out = append(out, ',')
			}
			var err error
			if out, err = w.instance(out, n.Side.Target.Type, item, v.below(n.Name)); err != nil {
				return nil, err
			}
		}
		out = append(out, ']', '}')
	}
	return out, nil
}

// named adds to the map of a row the rows that it has beside its relations.
func (d *dumper) named(out map[string]any, m *schema.Model, row unsafe.Pointer, only, drop *branch) error {
	if d.plan.Lists {
		return nil
	}
	for _, n := range namedOf(m, row) {
		if !selects(only, drop, n.Name) {
			continue
		}
		below, without := below(only, drop, n.Name)
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			made, err := d.row(n.Side.Target, item, below, without)
			if err != nil {
				return err
			}
			list[i] = made
		}
		out[n.Name] = list
	}
	return nil
}
