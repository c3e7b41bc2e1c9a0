package compile

import (
	"math"
	"strconv"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// call compiles a function. Its result compares as a column of its kind does.
func (f *frame) call(c *query.Call) (*text, error) {
	t, err := f.bareCall(c)
	if err != nil {
		return nil, err
	}
	return around(f.b.d.Functions.Collated(c.Attr), t), nil
}

// bareCall compiles a function without what comparing its result needs.
func (f *frame) bareCall(c *query.Call) (*text, error) {
	if c.Func == query.Case {
		return f.cases(c)
	}
	args := make([]*text, len(c.Args))
	for i, e := range c.Args {
		compile := f.argumentOf
		if e.Call != nil && !compares(c.Func) {
			compile = func(e *query.Expr) (*text, error) { return f.bareCall(e.Call) }
		}
		t, err := compile(e)
		if err != nil {
			return nil, err
		}
		args[i] = t
	}
	return f.written(c, args), nil
}

// compares reports whether a function compares its arguments, or hands one of them on as it is.
func compares(fn query.Func) bool {
	switch fn {
	case query.Lower, query.Upper, query.Trim, query.Length, query.Substr, query.Concat:
		return false
	}
	return true
}

// argumentOf compiles an argument. The type of a value that stands alone is written out.
func (f *frame) argumentOf(e *query.Expr) (*text, error) {
	if e.Leaf() {
		if e.Value == nil {
			return new(text).add("NULL"), nil
		}
		return new(text).arg(f.b.typed(e.Attr), f.b.slot(e, 0, Plain, e.Attr)), nil
	}
	t, err := f.value(e)
	if err == nil && e.Path != nil && e.Path.Attr.Kind.IsInteger() {
		t = around(f.b.d.Arithmetic.Whole(e.Path.Attr, false), t)
	}
	return t, err
}

// typed is how a value is written where nothing around it tells its type. A text is never cast to the length of a column, which would
// cut it.
func (b *builder) typed(a *schema.Attribute) string {
	switch {
	case b.d.Cast == nil || a.Kind == schema.KindEnum || a.Kind.IsNumeric():
		return b.parameter(a)
	case a.Kind.IsText():
		return b.d.Cast(schema.Figure("value", schema.KindText))
	}
	return b.d.Cast(a)
}

// separated puts commas between arguments.
func separated(args []*text) *text {
	t := new(text)
	for i, a := range args {
		if i > 0 {
			t.add(", ")
		}
		t.join(a)
	}
	return t
}

// written is the function in the database's words.
func (f *frame) written(c *query.Call, args []*text) *text {
	d := &f.b.d.Functions
	simple := func(name string) *text { return new(text).add(name, "(").join(separated(args)).add(")") }
	switch c.Func {
	case query.Now, query.DateTrunc, query.DatePart, query.DateAdd:
		return f.date(c, args)
	case query.Cast:
		return filled(f.b.d.Casts[dialect.CastKind(c.Args[0].Kindred())+">"+dialect.CastKind(c.Attr)], args[0])
	case query.JSONPath:
		p := &f.b.d.JSONPaths
		if p.As[c.Unit] == "" {
			f.b.fail(query.UntypedJSON("a path into JSON"))
			return new(text).add("NULL")
		}
		steps := new(text).arg(p.Parameter, f.b.slot(c, 0, Plain, nil))
		return filled(p.As[c.Unit], filled(p.At, args[0], steps), args[0], steps)
	case query.Random:
		return new(text).add(d.Random)
	case query.Lower:
		return around(d.Lower, args[0])
	case query.Upper:
		return around(d.Upper, args[0])
	case query.Length:
		name := d.TextLength
		if c.Args[0].Kindred().Kind == schema.KindBinary {
			name = d.BytesLength
		}
		return around(d.Whole, simple(name))
	case query.Trim:
		return simple("TRIM")
	case query.Substr:
		t := new(text).add("SUBSTR(").join(args[0])
		for _, n := range args[1:] {
			t.add(", ").join(around(d.SmallInt, n))
		}
		return t.add(")")
	case query.Replace:
		return simple("REPLACE")
	case query.Concat:
		if d.Concat != "" {
			return simple(d.Concat)
		}
		return new(text).add("(").join(balanced(args, " || ")).add(")")
	case query.Coalesce:
		if len(args) == 1 {
			return args[0]
		}
		return simple("COALESCE")
	case query.NullIf:
		return simple("NULLIF")
	case query.Greatest, query.Least:
		return f.extremeOf(c.Func == query.Greatest, args)
	case query.Abs:
		return simple(d.Named("ABS"))
	case query.Floor, query.Ceil:
		return f.cut(c, args[0])
	case query.Round:
		return f.rounded(c, args)
	}
	return f.remainder(c.Attr.Kind, args[0], args[1])
}

// cases is CASE WHEN … END.
func (f *frame) cases(c *query.Call) (*text, error) {
	t := new(text).add("CASE")
	for i, e := range c.Args {
		v, err := f.argumentOf(e)
		if err != nil {
			return nil, err
		}
		if i == len(c.When) {
			t.add(" ELSE ").join(v)
			break
		}
		when, err := f.node(c.When[i])
		if err != nil {
			return nil, err
		}
		t.add(" WHEN ").join(when).add(" THEN ").join(v)
	}
	return t.add(" END"), nil
}

// extremeOf is the greatest or least of several values, NULL when one of them is.
func (f *frame) extremeOf(greatest bool, args []*text) *text {
	if len(args) == 1 {
		return args[0]
	}
	name := f.b.d.Functions.Least
	if greatest {
		name = f.b.d.Functions.Greatest
	}
	t := new(text).add(name, "(").join(separated(args)).add(")")
	if !f.b.d.Functions.SkipNull {
		return t
	}
	guarded := new(text).add("CASE WHEN ")
	for i, a := range args {
		if i > 0 {
			guarded.add(" AND ")
		}
		guarded.join(a).add(" IS NOT NULL")
	}
	return guarded.add(" THEN ").join(t).add(" END")
}

// cut is the next whole number below or above.
func (f *frame) cut(c *query.Call, arg *text) *text {
	name := "FLOOR"
	if c.Func == query.Ceil {
		name = "CEILING"
	}
	if c.Attr.Kind.IsInteger() {
		return arg
	}
	return new(text).add(f.b.d.Functions.Named(name), "(").join(arg).add(")")
}

// rounded rounds half away from zero. Floats are rounded by the same steps everywhere, since databases differ in their own.
func (f *frame) rounded(c *query.Call, args []*text) *text {
	d, x := &f.b.d.Functions, args[0]
	switch {
	case d.Rounding != nil:
		return new(text).add(d.Named("ROUND"), "(").join(separated(args)).add(")")
	case c.Attr.Kind.IsInteger():
		return around(d.Whole, new(text).add("ROUND(").join(x).add(", ").join(around(d.SmallInt, args[1])).add(")"))
	case c.Attr.Kind != schema.KindFloat:
		return new(text).add("ROUND(").join(x).add(", ").join(around(d.SmallInt, args[1])).add(")")
	}
	digits, _ := c.Args[1].Value.(int64)
	up, down := " * ", " / "
	if digits < 0 {
		up, down = down, up
	}
	power := strconv.FormatFloat(math.Pow10(int(min(max(digits, -digits), 300))), 'e', -1, 64) // of the shape, as the digits are
	return new(text).add("SIGN(").join(x).add(") * FLOOR(ABS(").join(x).add(")", up, power, " + 0.5e0)", down, power)
}

// remainder has the sign of what is divided. By zero it is an error where it would be stored, else NULL.
func (f *frame) remainder(kind schema.Kind, left, right *text) *text {
	d := f.b.d.Arithmetic
	if f.assigning {
		f.b.assigns = true
	} else {
		f.b.computes = true
	}
	pieces := [3]string{"(", " % ", ")"}
	if kind == schema.KindDecimal && f.b.d.Functions.Rounding != nil {
		pieces = [3]string{f.b.d.Functions.Named("%") + "(", ", ", ")"}
	}
	switch {
	case f.assigning && d.Strict != nil:
		pieces = d.Strict(pieces[0] + "n" + pieces[1] + "d" + pieces[2])
	case !f.assigning:
		right = around(d.Divisor, right)
	}
	return new(text).add(pieces[0]).join(left).add(pieces[1]).join(right).add(pieces[2])
}
