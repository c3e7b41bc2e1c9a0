package engine

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// Values reads columns of the joined rows, in the fields' own Go types.
func (db *DB) Values(ctx context.Context, q *query.Query, fields []query.Field) ([][]any, error) {
	rows, outputs, err := db.rawValues(ctx, q, fields)
	if err != nil {
		return nil, err
	}
	return rows, db.outputValues(rows, outputs)
}

// rawValues is Values as the driver gives them: what is encrypted is still sealed.
func (db *DB) rawValues(ctx context.Context, q *query.Query, fields []query.Field) ([][]any, []compile.Output, error) {
	if q.Err != nil {
		return nil, nil, q.Err
	}
	shape := db.valuesShape(ctx, q, fields)
	return db.raw(ctx, "select", q.Model, shape, func() (*compile.Statement, error) {
		return db.compiler.Values(q, fields, shape)
	})
}

func (db *DB) valuesShape(ctx context.Context, q *query.Query, fields []query.Field) compile.ShapeOf {
	return db.under(ctx, func(s *query.Shape) {
		s.Text("values")
		for i := range fields {
			s.Field(&fields[i])
		}
		s.Query(q)
	})
}

// Aggregate reads aggregates over the rows of a query; the result is one row.
func (db *DB) Aggregate(ctx context.Context, q *query.Query, list []*query.Aggregate) ([]any, error) {
	if q.Err != nil {
		return nil, q.Err
	}
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("aggregate")
		for _, a := range list {
			s.Aggregate(a)
		}
		s.Query(q)
	})
	rows, err := db.plain(ctx, "aggregate", q.Model, shape, func() (*compile.Statement, error) {
		return db.compiler.Aggregate(q, list, shape)
	})
	if err != nil {
		return nil, err
	}
	if err := db.checkAbsent(ctx, q, list, rows); err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("orm: internal: the database gave %d rows of aggregates where one was expected", len(rows))
	}
	return rows[0], nil
}

// Group reads the rows of a grouped query.
func (db *DB) Group(ctx context.Context, g *query.Grouped) ([][]any, error) {
	if g.Query.Err != nil {
		return nil, g.Query.Err
	}
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("group")
		g.Shape(s)
		s.Query(g.Query)
	})
	return db.plain(ctx, "aggregate", g.Query.Model, shape, func() (*compile.Statement, error) {
		return db.compiler.Group(g, shape)
	})
}

// Count counts main rows; raw counts joined rows.
func (db *DB) Count(ctx context.Context, q *query.Query, raw bool) (int64, error) {
	if q.Err != nil {
		return 0, q.Err
	}
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("count")
		if raw {
			s.Text("raw")
		}
		s.Query(q)
	})
	return db.number(ctx, "count", q, shape, func() (*compile.Statement, error) {
		return db.compiler.Count(q, raw, shape)
	})
}

// Exists reports whether the query has a row.
func (db *DB) Exists(ctx context.Context, q *query.Query) (bool, error) {
	if q.Err != nil {
		return false, q.Err
	}
	shape := db.under(ctx, func(s *query.Shape) {
		s.Text("exists")
		s.Query(q)
	})
	n, err := db.number(ctx, "exists", q, shape, func() (*compile.Statement, error) {
		return db.compiler.Exists(q, shape)
	})
	return n != 0, err
}

// number reads one whole number; a boolean counts as 0 or 1.
func (db *DB) number(ctx context.Context, operation string, q *query.Query, shape compile.ShapeOf, make func() (*compile.Statement, error)) (n int64, err error) {
	err = db.sendShape(ctx, operation, q.Model, shape, make, func(run runner) (int64, error) {
		var v any
		if err := run.tuples(1, func(row []any) error { v = row[0]; return nil }); err != nil {
			return 0, err
		}
		n, err = wholeNumber(v)
		return 1, err
	})
	return n, err
}

