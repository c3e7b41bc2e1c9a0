package orm

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// wrapper makes the typed errors of this package of a driver's errors. What the driver package cannot name stays as it is.
func wrapper(d Driver, models *schema.Registry) func(err error, operation, table string) (error, bool) {
	return func(err error, operation, table string) (error, bool) {
		if d.Stale != nil && d.Stale(err) {
			return fmt.Errorf("%w: %w", engine.ErrOutdated, err), true
		}
		if d.Classify == nil {
			return err, false
		}
		kind, constraint, named := d.Classify(err)
		if kind == nil {
			return err, false
		}
		answered := kind != ErrConnect && kind != ErrOutcomeUnknown
		switch {
		case errors.Is(err, kind):
			return err, answered
		case kind == ErrUnique || kind == ErrForeignKey || kind == ErrNotNull || kind == ErrCheck || kind == ErrExclusion:
			e := &ConstraintError{Kind: kind, Table: named, Constraint: constraint, Err: err}
			e.resolve(models, operation, table)
			if key := e.missingKey(models, operation); key != nil {
				return fmt.Errorf("%w: %w", engine.NoKey(key), e), answered
			}
			return e, answered
		}
		return fmt.Errorf("%w: %w", kind, err), answered
	}
}

// violated are the fields of a unique constraint that an error names.
func violated(err error) []string {
	var e *ConstraintError
	if errors.As(err, &e) && e.Kind == ErrUnique {
		return e.Fields
	}
	return nil
}

// resolve finds the constraint's table and fields among the models. A driver that knows only columns gives them as
// "table.column, table.column". One that does not know the table means, of all but foreign keys, that of the statement.
func (e *ConstraintError) resolve(models *schema.Registry, operation, table string) {
	if strings.Contains(e.Constraint, ".") {
		e.columns(e.Constraint, models)
		return
	}
	if e.Kind == ErrForeignKey && e.Table == "" && e.Constraint == "" {
		e.onlyKey(models, operation, table)
		return
	}
	if e.Table == "" && e.Kind != ErrForeignKey {
		e.Table = table
		if m := tableModel(models, table); m != nil && (e.find(m, e.Constraint) || e.Constraint == "") {
			return
		}
		e.Table = ""
	}
	for _, m := range models.Models() {
		if e.Table != "" && m.Table != e.Table || e.Table == "" && e.Kind == ErrNotNull {
			continue
		}
		if e.find(m, e.Constraint) {
			e.Table = m.Table
			return
		}
	}
}

func tableModel(models *schema.Registry, table string) *schema.Model {
	for _, m := range models.Models() {
		if m.Table == table {
			return m
		}
	}
	return nil
}

// columns takes a list of qualified columns and names the constraint that is over them.
func (e *ConstraintError) columns(list string, models *schema.Registry) {
	e.Constraint = ""
	var names []string
	for _, part := range strings.Split(list, ",") {
		table, column, _ := strings.Cut(strings.TrimSpace(part), ".")
		e.Table = table
		names = append(names, column)
	}
	for _, m := range models.Models() {
		if m.Table != e.Table {
			continue
		}
		for _, name := range names {
			for _, a := range m.Attributes {
				if a.Column == name && !slices.Contains(e.Fields, a.Name) { // another model of the name may have it too
					e.Fields = append(e.Fields, a.Name)
				}
			}
		}
		for _, c := range m.Constraints {
			if c.Kind == schema.UniqueConstraint && sameNames(c.Attributes, e.Fields) && e.Kind == ErrUnique && (e.Constraint == "" || c.Plain()) {
				e.Constraint = c.Name
			}
		}
	}
}

func sameNames(attrs []*schema.Attribute, names []string) bool {
	if len(attrs) != len(names) {
		return false
	}
	for i, a := range attrs {
		if a.Name != names[i] {
			return false
		}
	}
	return true
}

// find looks for a constraint, a foreign key or, for a missing value, a column of that name.
func (e *ConstraintError) find(m *schema.Model, name string) bool {
	for _, c := range m.Constraints {
		if c.Name == name && name != "" {
			e.Fields = engine.Names(c.Attributes)
			return true
		}
	}
	for _, s := range m.Sides {
		if s.Constraint == name && name != "" && s.Key != nil && s.Kind == schema.ForwardSide {
			e.Fields = engine.Names(s.Key.Columns())
			return true
		}
	}
	for _, a := range m.Attributes {
		if e.Kind == ErrNotNull && a.Column == name {
			e.Fields, e.Constraint = []string{a.Name}, ""
			return true
		}
	}
	if e.Kind == ErrUnique && e.Table == m.Table && (name == "PRIMARY" || name == m.Table+"_pkey") {
		e.Fields = engine.Names(m.Keys)
		return true
	}
	return false
}
