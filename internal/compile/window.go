package compile

import (
	"math"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// divided takes the functions over windows out of annotations.
func divided(list []*query.Annotation) (plain, windows []*query.Annotation) {
	for _, a := range list {
		if a.Window != nil {
			windows = append(windows, a)
		} else {
			plain = append(plain, a)
		}
	}
	return plain, windows
}

// late reports whether a condition holds after windows are computed: it names one, or says so.
func late(n *query.Node) bool {
	found := n.Late
	in := func(e *query.Expr) { found = found || e.Annotation != nil && e.Annotation.Window != nil }
	n.Walk(func(k *query.Node) {
		if k.Op == query.Compare {
			k.Left.Each(in)
			k.Right.Each(in)
		}
	})
	return found
}

// annotateWindows makes a query of its own that computes the annotations over the rows of all conditions but the late ones, whatever
// page of them is read.
func (p *page) annotateWindows() error {
	f, q := p.f, p.q
	c := aliased(f.b, q, q.Clone())
	c.Batch, c.HasLimit, c.HasOffset = nil, false, false
	c.Extend(func(x *query.Extras) { x.Scope, x.United = nil, nil })
	c.Where = slices.DeleteFunc(flatten(q.AllWhere(), nil), late)
	sub, err := f.b.paged(&page{q: c, windowed: true})
	if err != nil {
		return err
	}
	n := &notes{page: sub, name: notedName}
	for i, a := range q.Annotations() {
		f.notes[a] = n.name + ".a" + itoa(i)
		p.group = append(p.group, f.notes[a])
	}
	p.noted = []*notes{n}
	return nil
}

// window is a function over a window of the page's rows.
func (p *page) window(c *query.Call) string {
	f := p.f
	c.EachWindowPath(func(path *schema.Path) {
		n := f.walk(f.origin, path.Steps, 0)
		p.group = append(p.group, f.column(n, path.Attr))
	})
	over := " OVER (" + f.windowText(c.Window) + ")"
	switch c.Func {
	case query.RowNumber:
		return "ROW_NUMBER()" + over
	case query.Rank:
		return "RANK()" + over
	case query.DenseRank:
		return "DENSE_RANK()" + over
	case query.NTile:
		return "NTILE(" + itoa(c.N) + ")" + over
	case query.Over:
		return f.aggregateOver(c.Aggregate, over)
	}
	arg := f.standing(c.Args[0])
	switch c.Func {
	case query.Lag:
		return "LAG(" + arg + ", " + itoa(c.N) + ")" + over
	case query.Lead:
		return "LEAD(" + arg + ", " + itoa(c.N) + ")" + over
	}
	return "FIRST_VALUE(" + arg + ")" + over
}

// aggregateOver is an aggregate over a window, whole numbers in 64 bits.
func (f *frame) aggregateOver(a *query.Aggregate, over string) string {
	b, attr := f.b, a.Path.Attr
	arg, _ := f.counted(a)
	if pattern := b.d.DecimalWindow; pattern != [2]string{} && attr.Kind == schema.KindDecimal && (a.Function == query.Sum || a.AveragesDecimals()) {
		if a.Expr != nil {
			b.fail(unsupported(b.d.Name, "sums of decimals over a window but of a column"))
		}
		if attr.Precision > 18 {
			b.fail(unsupported(b.d.Name, "sums over a window of a column of more than 18 digits"))
		}
		made := strings.NewReplacer("@0", arg, "@1", "1"+strings.Repeat("0", attr.Scale), "@2", over)
		return made.Replace(pattern[map[query.Function]int{query.Sum: 0, query.Avg: 1}[a.Function]])
	}
	switch {
	case a.Function == query.Min, a.Function == query.Max:
		return b.extreme(attr, b.comparable(attr, arg), a.Function == query.Max, over)
	case a.SumsWhole():
		return b.d.Arithmetic.Whole(a.Value(), true).Text("SUM(" + arg + ")" + over)
	case a.AveragesDecimals():
		return b.d.Arithmetic.DecimalAverage(arg, over, attr.Scale)
	}
	return b.function(a, arg, nil) + over
}

// windowText is what stands in the parentheses of OVER.
func (f *frame) windowText(w *query.Window) string {
	var parts, by, terms []string
	for _, o := range w.Partition {
		by = append(by, f.windowKey(o))
	}
	for _, o := range w.Order {
		terms = append(terms, f.b.term(f.windowKey(o), o.Desc, o.Nulls)...)
	}
	if len(by) > 0 {
		parts = append(parts, "PARTITION BY "+commas(by))
	}
	if len(terms) > 0 {
		parts = append(parts, "ORDER BY "+commas(terms))
	}
	if w.Framed {
		parts = append(parts, "ROWS BETWEEN "+bound(w.From)+" AND "+bound(w.To))
	}
	return strings.Join(parts, " ")
}

// windowKey is the value of a key of a window.
func (f *frame) windowKey(o query.Order) string {
	if o.Annotation != nil {
		return f.noted(o.Annotation)
	}
	value, _ := f.key(o)
	return value
}

// bound is one end of a frame.
func bound(n int) string {
	switch {
	case n == math.MinInt:
		return "UNBOUNDED PRECEDING"
	case n == math.MaxInt:
		return "UNBOUNDED FOLLOWING"
	case n < 0:
		return itoa(-n) + " PRECEDING"
	case n > 0:
		return itoa(n) + " FOLLOWING"
	}
	return "CURRENT ROW"
}
