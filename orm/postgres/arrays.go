package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// quickArrays lets a connection encode lists without a box for each element, as the driver's own way has: a thousand rows of nine
// columns are nine lists. What is not a list of these types, or goes to another type of the server, takes the driver's way.
func quickArrays(types *pgtype.Map) {
	types.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{wrapList}, types.TryWrapEncodePlanFuncs...)
}

func wrapList(value any) (plan pgtype.WrappedEncodePlanNextSetter, next any, ok bool) {
	if next = listOf(value); next == nil {
		return nil, nil, false
	}
	return &listPlan{}, next, true
}

// listPlan encodes a slice as the array that it is made.
type listPlan struct{ next pgtype.EncodePlan }

// SetNext is told how the array is encoded.
func (p *listPlan) SetNext(next pgtype.EncodePlan) { p.next = next }

// Encode appends the array.
func (p *listPlan) Encode(value any, buf []byte) ([]byte, error) {
	return p.next.Encode(listOf(value), buf)
}

// listOf is a slice as an array whose elements are pointers into it; nil for other values.
func listOf(value any) pgtype.ArrayGetter {
	switch v := value.(type) {
	case []int64:
		return list[int64]{v, asNumber}
	case []string:
		return list[string]{v, asText}
	case []float64:
		return list[float64]{v, asQuantity}
	case []time.Time:
		return list[time.Time]{v, asInstant}
	case []*int64:
		return gapped[int64]{v, asNumber}
	case []*string:
		return gapped[string]{v, asText}
	case []*float64:
		return gapped[float64]{v, asQuantity}
	case []*time.Time:
		return gapped[time.Time]{v, asInstant}
	}
	return nil
}

// list is an array without NULL; as makes an element of what the driver asks for its value.
type list[T any] struct {
	values []T
	as     func(*T) any
}

// Dimensions are those of a flat array.
func (l list[T]) Dimensions() []pgtype.ArrayDimension { return flat(len(l.values), l.values == nil) }

// Index is an element.
func (l list[T]) Index(i int) any { return l.as(&l.values[i]) }

// IndexType is any element.
func (l list[T]) IndexType() any { return l.as(new(T)) }

// gapped is an array in which nil is NULL.
type gapped[T any] struct {
	values []*T
	as     func(*T) any
}

// Dimensions are those of a flat array.
func (g gapped[T]) Dimensions() []pgtype.ArrayDimension { return flat(len(g.values), g.values == nil) }

// Index is an element.
func (g gapped[T]) Index(i int) any {
	if g.values[i] == nil {
		return nil
	}
	return g.as(g.values[i])
}

// IndexType is any element.
func (g gapped[T]) IndexType() any { return g.as(new(T)) }

func flat(n int, null bool) []pgtype.ArrayDimension {
	if null {
		return nil
	}
	return []pgtype.ArrayDimension{{Length: int32(n), LowerBound: 1}}
}

// The elements, as the driver's codecs ask for them.
type (
	number   int64
	text     string
	quantity float64
	instant  time.Time
)

func asNumber(p *int64) any      { return (*number)(p) }
func asText(p *string) any       { return (*text)(p) }
func asQuantity(p *float64) any  { return (*quantity)(p) }
func asInstant(p *time.Time) any { return (*instant)(p) }

// Int64Value is the number.
func (n *number) Int64Value() (pgtype.Int8, error) {
	return pgtype.Int8{Int64: int64(*n), Valid: true}, nil
}

// TextValue is the text.
func (t *text) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: string(*t), Valid: true}, nil
}

// Float64Value is the number.
func (q *quantity) Float64Value() (pgtype.Float8, error) {
	return pgtype.Float8{Float64: float64(*q), Valid: true}, nil
}

// TimestamptzValue is the instant.
func (i *instant) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: time.Time(*i), Valid: true}, nil
}
