package scan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// rankCell is the destination of a row's place in a list.
type rankCell struct{ place int64 }

// Scan keeps the place for the end of the row.
func (c *rankCell) Scan(src any) (err error) {
	switch v := src.(type) {
	case int64:
		c.place = v
	case []byte:
		c.place, err = strconv.ParseInt(string(v), 10, 64)
	case string:
		c.place, err = strconv.ParseInt(v, 10, 64)
	case nil:
		c.place = 0
	default:
		err = fmt.Errorf("scan: the database gave %T for a place in a list", src)
	}
	return err
}

func (c *rankCell) scanRaw(f form, src []byte) error {
	if n, ok := f.whole(src); ok {
		c.place = n
		return nil
	}
	if src == nil {
		return c.Scan(nil)
	}
	return c.Scan(src)
}

// ranks are the lists of a read that several main rows may have filled, and the places of their items.
type ranks struct {
	cells []*rankCell // by link; nil for those that are not ranked
	lists map[*schema.ManyState][]int64
}

// newRanks pairs the lists that are ranked with the cells of their nodes; nil when there are none.
func newRanks(p *Plan, byNode map[int]*rankCell) *ranks {
	if len(byNode) == 0 {
		return nil
	}
	r := &ranks{cells: make([]*rankCell, len(p.links)), lists: map[*schema.ManyState][]int64{}}
	for i := range p.links {
		r.cells[i] = byNode[p.links[i].Listed()]
	}
	return r
}

// tie ties the objects of a row along the i-th link and notes the place of what it adds.
func (r *ranks) tie(l *loaders.Link, i int, row []loaders.Found) {
	var list *schema.ManyState
	if r.cells[i] != nil { // else it may be no list at all
		list = l.List(row)
	}
	if list == nil {
		l.Tie(row)
		return
	}
	before := len(list.Items)
	l.Tie(row)
	if len(list.Items) > before {
		r.lists[list] = append(r.lists[list], r.cells[i].place)
	}
}

// sort brings the items of every list to their places.
func (r *ranks) sort() {
	for list, places := range r.lists {
		if slices.IsSorted(places) || len(places) != len(list.Items) {
			continue
		}
		order := make([]int, len(places))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a], places[b]) })
		list.Items = inOrder(list.Items, order)
		if len(list.Links) == len(order) {
			list.Links = inOrder(list.Links, order)
		}
	}
	clear(r.lists)
}

func inOrder(items []unsafe.Pointer, order []int) []unsafe.Pointer {
	out := make([]unsafe.Pointer, len(items))
	for i, at := range order {
		out[i] = items[at]
	}
	return out
}
