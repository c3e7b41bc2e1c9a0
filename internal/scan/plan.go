// Package scan turns the rows of a statement into structs: by position, straight into the memory of the fields, through a plan
// that is made once per compiled statement. It knows no driver: a value may come in any form that one of them gives it.
package scan

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Plan decodes the rows of one statement: first the tree's lead columns, then those of each node in order. Goroutines share
// it: but for what it learns of the usual number of rows it is not changed after NewPlan.
type Plan struct {
	tree    *loaders.Tree
	nodes   []nodePlan
	links   []loaders.Link
	pairs   pairing
	unread  []unread
	readers sync.Pool
}

// nodePlan is one table of the rows.
type nodePlan struct {
	node    *loaders.Node
	columns []column
	alone   bool         // every row is a new object
	slice   reflect.Type // of a slab of its structs
	size    uintptr
	ones    []binding
	manys   []binding
	owns    bool        // some of them are far sides, which hold the row's key
	late    []lateOwner // far sides that hold another unique value
	on      []*schema.Side
	uuids   bool         // the key is a UUID in an array
	guess   atomic.Int64 // objects in the last read
}

// column is one column of a node.
type column struct {
	attr *schema.Attribute
	make maker
}

// binding is a relation field and what it holds in every loaded row.
type binding struct {
	offset  uintptr
	far     bool
	binding *schema.Binding
}

// lateOwner is a far side whose owner is known by other columns than the key, once these are read.
type lateOwner struct{ side *schema.Side }

// pairing says which rows of a prefetch are a pair of a parent's key and a main row. A main row repeats in the rows when its
// own to-many relations are joined, and along a many side also under each parent.
type pairing uint8

const (
	noPairs pairing = iota
	pairByRow
	pairByRoot // a main row has one parent
	pairByLink // the link rows tell the pairs apart
	pairBySet
)

// NewPlan makes the plan of a tree; bind gives what the relation fields of loaded rows hold, and is called here only. It fails
// for a tree that cannot be read: a node without its key in front, objects of a model without a Go type.
func NewPlan(tree *loaders.Tree, bind func(*schema.Side) *schema.Binding) (*Plan, error) {
	p := &Plan{tree: tree, links: loaders.Links(tree), nodes: make([]nodePlan, len(tree.Nodes))}
	multiplied := slices.ContainsFunc(tree.Nodes, func(n *loaders.Node) bool { return n.ToMany() })
	if slices.Contains(tree.Lead, loaders.LeadParent) {
		if tree.Along == nil {
			return nil, fmt.Errorf("scan: the rows of %s lead with a parent's key, but the tree does not say along which side", tree.Root().Model.Name)
		}
		p.pairs = pairingOf(tree, multiplied)
	}
	for i, n := range tree.Nodes {
		if err := p.nodes[i].plan(n, bind); err != nil {
			return nil, err
		}
	}
	p.nodes[0].alone = !multiplied && (p.pairs == noPairs || tree.Along.Kind != schema.ManySide)
	if tree.Link != nil {
		p.nodes[tree.Link.Index].alone = !multiplied
	}
	p.unreadLinks()
	p.readers.New = func() any { return newReader(p) }
	return p, nil
}

// unread are link rows that are not read: there is one for each pair of a parent and a child. distinct says that no pair comes twice.
type unread struct {
	parent, child, link int
	distinct            bool
}

func (p *Plan) unreadLinks() {
	many := 0
	for _, n := range p.tree.Nodes {
		if n.ToMany() {
			many++
		}
	}
	for i := range p.links {
		if parent, child, link, ok := p.links[i].Unread(p.tree); ok {
			p.unread = append(p.unread, unread{parent, child, link, many == 1 && parent == 0 && p.pairs == noPairs})
		}
	}
}

func pairingOf(tree *loaders.Tree, multiplied bool) pairing {
	switch {
	case !multiplied:
		return pairByRow
	case tree.Along.Kind != schema.ManySide:
		return pairByRoot
	case tree.Link != nil:
		return pairByLink
	}
	return pairBySet
}

func (np *nodePlan) plan(n *loaders.Node, bind func(*schema.Side) *schema.Binding) error {
	np.node = n
	if len(n.Columns) == 0 && !n.Load {
		return nil
	}
	keys := n.Model.Keys
	if len(keys) == 0 && !n.Model.Keyless || len(n.Columns) < len(keys) || !slices.Equal(n.Columns[:len(keys)], keys) {
		return fmt.Errorf("scan: the columns of %s do not begin with its primary key", n.Model.Name)
	}
	for _, a := range n.Columns {
		np.columns = append(np.columns, column{a, makerOf(a)})
	}
	if !n.Load {
		return nil
	}
	if n.Model.Type == nil {
		return fmt.Errorf("scan: no Go type describes the rows of %s, so they cannot be loaded", n.Model.Name)
	}
	np.slice, np.size = reflect.SliceOf(n.Model.Type), n.Model.Type.Size()
	np.bind(bind)
	return nil
}

// bind lists the relation fields of a node's structs. A foreign key that was not read stays without: what it would load is
// not known.
func (np *nodePlan) bind(bind func(*schema.Side) *schema.Binding) {
	for _, s := range np.node.Model.Sides {
		other := s.Kind == schema.ReverseSide && s.HasField && !s.ByKey()
		if other && np.reads(s.Ref) {
			np.late = append(np.late, lateOwner{s})
		}
		switch {
		case !s.HasField || !s.First() || s.Kind == schema.ForwardSide && !np.reads(s.Key):
		case s.ToMany:
			np.manys = append(np.manys, binding{s.Offset, !other, bind(s)})
			np.owns = np.owns || !other
		default:
			far := s.Kind != schema.ForwardSide && !other
			if len(s.On) > 0 {
				np.on = append(np.on, s)
			}
			np.ones = append(np.ones, binding{s.Offset, far, bind(s)})
			np.owns = np.owns || far
		}
	}
	if k := np.columns[0].attr; np.owns && len(np.node.Model.Keys) == 1 && k.Kind == schema.KindUUID && k.Type != nil && k.Side == nil {
		np.uuids = k.Type.Kind() == reflect.Array && k.Type.Len() == 16
	}
}

// reads reports whether all columns of an attribute are read.
func (np *nodePlan) reads(a *schema.Attribute) bool {
	for _, c := range a.Columns() {
		if c.Constant == "" && !slices.Contains(np.node.Columns, c) {
			return false
		}
	}
	return true
}
