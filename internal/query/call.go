package query

import (
	"strconv"

	"github.com/ormar-go/ormar/schema"
)

// Func is a function of an expression.
type Func uint8

// The functions. NULL among the arguments of any but Coalesce and Case gives NULL.
const (
	Lower Func = iota + 1
	Upper
	Trim
	Length
	Substr  // text, from (counted from 1), length
	Replace // text, what, by
	Concat
	Coalesce
	NullIf
	Greatest
	Least
	Abs
	Round // number, digits
	Floor
	Ceil
	Mod
	Random
	Now
	DateTrunc
	DatePart
	DateAdd // instant, seconds, microseconds; of a Date, days
	Cast
	RowNumber
	Rank
	DenseRank
	NTile
	Lag
	Lead
	FirstValue
	Over     // an aggregate
	JSONPath // what a JSON value has at Steps, as Unit says
	Case     // Args[i] where When[i] holds, the one more otherwise
)

var funcNames = [...]string{Lower: "Lower", Upper: "Upper", Trim: "Trim", Length: "Length", Substr: "Substr", Replace: "Replace", Concat: "Concat",
	Coalesce: "Coalesce", NullIf: "NullIf", Greatest: "Greatest", Least: "Least", Abs: "Abs", Round: "Round", Floor: "Floor", Ceil: "Ceil", Mod: "Mod",
	Random: "Random", Now: "Now", DateTrunc: "DateTrunc", DatePart: "DatePart", DateAdd: "DateAdd", Cast: "Cast", RowNumber: "RowNumber",
	Rank: "Rank", DenseRank: "DenseRank", NTile: "NTile", Lag: "Lag", Lead: "Lead", FirstValue: "FirstValue", Over: "Over", JSONPath: "JSONPath",
	Case: "Case"}

// String is the function's name in package orm.
func (f Func) String() string { return funcNames[f] }

// Call is a function and what it is given.
type Call struct {
	Func  Func
	Args  []*Expr
	When  []*Node
	Attr  *schema.Attribute // whose kind the result has
	Unit  string            // of a DateTrunc or DatePart
	Zone  *Zone             // likewise; nil for UTC
	Steps JSONSteps         // of a JSONPath
	// Of a function over a window: the window, the aggregate of an Over, and how far a Lag or Lead looks or how many an NTile makes.
	Window    *Window
	Aggregate *Aggregate
	N         int
}

// null reports whether a call can be NULL.
func (c *Call) null() bool {
	switch c.Func {
	case NullIf, Mod, Cast, JSONPath:
		return true
	case Coalesce:
		for _, a := range c.Args {
			if !a.null() {
				return false
			}
		}
		return true
	case Case:
		if len(c.Args) == len(c.When) {
			return true
		}
	}
	for _, a := range c.Args {
		if a.null() {
			return true
		}
	}
	return false
}

func (c *Call) eachPath(visit func(*schema.Path)) {
	for _, n := range c.When {
		n.EachPath(visit)
	}
	for _, a := range c.Args {
		a.EachPath(visit)
	}
}

func (c *Call) shape(s *Shape) {
	s.tag('f')
	s.tag(byte(c.Func))
	s.tag(byte(c.Attr.Kind))
	s.Number(len(c.When))
	for _, n := range c.When {
		s.Node(n)
	}
	s.Number(len(c.Args))
	for _, a := range c.Args {
		s.Expr(a)
	}
	s.Text(c.Unit)
	if c.Steps != nil {
		s.Value(c, c.Steps)
	}
	if c.Window != nil {
		s.window(c)
	}
	if c.Zone != nil {
		s.Number(1 + len(c.Zone.At))
		s.Value(c.Zone, c.Zone)
	}
	if c.Func == Round { // how often a float is multiplied by ten stands in the text
		digits, _ := c.Args[1].Value.(int64)
		s.Text(strconv.FormatInt(digits, 10))
	}
}

func (a along) call(c *Call) *Call {
	if c == nil {
		return nil
	}
	out := *c
	out.When, out.Args = a.nodes(c.When), make([]*Expr, len(c.Args))
	out.Window = a.window(c.Window)
	if c.Aggregate != nil {
		made := *c.Aggregate
		a.aggregate(&made)
		out.Aggregate = &made
	}
	for i, e := range c.Args {
		out.Args[i] = a.expr(e)
	}
	return &out
}

// Each calls visit with the expression and every expression below it, those of a Case's conditions included; nil has none.
func (e *Expr) Each(visit func(*Expr)) {
	if e == nil {
		return
	}
	visit(e)
	e.Left.Each(visit)
	e.Kid.Each(visit)
	if e.Call == nil {
		return
	}
	for _, a := range e.Call.Args {
		a.Each(visit)
	}
	for _, n := range e.Call.When {
		n.Walk(func(k *Node) {
			k.Left.Each(visit)
			k.Right.Each(visit)
		})
	}
}

// fills reports whether an expression may have a value where its columns are NULL.
func (e *Expr) fills() bool {
	found := false
	e.Each(func(x *Expr) {
		found = found || x.Sub != nil || x.Call != nil && (x.Call.Func == Coalesce || x.Call.Func == Case)
	})
	return found
}