func wholeNumber(v any) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case []byte:
		return strconv.ParseInt(string(v), 10, 64)
	case string:
		return strconv.ParseInt(v, 10, 64)
	}
	return 0, fmt.Errorf("orm: internal: the database gave %T where a whole number was expected", v)
}

// sendShape looks up or compiles the plan of a shape, binds the shape's values and sends the statement.
func (db *DB) sendShape(ctx context.Context, operation string, model *schema.Model, shape compile.ShapeOf, make func() (*compile.Statement, error), fn func(runner) (int64, error)) error {
	s := db.shape()
	defer db.shapes.Put(s)
	shape(s)
	if err := s.Scopes.Err(); err != nil {
		return err
	}
	p, err := db.plans.get(s.Key, func() (*plan, error) {
		st, err := db.compileForms(ctx, make)
		if err != nil {
			return nil, err
		}
		return &plan{statement: st, operation: operation, model: model}, nil
	})
	if err != nil {
		return err
	}
	args, err := p.statement.Bind(db.Dialect, s.Args)
	if err != nil {
		return err
	}
	return db.send(ctx, p, args, fn)
}

// plain reads all rows of a statement of plain values.
func (db *DB) plain(ctx context.Context, operation string, model *schema.Model, shape compile.ShapeOf, make func() (*compile.Statement, error)) ([][]any, error) {
	rows, outputs, err := db.raw(ctx, operation, model, shape, make)
	if err != nil {
		return nil, err
	}
	return rows, db.outputValues(rows, outputs)
}

// raw reads all rows of a statement as the driver gives them, and says what their columns are.
func (db *DB) raw(ctx context.Context, operation string, model *schema.Model, shape compile.ShapeOf, make func() (*compile.Statement, error)) (rows [][]any, outputs []compile.Output, err error) {
	err = db.sendShape(ctx, operation, model, shape, make, func(run runner) (int64, error) {
		outputs = run.outputs
		var err error
		rows, err = readAll(run, len(outputs))
		return int64(len(rows)), err
	})
	return rows, outputs, err
}

// outputValues makes Go values, in place, of what a driver gave.
func (db *DB) outputValues(rows [][]any, outputs []compile.Output) error {
	width := len(outputs)
	for width > 0 && outputs[width-1].Hidden {
		width--
	}
	kinds := make([]reflect.Kind, width)
	for i := range kinds {
		kinds[i] = asIs(&outputs[i])
	}
	for n, row := range rows {
		for i := range width {
			if w := outputs[i].Witness; row[i] == nil && w > 0 && row[w-1] != nil {
				return scan.Stored(outputs[i].Attr, n+1, scan.Null(outputs[i].Attr))
			}
		}
		for i := range width {
			if fits(kinds[i], row[i]) {
				continue
			}
			v, err := db.outputValue(&outputs[i], row[i])
			if err != nil {
				return scan.Stored(outputs[i].Attr, n+1, err)
			}
			row[i] = v
		}
		rows[n] = row[:width:width]
	}
	return nil
}

