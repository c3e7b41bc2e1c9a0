package ormhttp

import (
	"context"
	"errors"
	"reflect"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// astray is the error of a row whose own foreign key leads nowhere.
type astray struct{ error }

// Unwrap is the error.
func (a astray) Unwrap() error { return a.error }

// ownKey marks what a write of a row says of the row's foreign keys. What somebody's hook has written
// elsewhere is not marked: there a foreign key may as well be that of rows that refer to another.
func (c *call) ownKey(err error) error {
	var e *orm.ConstraintError
	if errors.As(err, &e) && e.Kind == orm.ErrForeignKey && (e.Table == "" || e.Table == c.model.Table) {
		return astray{err}
	}
	return err
}

// missing names the relations of a row whose rows are not there, for a violated foreign key of which
// the database gives no name: SQLite, of a model with several. It costs a statement for each relation
// of the row, behind the transaction, and nothing where the error has a name. What cannot be asked
// leaves the error as it is.
func (c *call) missing(ctx context.Context, row any, err error) error {
	var e *orm.ConstraintError
	if row == nil || !errors.As(err, &e) || e.Kind != orm.ErrForeignKey || e.Constraint != "" || len(e.Fields) > 0 {
		return err
	}
	var fields []string
	for _, s := range c.model.Sides {
		if s.Kind != schema.ForwardSide || s.Key == nil || s.Legs != nil || s.Any != nil {
			continue
		}
		there, asked := c.leads(ctx, s, row)
		if asked != nil {
			return err
		}
		if !there {
			fields = append(fields, s.Name)
		}
	}
	if fields == nil {
		return err
	}
	return astray{&orm.ConstraintError{Kind: orm.ErrForeignKey, Table: c.model.Table, Fields: fields, Err: err}}
}

// leads reports whether a relation of a row leads to a row that is there, or nowhere.
func (c *call) leads(ctx context.Context, s *schema.Side, row any) (bool, error) {
	key, err := s.Key.Get(pointerOf(row))
	if err != nil || key == nil {
		return err == nil, err
	}
	targets, err := c.db.Untyped(s.Target.Table)
	if err != nil {
		return false, err
	}
	by := orm.Q{}
	values := s.Key.Spread(key, nil)
	for i, a := range s.Ref.Columns() {
		if v := reflect.ValueOf(values[i]); v.Kind() == reflect.Pointer && !v.IsNil() {
			values[i] = v.Elem().Interface()
		}
		by[a.Name] = values[i]
	}
	n, err := targets.Count(ctx, by)
	return n > 0, err
}
