package jsonio

import (
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// A row that is reached on several ways is written on each of them, so a few dozen rows that all
// refer to each other would be more text than any memory holds. What is written of one instance is
// therefore bounded: freely up to freeRows rows, above that by timesEach times the number of rows
// that there are.
const (
	freeRows  = 100_000
	timesEach = 10
)

// written counts the rows that Dump or JSON writes of what is behind the roots.
type written struct {
	rows, limit int
	model       *schema.Model
	roots       []unsafe.Pointer
	root        unsafe.Pointer // the only one
	links       int            // rows of the roots' own links
}

// add counts one more row; it is an ErrQuery beyond the bound.
func (w *written) add() error {
	if w.rows++; w.rows <= max(freeRows, w.limit) {
		return nil
	}
	if w.limit == 0 {
		w.limit = timesEach * (reach(w.model, append(w.roots, w.root)) + w.links)
	}
	if w.rows <= w.limit {
		return nil
	}
	return query.Errorf("the %d rows behind %s lead to each other on so many ways that more than %d would be written; "+
		"load fewer relations, or have Dump leave some out (Exclude)", w.limit/timesEach, w.model.Name, max(freeRows, w.limit))
}

// reach is the number of rows that are in memory behind some, themselves and link rows included.
func reach(m *schema.Model, roots []unsafe.Pointer) int {
	type member struct {
		model *schema.Model
		row   unsafe.Pointer
	}
	seen := map[member]bool{}
	var queue []member
	visit := func(m *schema.Model, rows ...unsafe.Pointer) {
		for _, row := range rows {
			if row != nil && !seen[member{m, row}] {
				seen[member{m, row}] = true
				queue = append(queue, member{m, row})
			}
		}
	}
	visit(m, roots...)
	for len(queue) > 0 {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, s := range at.model.Sides {
			switch {
			case !s.HasField:
			case s.ToMany:
				list := schema.ManyAt(at.row, s.Offset)
				visit(s.Target, list.Items...)
				if s.LinkType != nil {
					visit(s.Through(), list.Links...)
				}
			default:
				visit(s.Target, s.At(at.row))
			}
		}
	}
	return len(seen)
}
