package orm

import (
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// borrowed is a relation that a page loads only because its order goes along it: a cursor holds what the order compares.
type borrowed struct{ sides []*schema.Side }

// ordered is the question with the relations along which its order goes, and those of them that nothing else loads.
func (q question) ordered(chosen bool) (question, []borrowed) {
	var list []borrowed
	for _, o := range q.forwardOrder() {
		if o.Path == nil || len(o.Path.Steps) == 0 {
			continue
		}
		var sides []*schema.Side
		var names []string
		at := -1 // the first relation that is not loaded
		for i, s := range o.Path.Steps {
			if s.Side.Kind != schema.ForwardSide || !s.Side.HasField {
				at = -1
				break
			}
			sides, names = append(sides, s.Side), append(names, s.Side.Name)
			if at < 0 && !q.loads(strings.Join(names, "__")) {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		if list = append(list, borrowed{sides[:at+1]}); chosen {
			q = q.prefetchRelated(strings.Join(names, "__"))
		} else {
			q = q.selectRelated(strings.Join(names, "__"))
		}
	}
	return q, list
}

// loads reports whether a relation is loaded with the rows.
func (q question) loads(path string) bool {
	along := func(p *schema.Path) bool { return p.Text == path || strings.HasPrefix(p.Text, path+"__") }
	for _, p := range q.intent.Related {
		if along(p) {
			return true
		}
	}
	for _, p := range q.intent.Prefetch {
		if p.Name == "" && along(p.Path) {
			return true
		}
	}
	return false
}

// giveBack makes a row one that has not loaded the relation; its key stays.
func (b borrowed) giveBack(row unsafe.Pointer) {
	for i, side := range b.sides {
		if !side.Leads(row) { // but to a row of another model
			return
		}
		state := schema.OneAt(row, side.Offset)
		if i == len(b.sides)-1 {
			state.Target, state.Loaded = nil, false
			return
		}
		if row = side.At(row); row == nil {
			return
		}
	}
}

// orderKeys are the foreign keys without which the relations of an order cannot be loaded.
func orderKeys(order []query.Order) []string {
	var names []string
	for _, o := range order {
		if o.Path != nil && len(o.Path.Steps) > 0 && o.Path.Steps[0].Side.Kind == schema.ForwardSide {
			names = append(names, o.Path.Steps[0].Side.Key.Name)
		}
	}
	return names
}

// roots are the relations at which paths begin: everything that is loaded below them is shown.
func roots(paths []string) []string {
	var out []string
	for _, path := range paths {
		first, _, _ := strings.Cut(path, "__")
		out = append(out, first)
	}
	return out
}
