package lookup

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// call is a function that is not resolved against a model yet.
type call struct {
	fn    query.Func
	args  []Expr
	when  []Condition
	err   error
	date  *dateCall         // of a DateTrunc or DatePart
	to    *schema.Attribute // of a Cast
	steps query.JSONSteps
	over  *windowCall // of a function over a window
}

// Call is a function of expressions and values; when are the conditions of a Case.
func Call(fn query.Func, args []any, when ...Condition) Expr {
	c := &call{fn: fn, when: when}
	e := Expr{call: c}
	for _, v := range args {
		a, ok := v.(Expr)
		if !ok {
			a = Leaf(Snapshot(v))
		}
		c.args = append(c.args, a)
		e.depth = max(e.depth, a.depth+1)
	}
	for _, w := range when {
		if below, ok := w.(*Composed); ok {
			e.depth = max(e.depth, below.depth+1)
		}
	}
	return e
}

// RefusedExpr is an expression that every use refuses.
func RefusedExpr(err error) Expr { return Expr{call: &call{err: err}} }

// The attributes that stand for values of a kind where no column tells.
var (
	texts  = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindText) })
	floats = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindFloat) })
	truths = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindBoolean) })
	times  = sync.OnceValue(func() *schema.Attribute { return schema.Figure("value", schema.KindDateTime) })
)

// natural is the attribute of a value's own Go type; nil where only a column could tell.
func natural(v any) *schema.Attribute {
	if _, ok := v.(time.Time); ok {
		return times()
	}
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.String:
		return texts()
	case r.CanInt(), r.CanUint():
		return wholes()
	case r.CanFloat():
		return floats()
	case r.Kind() == reflect.Bool:
		return truths()
	}
	return nil
}

// call resolves a function. like is what tells the type of values that stand alone.
func (s Scope) call(c *call, like *schema.Attribute) (*query.Expr, error) {
	if c.err != nil {
		return nil, c.err
	}
	if len(c.args) > query.MaxArguments && c.fn != query.Case {
		return nil, query.Errorf("%s has %d arguments, and takes %d; put calls of it into each other", c.fn, len(c.args), query.MaxArguments)
	}
	out := &query.Call{Func: c.fn}
	if c.over != nil {
		return s.windowed(c, out)
	}
	for _, w := range c.when {
		kids, err := s.All([]Condition{w})
		if err != nil {
			return nil, err
		}
		out.When = append(out.When, &query.Node{Op: query.And, Kids: kids})
	}
	var err error
	switch c.fn {
	case query.Random:
		out.Attr = floats()
	case query.Now:
		out.Attr = times()
	case query.DateTrunc, query.DatePart, query.DateAdd:
		err = s.callDate(c, out)
	case query.Cast:
		err = s.callCast(c, out)
	case query.JSONPath:
		err = s.callJSON(c, out)
	case query.Lower, query.Upper, query.Trim, query.Concat:
		out.Attr, err = texts(), s.callText(c, out, len(c.args))
	case query.Substr:
		out.Attr, err = texts(), s.callText(c, out, 1)
	case query.Replace:
		out.Attr, err = texts(), s.callText(c, out, 3)
	case query.Length:
		out.Attr, err = wholes(), s.callLength(c, out)
	case query.Abs, query.Round, query.Floor, query.Ceil, query.Mod:
		err = s.callNumber(c, out)
	default:
		err = s.callAlike(c, out, like)
	}
	return &query.Expr{Call: out}, err
}

// wrongArgument says which argument of which function has the wrong kind.
func wrongArgument(fn query.Func, at int, want string, got *schema.Attribute) error {
	if got == nil {
		return query.Errorf("orm.%s: argument %d must be %s, and the kind of what it is given is not known here", fn, at+1, want)
	}
	name := fmt.Sprintf("a %s", got.Kind)
	if got.Model.Type != nil {
		name = fmt.Sprintf("%s.%s, a %s", got.Model.Name, got.Name, got.Kind)
	}
	return query.Errorf("orm.%s: argument %d must be %s, got %s", fn, at+1, want, name)
}

// callText resolves the first n arguments as texts, and what else there is as whole numbers.
func (s Scope) callText(c *call, out *query.Call, n int) error {
	for i := range c.args {
		like := texts()
		if i >= n {
			like = wholes()
		}
		if c.args[i].leaf {
			if a := natural(c.args[i].value); a != nil && a.Kind != like.Kind {
				return wrongArgument(c.fn, i, "text", a)
			}
		}
		e, err := s.expr(&c.args[i], like)
		if err != nil {
			return err
		}
		if a := e.Kindred(); i < n && (a == nil || !a.Kind.IsText()) {
			return wrongArgument(c.fn, i, "text", a)
		}
		out.Args = append(out.Args, e)
	}
	return nil
}

