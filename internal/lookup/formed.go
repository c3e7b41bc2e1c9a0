package lookup

import (
	"time"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// formed reports whether a column holds instants in a form of its own: of a clock somewhere, or as numbers.
func formed(a *schema.Attribute) bool { return a.Zone != nil || a.StoredForm != "" }

// operand resolves a side of a comparison: an expression, or a column by itself, whose form is of no matter where that of the other side
// is the same.
func (s Scope) operand(e *Expr, like *schema.Attribute) (*query.Expr, error) {
	if e.outer != "" && query.Readable(e.outer) == nil {
		return &query.Expr{Outer: &query.Outer{Text: e.outer, Side: true}}, nil
	}
	if e.op != 0 || e.call != nil || e.sub != nil || e.outer != "" || e.offered != nil || e.leaf {
		return s.expr(e, like)
	}
	if e.pointer {
		p, err := s.placed(e.place)
		if err != nil {
			return nil, err
		}
		return s.side(p)
	}
	if s.note(e.path) == nil && query.Readable(e.path) == nil {
		if p, err := s.Model.Path(e.path); err == nil {
			return s.side(p)
		}
	}
	return s.expr(e, like)
}

// compareFormed is a comparison whose left side is a column that holds instants in a form of its own: with a value it is what a lookup of
// the column is.
func (s Scope) compareFormed(left *query.Expr, c *Composed) (*query.Node, error) {
	if e, is := c.value.(Expr); is && !e.leaf {
		return s.compareExprs(left, c.lookup, e)
	} else if is {
		return s.Compare(left.Path, c.lookup, e.value)
	}
	return s.Compare(left.Path, c.lookup, c.value)
}

// sides refuses two sides of a comparison that are not of one kind, or of which a column has a form that the other has not.
func sides(left, right *query.Expr) error {
	if err := comparable(left.Kindred(), right.Kindred()); err != nil {
		return err
	}
	if unplaced(left) || unplaced(right) {
		return nil // asked again when it is known which column of the row around it is
	}
	a, b := bare(left), bare(right)
	if a == nil && b == nil || a != nil && b != nil && a.StoredForm == b.StoredForm && sameZone(a.Zone, b.Zone) {
		return nil
	}
	return query.Errorf("one side of the comparison is stored %s, the other %s; compare columns of one zone and one form, or a column with a value",
		form(a), form(b))
}

// bare is the column in a form of its own that a side is; nil for any other side.
func bare(e *query.Expr) *schema.Attribute {
	p := e.Path
	if e.Outer != nil {
		p = e.Outer.Path
	}
	if p == nil || p.Attr == nil || !formed(p.Attr) {
		return nil
	}
	return p.Attr
}

// unplaced reports whether a side is a column of the row around that is not known yet.
func unplaced(e *query.Expr) bool { return e.Outer != nil && e.Outer.Path == nil }

// form is how a column has its instants.
func form(a *schema.Attribute) string {
	switch {
	case a == nil:
		return "as an instant"
	case a.Zone != nil:
		return "as a clock in " + a.Zone.String() + " shows it"
	}
	return "as a number, " + string(a.StoredForm)
}

// sameZone reports whether clocks of two locations show the same, which two of one name need not.
func sameZone(a, b *time.Location) bool {
	if a == b || a == nil || b == nil {
		return a == b
	}
	at := func(l *time.Location, m time.Month) int {
		_, offset := time.Date(2000, m, 1, 0, 0, 0, 0, time.UTC).In(l).Zone()
		return offset
	}
	return a.String() == b.String() && at(a, time.January) == at(b, time.January) && at(a, time.July) == at(b, time.July)
}
