package loaders

import (
	"slices"
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// Tree is the joins of one SELECT: the main model at the root, a node for every relation path that is joined, whether its
// rows are loaded or only looked at. A path is joined once, however often it is named. A Tree is built by one goroutine and
// not changed afterwards.
type Tree struct {
	Nodes []*Node // Nodes[i].Index == i; parents come before children
	Lead  []Lead  // columns in front of the nodes' own
	// Along is the side of the prefetch whose rows these are; it says what LeadParent holds. Nil elsewhere.
	Along *schema.Side
	// Link is the node of the link rows beside the root in a prefetch along a many side with link data: each row's root
	// object goes to the row's parent together with that link object.
	Link *Node
}

// Node is one table of the SELECT.
type Node struct {
	Index    int
	Parent   *Node       // nil at the root
	Step     schema.Step // from Parent; zero at the root
	Model    *schema.Model
	Children []*Node
	// Load says that objects are made of the rows. The rows of a link table that no type describes are not loaded, but
	// their key is read.
	Load bool
	// Columns are what is selected, in order: the key columns first, then the others that are loaded. Empty for a node
	// that is only filtered through.
	Columns []*schema.Attribute
	// State is what the loaded rows remember; shared.
	State *schema.RowState
	// Own marks the link rows by which the rows of a prefetch are reached. A path that names the link rows means these; a
	// relation that is walked through the same table joins it once more.
	Own bool
	// Ranked says that the rows carry the place of each of the node's rows among all that any list can have of them: a parent that
	// stands under several main rows may get a part of its list from each.
	Ranked bool
}

// Lead is a column that stands before those of the nodes.
type Lead uint8

// The lead columns.
const (
	LeadSkip   Lead = iota + 1 // read and dropped: a branch or row number that only the ORDER BY needs
	LeadParent                 // the parent's key in the rows of a prefetch
	LeadRank                   // the place of a Ranked node's row in its list, one for each such node, in the order of the nodes
)

// NewTree is a tree of the main model alone.
func NewTree(m *schema.Model) *Tree {
	return &Tree{Nodes: []*Node{{Model: m}}}
}

// Root is the main model's node.
func (t *Tree) Root() *Node { return t.Nodes[0] }

// Ranked are the nodes whose rows carry their places.
func (t *Tree) Ranked() []*Node {
	var out []*Node
	for _, n := range t.Nodes {
		if n.Ranked {
			out = append(out, n)
		}
	}
	return out
}

// Join returns the node at the end of the steps, adding those that are missing.
func (t *Tree) Join(steps []schema.Step) *Node {
	n := t.Root()
	for _, s := range steps {
		n = t.JoinFrom(n, s)
	}
	return n
}

// Find is Join without adding: nil when some step is not joined.
func (t *Tree) Find(steps []schema.Step) *Node {
	n := t.Root()
	for _, s := range steps {
		if n = n.Child(s); n == nil {
			return nil
		}
	}
	return n
}

// JoinFrom returns the node one step from n, adding it when it is missing.
func (t *Tree) JoinFrom(n *Node, s schema.Step) *Node {
	if c := n.Child(s); c != nil {
		if c.Step.Via == nil {
			c.Step.Via = s.Via
		}
		return c
	}
	return t.add(n, s)
}

func (t *Tree) add(n *Node, s schema.Step) *Node {
	c := &Node{Index: len(t.Nodes), Parent: n, Step: s, Model: s.Side.Target}
	n.Children = append(n.Children, c)
	t.Nodes = append(t.Nodes, c)
	return c
}

// JoinOwn returns the Own node of the root along a side, the step from the target of a many side to its link rows. A node
// that was joined for such a path is made it; one that was joined for a relation is not.
func (t *Tree) JoinOwn(s *schema.Side) *Node {
	step := schema.Step{Side: s}
	n := t.Root().Child(step)
	if n == nil || n.Step.Via != nil {
		n = t.add(t.Root(), step)
	}
	n.Own = true
	return n
}

// Child is the node one step away, or nil.
func (n *Node) Child(s schema.Step) *Node {
	var found *Node
	for _, c := range n.Children {
		switch {
		case c.Step.Side != s.Side:
		case c.Own && s.Via == nil:
			return c
		case !c.Own && found == nil:
			found = c
		}
	}
	return found
}

// Leave takes the node from its parent: a later step along its side joins a node of its own. It keeps its index among Nodes.
func (n *Node) Leave() {
	n.Parent.Children = slices.DeleteFunc(n.Parent.Children, func(c *Node) bool { return c == n })
}

// Alias is the table's name in the statement.
func (n *Node) Alias() string { return "t" + strconv.Itoa(n.Index) }

// ToMany reports whether the node itself is reached by a step that can lead to several rows. The Own link rows are what the
// rows of a prefetch are counted by, and multiply nothing.
func (n *Node) ToMany() bool { return n.Parent != nil && n.Step.Side.ToMany && !n.Own }

// Multiplies reports whether some step from the root down to the node can lead to several rows.
func (n *Node) Multiplies() bool {
	for ; n.Parent != nil; n = n.Parent {
		if n.ToMany() {
			return true
		}
	}
	return false
}
