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
	owns    bool         // some of them are far sides, which hold the row's key
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
	p.readers.New = func() any { return newReader(p) }
	return p, nil
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
		switch {
		case !s.HasField || s.Kind == schema.ForwardSide && !slices.Contains(np.node.Columns, s.Key):
		case s.ToMany:
			np.manys = append(np.manys, binding{s.Offset, true, bind(s)})
			np.owns = true
		default:
			far := s.Kind != schema.ForwardSide
			np.ones = append(np.ones, binding{s.Offset, far, bind(s)})
			np.owns = np.owns || far
		}
	}
	if k := np.columns[0].attr; np.owns && k.Kind == schema.KindUUID && k.Type != nil && k.Side == nil {
		np.uuids = k.Type.Kind() == reflect.Array && k.Type.Len() == 16
	}
}
