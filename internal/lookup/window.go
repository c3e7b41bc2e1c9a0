package lookup

import (
	"fmt"
	"math"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Window is the rows that a function looks at, by paths and sort keys. It is immutable.
type Window struct {
	Partition, Keys []string
	Framed          bool
	From, To        int
}

// windowCall is what a function over a window is told besides its argument.
type windowCall struct {
	window    Window
	n         int
	aggregate *Aggregate
}

// Windowed is a function over a window.
func Windowed(fn query.Func, w Window, n int, args ...any) Expr {
	made := Call(fn, args)
	made.call.over = &windowCall{window: w, n: n}
	return made
}

// Over is an aggregate over a window.
func Over(a Aggregate, w Window) Expr {
	made := Call(query.Over, nil)
	made.call.over = &windowCall{window: w, aggregate: &a}
	return made
}

// windowed resolves a function over a window, which is computed apart from the row's other values.
func (s Scope) windowed(c *call, out *query.Call) (*query.Expr, error) {
	if s.Windows == nil {
		return nil, query.Errorf("orm.%s: a function over a window is named first: AnnotateExpr(name, …), and then the name filters and sorts", c.fn)
	}
	list := s.Windows
	s.Windows = nil // none inside of another
	if err := s.argument(c, out); err != nil {
		return nil, err
	}
	var err error
	if out.Window, err = s.window(c.fn, c.over.window); err != nil {
		return nil, err
	}
	if err := wellFormed(c, out); err != nil {
		return nil, err
	}
	note := &query.Annotation{Window: out}
	note.Name = fmt.Sprintf("window %d", len(*list))
	note.Path = &schema.Path{Root: s.Model, Attr: out.Attr}
	*list = append(*list, note)
	return &query.Expr{Annotation: note}, nil
}

// argument resolves what the function is of, and with it the kind of its value.
func (s Scope) argument(c *call, out *query.Call) (err error) {
	out.Attr, out.N = wholes(), c.over.n
	switch {
	case c.over.aggregate != nil:
		a := *c.over.aggregate
		if a.Name == "" {
			a.Name = "value"
		}
		if out.Aggregate, err = a.Resolve(s); err != nil {
			return err
		}
		if g := out.Aggregate; g.Distinct || g.Function == query.Texts || g.Function == query.List {
			return query.Errorf("orm.Over: databases compute %s over no window", c.over.aggregate.key())
		}
		out.Attr = out.Aggregate.Value()
	case len(c.args) == 1:
		e, err := s.whole(&c.args[0], nil)
		if err != nil {
			return err
		}
		if out.Attr = e.Result(); out.Attr == nil {
			return wrongArgument(c.fn, 0, "a column or an expression over columns", nil)
		}
		out.Args = []*query.Expr{e}
	}
	return nil
}

// window resolves a window's paths and keys.
func (s Scope) window(fn query.Func, w Window) (*query.Window, error) {
	out := &query.Window{Framed: w.Framed, From: w.From, To: w.To}
	q := &query.Query{Model: s.Model}
	q.Extend(func(x *query.Extras) { x.Named = s.Named })
	for i, list := range [][]string{w.Partition, w.Keys} {
		for _, key := range list {
			if i == 0 && len(key) > 0 && key[0] == '-' {
				return nil, query.Errorf("orm.PartitionBy takes paths, got %q", key)
			}
			o, err := sortKey(s.DB, q, key)
			if err != nil {
				return nil, err
			}
			if o.Annotation != nil && o.Annotation.Window != nil {
				return nil, query.Errorf("orm.%s: the window names another one; filter or sort by both", fn)
			}
			if i == 0 {
				out.Partition = append(out.Partition, parted(o)...)
			} else {
				out.Order = append(out.Order, ordered(o)...)
			}
		}
	}
	return out, nil
}

// wellFormed refuses what databases refuse, or would each answer in their own way.
func wellFormed(c *call, out *query.Call) error {
	w := out.Window
	ordered := []query.Func{query.Rank, query.DenseRank, query.NTile, query.Lag, query.Lead}
	many := false
	out.EachWindowPath(func(p *schema.Path) { many = many || p.ToMany() })
	switch {
	case many:
		return query.Errorf("orm.%s: a window is over the model's rows; a path in it leads to many", c.fn)
	case len(w.Order) == 0 && slices.Contains(ordered, c.fn):
		return query.Errorf("orm.%s needs an order: call OrderKeys on the window", c.fn)
	case c.fn == query.NTile && out.N < 1:
		return query.Errorf("orm.NTile: the number of parts is at least 1, got %d", out.N)
	case (c.fn == query.Lag || c.fn == query.Lead) && out.N < 0:
		return query.Errorf("orm.%s: the distance is at least 0, got %d", c.fn, out.N)
	case w.Framed && (w.From > w.To || w.From == math.MaxInt || w.To == math.MinInt):
		return query.Errorf("orm.Window.Rows(%d, %d): there is no such range of rows", w.From, w.To)
	case w.Framed && out.Aggregate == nil && c.fn != query.FirstValue:
		return query.Errorf("orm.%s looks at the whole window; Rows is for aggregates and FirstValue", c.fn)
	}
	for _, e := range out.Args {
		if e.Annotation != nil && e.Annotation.Window != nil {
			return query.Errorf("orm.%s: a function over a window of another one", c.fn)
		}
	}
	return nil
}
