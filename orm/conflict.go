package orm

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// conflict resolves the conflict options of a bulk insert.
func (s *bulkSettings) conflict(db *DB, m *schema.Model, rows []unsafe.Pointer) (*engine.Conflict, error) {
	switch {
	case s.err != nil:
		return nil, s.err
	case s.ignore && s.update:
		return nil, query.Errorf("IgnoreConflicts and UpdateOnConflict exclude each other")
	case !s.ignore && !s.update:
		if len(s.target) > 0 {
			return nil, query.Errorf("OnConflict says whose conflict is meant; add IgnoreConflicts or UpdateOnConflict")
		}
		return nil, nil
	}
	c := &engine.Conflict{Ignore: s.ignore}
	var err error
	if c.Target, err = s.conflictTarget(m, rows); err != nil {
		return nil, err
	}
	if s.update {
		if c.Update, err = s.conflictColumns(m, c.Target); err != nil {
			return nil, err
		}
		if err := distinct(m, c.Target, rows); err != nil {
			return nil, err
		}
	}
	if !db.engine.Dialect.OnConflict {
		return c, onlyConflict(db, m, rows, c)
	}
	return c, nil
}

// conflictTarget is the fields named, else the primary key when the objects carry it, else the only unique constraint. To
// ignore conflicts none is needed.
func (s *bulkSettings) conflictTarget(m *schema.Model, rows []unsafe.Pointer) ([]*schema.Attribute, error) {
	uniques := uniquesOf(m)
	if len(s.target) > 0 {
		var named []*schema.Attribute
		for _, name := range s.target {
			a := m.Attribute(name)
			if a == nil {
				if _, err := m.Path(name); err != nil {
					return nil, err
				}
				return nil, query.Errorf("OnConflict: %s.%s is no column", m.Name, name)
			}
			named = append(named, a)
		}
		if !slices.ContainsFunc(append(uniques, m.Keys), func(u []*schema.Attribute) bool { return sameSet(u, named) }) {
			return nil, query.Errorf("OnConflict(%v): %s has no unique constraint over exactly these fields", s.target, m.Name)
		}
		return named, nil
	}
	switch {
	case s.ignore:
		return nil, nil
	case carries(m.Keys, rows):
		return m.Keys, nil
	case len(uniques) == 1:
		return uniques[0], nil
	}
	return nil, query.Errorf("UpdateOnConflict: say with OnConflict which of the %d unique constraints of %s is meant", len(uniques), m.Name)
}

// conflictColumns are the columns that are written on a conflict.
func (s *bulkSettings) conflictColumns(m *schema.Model, target []*schema.Attribute) ([]*schema.Attribute, error) {
	var out []*schema.Attribute
	for _, name := range s.columns {
		a := m.Attribute(name)
		if a == nil {
			if _, err := m.Path(name); err != nil {
				return nil, err
			}
			return nil, query.Errorf("UpdateOnConflict: %s.%s is no column", m.Name, name)
		}
		if a.PrimaryKey || slices.Contains(target, a) {
			return nil, query.Errorf("UpdateOnConflict: %s.%s is a key or the conflict's target; it stays as it is", m.Name, name)
		}
		out = append(out, a)
	}
	if len(s.columns) > 0 {
		return out, nil
	}
	for _, a := range m.Attributes {
		if !a.PrimaryKey && !slices.Contains(target, a) {
			out = append(out, a)
		}
	}
	return out, nil
}

// uniquesOf are the fields of each unique constraint of a model.
func uniquesOf(m *schema.Model) [][]*schema.Attribute {
	var out [][]*schema.Attribute
	for _, c := range m.Constraints {
		if c.Kind == schema.UniqueConstraint {
			out = append(out, c.Attributes)
		}
	}
	return out
}

func sameSet(a, b []*schema.Attribute) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x *schema.Attribute) bool { return !slices.Contains(b, x) })
}

// distinct refuses two objects for one row: which of them is written last differs between databases and batches.
func distinct(m *schema.Model, by []*schema.Attribute, rows []unsafe.Pointer) error {
	i, j, err := engine.SameRow(by, rows)
	if err == nil && j > 0 {
		err = query.Errorf("objects %d and %d of %s are one row by %v; a bulk write takes each row once", i, j, m.Name, attributeNames(by))
	}
	return err
}

// carries reports whether some object has a value in every one of the fields.
func carries(attrs []*schema.Attribute, rows []unsafe.Pointer) bool {
	return slices.ContainsFunc(rows, func(row unsafe.Pointer) bool {
		return !slices.ContainsFunc(attrs, func(a *schema.Attribute) bool { return a.IsZero(row) && (a.Autoincrement || a.Nullable) })
	})
}

// onlyConflict refuses objects that carry a further unique constraint where the database cannot be told which one is meant:
// it would write a row that was found through the wrong one.
func onlyConflict(db *DB, m *schema.Model, rows []unsafe.Pointer, c *engine.Conflict) error {
	if c.Ignore && len(c.Target) == 0 {
		return nil
	}
	for _, u := range append(uniquesOf(m), m.Keys) {
		if !sameSet(u, c.Target) && carries(u, rows) {
			return fmt.Errorf("%w: %s cannot tell a conflict over %v from one over %v; the objects carry both",
				ErrUnsupported, db.Dialect(), attributeNames(c.Target), attributeNames(u))
		}
	}
	return nil
}
