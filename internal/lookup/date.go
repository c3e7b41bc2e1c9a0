package lookup

import (
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// dateCall is what a function of times is told besides its argument.
type dateCall struct {
	Unit    string
	Located bool // a location was given
	Zone    *query.Zone
}

// Date is a DateTrunc or a DatePart.
func Date(fn query.Func, unit string, e Expr, locations []*time.Location) Expr {
	known := dialect.DateUnits[:]
	if fn == query.DatePart {
		known = append(known[:len(known):len(known)], dialect.DateParts[:]...)
	}
	switch {
	case !slices.Contains(known, unit):
		return RefusedExpr(query.Errorf("orm.%s: argument 1 must be one of %s, got %q", fn, strings.Join(known, ", "), unit))
	case len(locations) > 1:
		return RefusedExpr(query.Errorf("orm.%s takes one location at most, got %d", fn, len(locations)))
	case len(locations) == 1 && locations[0] == nil:
		return RefusedExpr(query.Errorf("orm.%s: the location is nil; leave it out for UTC", fn))
	}
	made := Call(fn, []any{e})
	made.call.date = &dateCall{Unit: unit}
	if len(locations) == 1 {
		made.call.date.Located, made.call.date.Zone = true, query.ZoneOf(locations[0])
	}
	return made
}

// DateAdd is a time and a duration, which is cut to microseconds.
func DateAdd(e Expr, d time.Duration) Expr {
	return Call(query.DateAdd, []any{e, int64(d / time.Second), int64(d % time.Second / time.Microsecond)})
}

// callDate takes an instant, a date, or for its parts a time of day.
func (s Scope) callDate(c *call, out *query.Call) error {
	e, err := s.expr(&c.args[0], times())
	if err != nil {
		return err
	}
	a, at := e.Kindred(), 1
	if c.fn == query.DateAdd {
		at = 0
	}
	timed := a != nil && (a.Kind == schema.KindDateTime || a.Kind == schema.KindDate || a.Kind == schema.KindTime && c.fn == query.DatePart)
	if !timed {
		return wrongArgument(c.fn, at, "an instant or a date", a)
	}
	out.Args, out.Attr = []*query.Expr{e}, a
	if c.fn == query.DateAdd {
		return s.addDate(c, out)
	}
	out.Unit, out.Zone = c.date.Unit, c.date.Zone
	within := dialect.WithinDay(out.Unit)
	switch {
	case c.date.Located && a.Kind != schema.KindDateTime:
		return query.Errorf("orm.%s: a %s is the same in every location; leave the location out", c.fn, a.Kind)
	case a.Kind == schema.KindDate && within, a.Kind == schema.KindTime && !within:
		return query.Errorf("orm.%s: a %s has no %s", c.fn, a.Kind, out.Unit)
	}
	if c.fn == query.DatePart {
		out.Attr = wholes()
	}
	return nil
}

// addDate takes a duration; a date goes by days.
func (s Scope) addDate(c *call, out *query.Call) error {
	numbers := c.args[1:]
	if out.Attr.Kind == schema.KindDate {
		seconds, micros := c.args[1].value.(int64), c.args[2].value.(int64)
		if seconds%(24*3600) != 0 || micros != 0 {
			return query.Errorf("orm.DateAdd: a Date takes whole days, got %v", time.Duration(seconds)*time.Second+time.Duration(micros)*time.Microsecond)
		}
		numbers = []Expr{Leaf(seconds / (24 * 3600))}
	}
	for i := range numbers {
		n, err := s.expr(&numbers[i], wholes())
		if err != nil {
			return err
		}
		out.Args = append(out.Args, n)
	}
	return nil
}