// readAll drains the rows.
func readAll(run runner, width int) ([][]any, error) {
	out := [][]any{}
	var block []any
	err := run.tuples(width, func(row []any) error {
		if len(block) < width {
			block = make([]any, width*min(1+len(out), 64))
		}
		copy(block, row)
		out = append(out, block[:width:width])
		block = block[width:]
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// readOne reads the only row of a result, nil without one.
func readOne(run runner, width int) (only []any, err error) {
	err = run.tuples(width, func(row []any) error {
		if only == nil {
			only = slices.Clone(row)
		}
		return nil
	})
	return only, err
}

// outputValue makes the Go value of what a driver gave for a column.
func (db *DB) outputValue(o *compile.Output, v any) (any, error) {
	if v == nil {
		if o.Present {
			return nil, scan.Null(o.Attr)
		}
		return nil, nil
	}
	switch o.Function {
	case "", string(query.Max), string(query.Min):
		if a := o.Attr; a.Kind == schema.KindUUID && a.Cipher == nil && db.Dialect.RefuseForm != nil {
			if err := db.Dialect.RefuseForm(a, v); err != nil {
				return nil, err
			}
		}
		return FieldValue(o.Attr, v)
	case string(query.Count):
		return wholeNumber(v)
	case compile.Inside:
		return insideOf(v)
	case string(query.Texts):
		return textOf(v)
	case string(query.List):
		return db.listOf(o.Attr, v)
	}
	return numeric(o, v)
}

// FieldValue makes a field's own Go value of what a driver gave for its column.
func FieldValue(a *schema.Attribute, v any) (any, error) {
	c, err := Canonical(a, v)
	if err != nil {
		return nil, err
	}
	return a.GoValue(c)
}

// Canonical makes the canonical value of what a driver gave for a column.
func Canonical(a *schema.Attribute, v any) (any, error) {
	if a.Cipher != nil {
		return a.Unseal(v)
	}
	if _, ok := v.(int64); ok && a.Kind.IsInteger() {
		return v, nil // as it is, without a copy
	}
	return a.Scan(v)
}

// wholes is where a float64 stops to hold every whole number.
const wholes = 1 << 53

// numeric is the value of a sum or an average: an int64 for a sum of whole numbers (a *big.Int beyond), the field's own type
// for decimals, else a float64.
func numeric(o *compile.Output, v any) (any, error) {
	text, isText := "", true
	switch v := v.(type) {
	case int64:
		if o.Function == string(query.Sum) && o.Attr.Kind.IsInteger() {
			return v, nil
		}
		text = strconv.FormatInt(v, 10)
	case float64:
		switch {
		case o.Attr.Kind == schema.KindDecimal:
			text = strconv.FormatFloat(v, 'f', -1, 64)
		case o.Function == string(query.Sum) && o.Attr.Kind.IsInteger() && math.Trunc(v) == v && math.Abs(v) < wholes:
			return int64(v), nil // some servers that speak MySQL's protocol sum in doubles
		case math.IsInf(v, 0) || math.IsNaN(v):
			text = "overflow"
		default:
			return v, nil
		}
	case []byte:
		text = string(v)
	case string:
		text = v
	default:
		isText = false
	}
	if !isText {
		return nil, fmt.Errorf("orm: internal: the database gave %T for %s(%s)", v, o.Function, o.Attr.Name)
	}
	switch {
	case o.Attr.Kind == schema.KindDecimal && o.Attr.Unsigned > 0 && o.Function == string(query.Avg):
		return finite(o, text)
	case o.Attr.Kind == schema.KindDecimal:
		return o.Attr.Number(text)
	case o.Attr.Kind.IsInteger() && o.Function == string(query.Sum):
		n, ok := wholeSum(text)
		if !ok {
			return nil, fmt.Errorf("orm: internal: the database gave %s for %s(%s)", schema.Quote(text), o.Function, o.Attr.Name)
		}
		if n.IsInt64() {
			return n.Int64(), nil
		}
		return n, nil
	}
	return finite(o, text)
}

// finite reads a sum or an average of floats; one beyond their range is an error on every database.
func finite(o *compile.Output, text string) (any, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, query.Errorf("%s(%s): the result is outside the range of a float", o.Function, o.Attr.Name)
	}
	return f, nil
}

// wholeSum reads a sum of whole numbers, which may have zeros behind the point, or be a text of its upper part and its lower 32 bits.
func wholeSum(text string) (*big.Int, bool) {
	if high, low, halves := strings.Cut(text, " "); halves {
		h, ok := new(big.Int).SetString(high, 10)
		l, both := new(big.Int).SetString(low, 10)
		if !ok || !both {
			return nil, false
		}
		return h.Add(h.Lsh(h, 32), l), true
	}
	text, _, _ = strings.Cut(text, ".")
	return new(big.Int).SetString(text, 10)
}
