package scan

import "github.com/ormar-go/ormar/schema"

// Restrict refuses values in stored forms that comparisons in SQL would not find, although the field could read them. It is for a new
// plan, before the first read.
func (p *Plan) Restrict(refuse func(a *schema.Attribute, src any) error) {
	if refuse == nil {
		return
	}
	for i := range p.nodes {
		for j, c := range p.nodes[i].columns {
			if c.attr.Kind == schema.KindUUID && c.attr.Cipher == nil && c.attr.Type != nil {
				p.nodes[i].columns[j].make = func(t target) cell { return &restricted{c.make(t), t, refuse} }
			}
		}
	}
}

// restricted is a cell that looks at the form of a value first.
type restricted struct {
	cell
	target target
	refuse func(a *schema.Attribute, src any) error
}

// Scan is the cell's for a value in a form that is found.
func (c *restricted) Scan(src any) error {
	if src != nil && c.target.n.at != nil {
		if err := c.refuse(c.target.attr, src); err != nil {
			return fieldError(c.target.attr, err)
		}
	}
	return c.cell.Scan(src)
}

func (c *restricted) scanRaw(f form, src []byte) error {
	if f == textForm && src != nil && c.target.n.at != nil {
		if err := c.refuse(c.target.attr, src); err != nil {
			return fieldError(c.target.attr, err)
		}
	}
	return c.cell.scanRaw(f, src)
}

func (c *restricted) reset() {
	if inner, ok := c.cell.(resetter); ok {
		inner.reset()
	}
}
