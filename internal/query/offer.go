package query

import (
	"slices"

	"github.com/ormar-go/ormar/schema"
)

// Offer puts the values of a row that is offered into expressions and conditions, in the place of what stands for them.
type Offer func(a *schema.Attribute) (any, error)

// Expr is an expression with the values.
func (o Offer) Expr(e *Expr) (*Expr, error) {
	if e == nil {
		return nil, nil
	}
	if e.Offered {
		v, err := o(e.Path.Attr)
		return &Expr{Value: v, Attr: e.Path.Attr}, err
	}
	c := *e
	var err error
	if c.Left, err = o.Expr(e.Left); err != nil {
		return nil, err
	}
	if c.Kid, err = o.Expr(e.Kid); err != nil || e.Call == nil {
		return &c, err
	}
	call := *e.Call
	call.Args = slices.Clone(call.Args)
	for i, a := range call.Args {
		if call.Args[i], err = o.Expr(a); err != nil {
			return nil, err
		}
	}
	call.When, err = o.Nodes(call.When)
	c.Call = &call
	return &c, err
}

// Nodes are conditions with the values.
func (o Offer) Nodes(list []*Node) ([]*Node, error) {
	out := slices.Clone(list)
	for i, n := range list {
		c := *n
		var err error
		if c.Left, err = o.Expr(n.Left); err != nil {
			return nil, err
		}
		if c.Right, err = o.Expr(n.Right); err != nil {
			return nil, err
		}
		if c.Kids, err = o.Nodes(n.Kids); err != nil {
			return nil, err
		}
		out[i] = &c
	}
	return out, nil
}