// callLength takes texts, in characters, and bytes.
func (s Scope) callLength(c *call, out *query.Call) error {
	e, err := s.expr(&c.args[0], texts())
	if err != nil {
		return err
	}
	if a := e.Kindred(); a == nil || !a.Kind.IsText() && a.Kind != schema.KindBinary {
		return wrongArgument(c.fn, 0, "text or bytes", a)
	}
	out.Args = []*query.Expr{e}
	return nil
}

// callNumber takes numbers: whole ones stay whole, decimals decimals, floats floats. Digits of a Round are a whole number.
func (s Scope) callNumber(c *call, out *query.Call) error {
	like := (*schema.Attribute)(nil)
	for i := range c.args {
		kind := like
		switch {
		case c.fn == query.Round && i == 1:
			kind = wholes()
		case c.args[i].leaf && kind == nil:
			kind = natural(c.args[i].value)
		}
		e, err := s.expr(&c.args[i], kind)
		if err != nil {
			return err
		}
		a := e.Kindred()
		if a == nil || !a.Kind.IsNumeric() {
			return wrongArgument(c.fn, i, "a number", a)
		}
		if c.fn == query.Mod && a.Kind == schema.KindFloat {
			return wrongArgument(c.fn, i, "a whole number or a decimal", a)
		}
		out.Args = append(out.Args, e)
		like = operandOf(e, like)
	}
	out.Attr = operandOf(out.Args[0], nil)
	if c.fn == query.Mod && out.Args[1].Kindred().Kind == schema.KindDecimal {
		out.Attr = out.Args[1].Kindred()
	}
	return nil
}

// callAlike takes arguments of one kind, which is that of the columns among them.
func (s Scope) callAlike(c *call, out *query.Call, like *schema.Attribute) error {
	out.Args = make([]*query.Expr, len(c.args))
	kind := (*schema.Attribute)(nil)
	for i := range c.args {
		if c.args[i].leaf {
			continue
		}
		e, err := s.whole(&c.args[i], like)
		if err != nil {
			return err
		}
		a := e.Kindred()
		if a == nil || a.Kind == schema.KindJSON {
			return wrongArgument(c.fn, i, "text, a number, a time or a truth value", a)
		}
		if err := alikeForms(kind, a); err != nil {
			return query.Errorf("orm.%s: %w", c.fn, err)
		}
		out.Args[i], kind = e, wider(kind, a, e)
	}
	for i := range c.args {
		if !c.args[i].leaf {
			continue
		}
		e, err := s.alike(c, i, kind, like)
		if err != nil {
			return err
		}
		out.Args[i] = e
		if kind == nil {
			kind = e.Attr
		}
	}
	for _, e := range out.Args { // a NULL that came before what tells its kind
		if e.Leaf() && e.Attr == nil {
			e.Attr = kind
		}
	}
	if kind == nil {
		return query.Errorf("orm.%s: nothing tells the kind of its values; name a column, or use orm.Value", c.fn)
	}
	out.Attr = kind
	return nil
}

// alike is a value among arguments of one kind. NULL is one in a Case alone.
func (s Scope) alike(c *call, i int, kind, like *schema.Attribute) (*query.Expr, error) {
	v := c.args[i].value
	if v == nil {
		if c.fn != query.Case {
			return nil, query.Errorf("orm.%s: argument %d is nil", c.fn, i+1)
		}
		return &query.Expr{Attr: kind}, nil
	}
	if kind == nil {
		if kind = natural(v); kind == nil || like != nil && formed(like) && kind.Kind == like.Kind {
			kind = like
		}
	}
	if kind == nil {
		return nil, query.Errorf("orm.%s: nothing tells how the %T of argument %d is stored; name a column of its kind", c.fn, v, i+1)
	}
	return s.leaf(v, kind)
}

// wider is the kind of two values together.
func wider(kind, a *schema.Attribute, e *query.Expr) *schema.Attribute {
	if a.Kind.IsInteger() {
		a = operandOf(e, nil)
	}
	if kind == nil {
		return a
	}
	return query.Wider(kind, a)
}

// exprIn compares an expression with a list of values.
func (s Scope) exprIn(left *query.Expr, values []any) (*query.Node, error) {
	n := &query.Node{Op: query.Compare, Left: left, Lookup: query.In}
	like := left.Result()
	for i, v := range values {
		if _, ok := v.(Expr); ok {
			return nil, query.Errorf("In of an expression takes values, argument %d is an expression", i+1)
		}
		e, err := s.leaf(v, like)
		if err != nil {
			return nil, err
		}
		n.List = append(n.List, e.Value)
	}
	return n, nil
}
