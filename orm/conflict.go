package orm

import (
	"context"
	"errors"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// conflict resolves the conflict options of a bulk insert; wrong names come first.
func (s *bulkSettings) conflict(m *schema.Model, rows []unsafe.Pointer) (*engine.Conflict, error) {
	named, err := conflictFields(m, "UpdateOnConflict", s.columns)
	if err != nil {
		return nil, err
	}
	target, err := conflictFields(m, "OnConflict", s.target)
	switch {
	case err != nil:
		return nil, err
	case s.ignore && s.update:
		return nil, query.Errorf("IgnoreConflicts and UpdateOnConflict exclude each other")
	case !s.ignore && !s.update:
		if len(s.target) > 0 {
			return nil, query.Errorf("OnConflict says whose conflict is meant; add IgnoreConflicts or UpdateOnConflict")
		}
		return nil, nil
	}
	c := &engine.Conflict{Ignore: s.ignore, Named: named}
	if c.Target, err = s.conflictTarget(m, target, rows); err != nil || s.ignore {
		return c, err
	}
	for _, a := range named {
		if a.PrimaryKey || slices.Contains(c.Target, a) {
			return nil, query.Errorf("UpdateOnConflict: %s.%s is a key or the conflict's target; it stays as it is", m.Name, a.Name)
		}
	}
	return c, distinct(m, c.Target, rows)
}

// conflictFields are the columns that an option names.
func conflictFields(m *schema.Model, option string, names []string) ([]*schema.Attribute, error) {
	var out []*schema.Attribute
	for _, name := range names {
		a := m.Attribute(name)
		if a == nil {
			if _, err := m.Path(name); err != nil {
				return nil, err
			}
			return nil, query.Errorf("%s: %s has no column %q", option, m.Name, name)
		}
		out = append(out, a)
	}
	return out, nil
}

// conflictTarget is the fields named, else the primary key when the objects carry it, else the only unique constraint. To
// ignore conflicts none is needed.
func (s *bulkSettings) conflictTarget(m *schema.Model, named []*schema.Attribute, rows []unsafe.Pointer) ([]*schema.Attribute, error) {
	uniques := engine.Uniques(m)
	if len(named) > 0 {
		if !slices.ContainsFunc(append(uniques, m.Keys), func(u []*schema.Attribute) bool { return sameSet(u, named) }) {
			return nil, query.Errorf("OnConflict(%v): %s has no unique constraint over exactly these fields", s.target, m.Name)
		}
		return named, nil
	}
	switch {
	case s.ignore:
		return nil, nil
	case engine.Carries(m.Keys, rows):
		return m.Keys, nil
	case len(uniques) == 1:
		return uniques[0], nil
	}
	return nil, query.Errorf("UpdateOnConflict: say with OnConflict which of the %d unique constraints of %s is meant", len(uniques), m.Name)
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

// created are the columns of an object that a bulk insert validates: all, but of one that was read in part only what it writes.
func created(m *schema.Model, row unsafe.Pointer, c *engine.Conflict) []*schema.Attribute {
	if engine.Part(m, row) == nil {
		return nil
	}
	if c == nil || c.Ignore {
		return []*schema.Attribute{}
	}
	write, _ := engine.Overwritten(m, row, c.Target, c.Named)
	return write
}

// creatable are the rows of a bulk insert that something is to be done with. One that was read in part is never inserted: when its
// row is there it is a conflict, otherwise an error.
func (db *DB) creatable(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, c *engine.Conflict) ([]unsafe.Pointer, error) {
	out := rows
	for i, row := range rows {
		part := engine.Part(m, row)
		switch {
		case part == nil:
			if len(out) < len(rows) {
				out = append(out, row)
			}
			continue
		case c == nil:
			return nil, db.uninsertable(ctx, m, row)
		case !c.Ignore:
			for _, a := range c.Target {
				if !part.Has(a.Index) {
					return nil, query.Errorf("object %d of %s was read without %s, by which its row is to be found; read it too, or leave out OnConflict", i, m.Name, a.Name)
				}
			}
			continue
		}
		if err := db.uninsertable(ctx, m, row); !errors.Is(err, ErrUnique) {
			return nil, err
		}
		if len(out) == len(rows) {
			out = slices.Clone(rows[:i])
		}
	}
	return out, nil
}
