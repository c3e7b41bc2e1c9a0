package query

import "github.com/ormar-go/ormar/schema"

// Tree are the rows below some rows of a model, or above them, along a relation of the model to itself.
type Tree struct {
	Side  *schema.Side // the foreign key, which refers to the primary key
	Up    bool         // the rows above
	Roots []any        // canonical keys, distinct
	In    *Node        // what the roots say of the shards where all rows are; nil where they say nothing
	Depth bool         // how far a row is from the nearest of them is wanted, and not whether it is among them
}

// shape adds what the walk depends on; Query has written the model before it.
func (t *Tree) shape(s *Shape) {
	s.tag('T')
	s.flag('u', t.Up)
	s.flag('d', t.Depth)
	s.Text(t.Side.Name)
	s.List(t, t.Side.Ref, t.Roots)
	if t.In != nil {
		s.tag('I')
		s.Node(t.In)
	}
}

// Walked are the condition that a row is in a tree, and how deep it lies there.
func Walked(m *schema.Model, t *Tree) (in *Node, depth *Expr) {
	key := m.Identity()
	column := &schema.Path{Root: m, Attr: key, Text: "pk"}
	if len(key.Parts) == 0 {
		column.Text = key.Name
	}
	rows := &Query{Model: m, NoDefault: true}
	deep := *t
	deep.Depth = true
	if t.In != nil {
		own := *t.In
		deep.In = &own
	}
	number := &schema.Path{Root: m, Attr: wholes(), Text: "depth"}
	return &Node{Op: Compare, Path: column, Lookup: In, Sub: &SubQuery{Query: rows, Column: column, Tree: t}},
		&Expr{Sub: &SubQuery{Query: rows, Column: number, Tree: &deep}}
}
