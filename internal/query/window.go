package query

import (
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// Window is the rows that a function looks at from each row: those that have the same in Partition, in the order of Order; of these
// From to To rows from the current one where Framed.
type Window struct {
	Partition, Order []Order
	Framed           bool
	From, To         int // math.MinInt and math.MaxInt are no bounds
}

func (s *Shape) window(c *Call) {
	s.tag('W')
	for _, list := range [][]Order{c.Window.Partition, c.Window.Order} {
		s.Number(len(list))
		for i := range list {
			s.order(&list[i])
		}
	}
	if c.Window.Framed {
		s.tag('F')
		s.Text(strconv.Itoa(c.Window.From) + " " + strconv.Itoa(c.Window.To))
	}
	s.Number(c.N)
	if c.Aggregate != nil {
		s.Aggregate(c.Aggregate)
	}
}

func (a along) window(w *Window) *Window {
	if w == nil {
		return nil
	}
	c := *w
	c.Partition, c.Order = a.orders(w.Partition), a.orders(w.Order)
	return &c
}

func (a along) orders(list []Order) []Order {
	out := make([]Order, len(list))
	for i, o := range list {
		out[i] = a.order(o)
	}
	return out
}

// EachWindowPath calls visit with every path that a function over a window reads.
func (c *Call) EachWindowPath(visit func(*schema.Path)) {
	c.eachPath(visit)
	for _, list := range [][]Order{c.Window.Partition, c.Window.Order} {
		for i := range list {
			list[i].EachPath(visit)
		}
	}
	if g := c.Aggregate; g != nil {
		if g.Expr == nil {
			visit(g.Path)
		}
		g.Expr.EachPath(visit)
	}
}
