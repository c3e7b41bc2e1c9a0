// Package compile turns a query into the text of one statement. It is the only place where squirrel builds anything: always
// with ? placeholders, always from names that the registry gave, numbered once at the end. A compiled statement holds no
// value: its slots say which value of which shape goes where, so that it serves every query of the same shape.
package compile

import (
	"fmt"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Statement is a text and how to fill its placeholders. It is immutable.
type Statement struct {
	Text  string
	Slots []Slot
	// Tree is what the columns of the rows belong to; nil when the rows are plain values.
	Tree *loaders.Tree
	// Outputs are the columns of plain values, in order.
	Outputs []Output
	// Returns says that a write gives rows back.
	Returns bool
	// Passing says that the text holds for the tables as they are at this moment, and must not be kept.
	Passing bool
	// Computes says that numbers are computed in a condition, Assigns that they are for a column.
	Computes, Assigns bool

	ordered bool // each slot takes the value in its own place
}

// Output is one column of plain values. Attr is nil for a count, an average and the like, which are read by Function.
type Output struct {
	Name     string
	Attr     *schema.Attribute
	Function string
	// Present says that every row has a value here: the column is the main row's own, and not NULL.
	Present bool
	// Witness is the place, counted from 1, of a column that is not NULL when the joined row is there, in which the column is not NULL
	// either; 0 where there is none.
	Witness int
	// Hidden says that the column is a witness and nothing else.
	Hidden bool
}

// Computed is the Function of an expression whose value is read as a number and not as its field's column has it.
const Computed = "an expression"

// Inside is the Function of what lies inside JSON, which is read as encoding/json reads it.
const Inside = "JSON"

// present reports whether every row has a value of a path.
func present(p *schema.Path) bool { return len(p.Steps) == 0 && !p.Attr.SQLNullable }

// Slot says what a placeholder is filled with.
type Slot struct {
	Index int // in the shape's Args; -1: Literal
	Elem  int // of the list there, the last one if it is shorter; -1: the value itself
	Part  int // of a Tuple, counted from 1; 0: the value itself
	Form  Form
	Attr  *schema.Attribute
	// Hidden says that the value may not be shown though Attr is no secret: it stands beside one.
	Hidden bool
	// Literal is a value that belongs to the shape.
	Literal any
}

// Form is how a value becomes a parameter.
type Form uint8

// The forms of a parameter.
const (
	Plain        Form = iota // through the dialect, for the attribute
	Raw                      // as it is: a limit, a caller's own argument
	Array                    // a whole list as one array
	JSON                     // a whole list as one JSON text
	Column                   // a whole list as one array, in which nil is NULL
	PatternIn                // %text%
	PatternStart             // text%
	PatternEnd               // %text
	DayBefore                // a date before which no form of the instant lies
	DayAfter                 // a date before which all of them do
	ZoneAt                   // of a zone, when the clocks change: one of them, or all
	ZoneOffset               // how far they are ahead
	ZoneEnd                  // what they show when they change
	ZoneStart                // from when each offset holds
	ZoneText                 // all of the zone
)

// Bind makes the parameters of the statement from the values of a shape. They may take the values' place: BindOver.
func (s *Statement) Bind(d *dialect.Dialect, args []any) ([]any, error) {
	return s.bind(d, args, make([]any, 0, len(s.Slots)))
}

// BindOver is Bind for values that nobody needs afterwards.
func (s *Statement) BindOver(d *dialect.Dialect, args []any) ([]any, error) {
	if s.ordered {
		return s.bind(d, args, args[:0])
	}
	return s.Bind(d, args)
}

func (s *Statement) bind(d *dialect.Dialect, args []any, into []any) ([]any, error) {
	for i := range s.Slots {
		v, err := s.Slots[i].value(d, args)
		if err != nil {
			return nil, err
		}
		into = append(into, v)
	}
	return into, nil
}

func (s *Slot) value(d *dialect.Dialect, args []any) (any, error) {
	if s.Index < 0 {
		return s.Literal, nil
	}
	v := args[s.Index]
	if s.Form == Plain {
		switch v.(type) { // what every database takes as it is
		case string, int64, float64, nil:
			return v, nil
		}
	}
	switch s.Form {
	case Raw:
		return v, nil
	case Array:
		if s.Part > 0 {
			return d.BindList(s.Attr, partsOf(v.([]any), s.Part-1))
		}
		return d.BindList(s.Attr, v.([]any))
	case Column:
		if list, ok := v.([]any); ok {
			if s.Part > 0 {
				list = partsOf(list, s.Part-1)
			}
			return d.BindColumn(s.Attr, list)
		}
		return v, nil // a list of one type already
	case JSON:
		return d.BindJSON(s.Attr, v.([]any))
	case PatternIn:
		return "%" + escapePattern(v.(string)) + "%", nil
	case PatternStart:
		return escapePattern(v.(string)) + "%", nil
	case PatternEnd:
		return "%" + escapePattern(v.(string)), nil
	}
	switch v := v.(type) {
	case query.JSONSteps:
		return stepsInto(d, v), nil
	case *query.Document:
		if d.Holding.Native != "" {
			return string(v.Text), nil
		}
		return v.Needs(d.Holding.Texts)
	case *query.Zone:
		return s.zone(d, v), nil
	}
	if s.Form == DayBefore || s.Form == DayAfter {
		return s.bound(v)
	}
	if s.Elem >= 0 {
		list := v.([]any)
		v = list[min(s.Elem, len(list)-1)]
	}
	if t, ok := v.(schema.Tuple); ok && s.Part > 0 {
		v = t.Part(s.Part - 1)
	}
	return d.Bind(s.Attr, v)
}

// stepsInto are steps into JSON as the database takes them: a list, or a path.
func stepsInto(d *dialect.Dialect, j query.JSONSteps) any {
	if d.JSONPaths.Lists {
		return j.List()
	}
	return j.Path()
}

// partsOf is one part of each of a list of Tuples.
func partsOf(list []any, i int) []any {
	out := make([]any, len(list))
	for j, v := range list {
		if t, ok := v.(schema.Tuple); ok {
			out[j] = t.Part(i)
		}
	}
	return out
}

// bound is a date beside an instant.
func (s *Slot) bound(v any) (any, error) {
	t, ok := v.(time.Time)
	if !ok {
		return nil, fmt.Errorf("orm: internal: %T is not the canonical value of %s.%s", v, s.Attr.Model.Name, s.Attr.Name)
	}
	from, before := dialect.Bounds(t)
	if s.Form == DayBefore {
		return from, nil
	}
	return before, nil
}

// masked stands for a value that may not be shown.
const masked = "***"

// Shown are the parameters as logs may have them: those of secret and opaque fields are masked, those of encrypted fields are
// what is stored. A caller's own statement has no slots, and its parameters are shown as they are.
func (s *Statement) Shown(args []any) []any {
	out := append(make([]any, 0, len(args)), args...)
	for i := range min(len(s.Slots), len(out)) {
		if (s.Slots[i].Hidden || hidden(s.Slots[i].Attr)) && out[i] != nil {
			out[i] = masked
		}
	}
	return out
}
