package orm

import (
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// OnCreate holds values that UpdateOrCreate uses only for a new row, in place of what it would write to the row that is there. A column
// that an expression computes of the row that is there needs one when there is none, else that is ErrQuery. In GetOrCreate they are
// values like the others; anywhere else OnCreate is ErrQuery.
func OnCreate(a ...Assignment) Assignment { return onCreate(slices.Clone(a)) }

// onCreate is assignments of a new row.
type onCreate []Assignment

func (onCreate) assignment() {}

// divideOnCreate takes the values of a new row alone out of a list.
func divideOnCreate(list []Assignment) (values, fresh []Assignment) {
	for _, a := range list {
		if o, ok := a.(onCreate); ok {
			fresh = append(fresh, o...)
		} else {
			values = append(values, a)
		}
	}
	return values, fresh
}

// complete refuses to make a row of expressions that only a row that is there could answer.
func (c *creation) complete(m *schema.Model) error {
	for _, a := range c.values {
		if a.Expr != nil && !slices.ContainsFunc(c.fresh, func(f *query.Assignment) bool { return f.Attr == a.Attr }) {
			return query.Errorf("%s.%s is computed of a row, and there is none; give a new row a value with OnCreate", m.Name, a.Attr.Name)
		}
	}
	return nil
}
