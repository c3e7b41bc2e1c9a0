package lookup

import (
	"time"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// formed reports whether a column holds instants in a form of its own: of a clock somewhere, or as numbers.
func formed(a *schema.Attribute) bool { return a.Zone != nil || a.StoredForm != "" }

// computed refuses to compute with instants in a form of their own, of a column or of what has its values.
func computed(e *query.Expr) error {
	a := e.Kindred()
	if a == nil || !formed(a) {
		return nil
	}
	name := a.Model.Name + "." + a.Name
	if e.Path != nil {
		name = e.Path.Root.Name + "." + e.Path.Text
	}
	return query.Errorf("%s is stored without a zone, or as a number: it is compared with values and ordered, not computed with", name)
}

// operand resolves a side of a comparison, whose form is of no matter where that of the other side is the same.
func (s Scope) operand(e *Expr, like *schema.Attribute) (*query.Expr, error) {
	if e.outer != "" && query.Readable(e.outer) == nil {
		return &query.Expr{Outer: &query.Outer{Text: e.outer, Side: true}}, nil
	}
	return s.whole(e, like)
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

// sides refuses two sides of a comparison that are not of one kind, or of which one has a form that the other has not.
func sides(left, right *query.Expr) error {
	a, b := left.Kindred(), right.Kindred()
	if err := comparable(a, b); err != nil {
		return err
	}
	if unplaced(left) || unplaced(right) {
		return nil // asked again when it is known which column of the row around it is
	}
	if sameForm(a, b) {
		return nil
	}
	return query.Errorf("one side of the comparison is stored %s, the other %s; compare columns of one zone and one form, or a column with a value",
		form(a), form(b))
}

// alikeForms refuses values of one call that are not of one kind, or not stored alike; nil is none yet.
func alikeForms(kind, a *schema.Attribute) error {
	if err := comparable(kind, a); err != nil || kind == nil || sameForm(kind, a) {
		return err
	}
	return query.Errorf("one value is stored %s, another %s; give it values of one zone and one form", form(kind), form(a))
}

// sameForm reports whether two instants are stored alike, so that a database that compares what is stored compares them.
func sameForm(a, b *schema.Attribute) bool {
	if a == nil || !formed(a) || b == nil || !formed(b) {
		return (a == nil || !formed(a)) && (b == nil || !formed(b))
	}
	return a.StoredForm == b.StoredForm && sameZone(a.Zone, b.Zone)
}

// unplaced reports whether a side is a column of the row around that is not known yet.
func unplaced(e *query.Expr) bool { return e.Outer != nil && e.Outer.Path == nil }

// form is how a column has its instants.
func form(a *schema.Attribute) string {
	switch {
	case a == nil, !formed(a):
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
