package compile

import (
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// value compiles an expression over the row, whose result the statement goes on with.
func (f *frame) value(e *query.Expr) (*text, error) {
	t, err := f.expr(e)
	if err == nil && whole(e) {
		t = around(f.b.d.Arithmetic.InRange, t)
	}
	return t, err
}

// expr compiles an expression that is a part of another.
func (f *frame) expr(e *query.Expr) (*text, error) {
	t := new(text)
	if column := f.over[e]; column != "" {
		return t.add(f.b.comparable(e.Result(), column)), nil
	}
	switch {
	case e.Op != 0:
		left, err := f.operand(e, e.Left)
		if err != nil {
			return nil, err
		}
		right, err := f.operand(e, e.Kid)
		if err != nil {
			return nil, err
		}
		return f.arithmetic(e, left, right), nil
	case e.Annotation != nil:
		return t.add(f.noted(e.Annotation)), nil
	case e.Path != nil:
		return t.add(f.compared(e.Path)), nil
	case e.Call != nil:
		return f.call(e.Call)
	case e.Sub != nil:
		return f.scalar(e.Sub)
	case e.Outer != nil:
		return f.outer(e.Outer)
	}
	return t.arg(f.b.parameter(e.Attr), f.b.slot(e, 0, Plain, e.Attr)), nil
}

// operand compiles what an operation computes with.
func (f *frame) operand(operation, e *query.Expr) (*text, error) {
	if !whole(operation) {
		return f.value(e)
	}
	t, err := f.expr(e)
	switch {
	case err != nil:
	case e.Path != nil:
		t = around(f.b.d.Arithmetic.Whole(e.Path.Attr, false), t)
	case e.Annotation != nil && e.Annotation.SumsWhole():
		t = around(f.b.d.Arithmetic.Whole(e.Annotation.Value(), true), t)
	}
	return t, err
}

// whole reports whether an expression computes with whole numbers alone.
func whole(e *query.Expr) bool {
	a := e.Kindred()
	return e.Op != 0 && a != nil && a.Kind.IsInteger()
}

func around(a dialect.Around, t *text) *text {
	if a == (dialect.Around{}) {
		return t
	}
	return new(text).add(a[0]).join(t).add(a[1])
}

// arithmetic writes an operation; decimals that the database keeps as text go through functions.
func (f *frame) arithmetic(e *query.Expr, left, right *text) *text {
	kind := schema.KindBigInteger
	a, d := e.Kindred(), f.b.d
	if a != nil {
		kind = a.Kind
	}
	if f.assigning {
		f.b.assigns = true
	} else {
		f.b.computes = true
	}
	functions := d.DecimalFunctions
	if kind != schema.KindDecimal {
		functions = nil
	}
	if e.Op == '/' {
		return f.division(kind, e.Scale(), functions[e.Op], left, right)
	}
	if functions != nil {
		return new(text).add(functions[e.Op], "(").join(left).add(", ").join(right).add(")")
	}
	t := new(text).add("(").join(left).add(" ", string(e.Op), " ").join(right).add(")")
	if kind == schema.KindFloat {
		t = around(d.Arithmetic.FiniteFloat, t)
	}
	return t
}

// division writes a quotient: by zero it is an error where it would be stored, else NULL.
func (f *frame) division(kind schema.Kind, scale int, function string, left, right *text) *text {
	d := f.b.d.Arithmetic
	scale = max(scale, dialect.QuotientScale)
	pieces := [3]string{"(", " / ", ")"}
	switch {
	case function != "":
		pieces = [3]string{function + "(", ", ", ")"}
	case kind.IsInteger():
		pieces[1] = d.WholeDivision
	}
	switch {
	case f.assigning && d.Strict != nil:
		pieces = d.Strict(pieces[0] + "n" + pieces[1] + "d" + pieces[2])
	case !f.assigning:
		right = around(d.Divisor, right)
	}
	if kind == schema.KindDecimal && d.Numerator != nil {
		left = around(d.Numerator(scale), left)
	}
	t := new(text).add(pieces[0]).join(left).add(pieces[1]).join(right).add(pieces[2])
	switch {
	case kind == schema.KindDecimal && d.Quotient != nil:
		t = around(d.Quotient(scale), t)
	case kind == schema.KindFloat:
		t = around(d.FiniteFloat, t)
	}
	return t
}
