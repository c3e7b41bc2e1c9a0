package write

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// BulkOptions are the settings of a bulk insert.
type BulkOptions struct {
	Ignore, Update  bool
	All             bool     // without names every column is written, also beside Set
	Columns, Target []string // that the update writes; whose conflict is meant
	Batch           int
	// Set are assigned to a row that is there, and nothing else unless it is named; Where says which of those that are there is written.
	Set   []*query.Assignment
	Where []*query.Node
	// Told is given each row that was written, and whether it was inserted; nil where nobody asks.
	Told func(row unsafe.Pointer, inserted bool)
}

// conflict resolves the conflict options of a bulk insert; wrong names come first.
func (o *BulkOptions) conflict(m *schema.Model, rows []unsafe.Pointer) (*engine.Conflict, error) {
	named, err := conflictFields(m, "UpdateOnConflict", o.Columns)
	if err != nil {
		return nil, err
	}
	target, index, err := o.meant(m)
	switch {
	case err != nil:
		return nil, err
	case o.Ignore && o.Update:
		return nil, query.Errorf("IgnoreConflicts and UpdateOnConflict exclude each other")
	case !o.Ignore && !o.Update:
		if len(o.Target) > 0 {
			return nil, query.Errorf("OnConflict says whose conflict is meant; add IgnoreConflicts or UpdateOnConflict")
		}
		return nil, nil
	}
	if o.Ignore && len(o.Set)+len(o.Where) > 0 {
		return nil, query.Errorf("IgnoreConflicts leaves rows alone that are there; OnConflictSet and OnConflictWhere write them")
	}
	c := &engine.Conflict{Ignore: o.Ignore, Named: named, Set: o.Set, Where: o.Where, Told: o.Told, Index: index}
	if len(o.Set) > 0 && !o.All && len(named) == 0 {
		c.Named = []*schema.Attribute{} // no others
	}
	if index == nil {
		target, err = o.conflictTarget(m, target, rows)
	}
	if c.Target = target; err != nil || o.Ignore {
		return c, err
	}
	for _, a := range named {
		if a.PrimaryKey || slices.Contains(c.Target, a) {
			return nil, query.Errorf("UpdateOnConflict: %s.%s is a key or the conflict's target; it stays as it is", m.Name, a.Name)
		}
	}
	for _, s := range c.Set {
		if a := s.Attr; a.PrimaryKey || slices.Contains(c.Target, a) {
			return nil, query.Errorf("OnConflictSet: %s.%s is a key or the conflict's target; it stays as it is", m.Name, a.Name)
		}
		if slices.Contains(named, s.Attr) {
			return nil, query.Errorf("OnConflictSet and UpdateOnConflict both write %s.%s", m.Name, s.Attr.Name)
		}
	}
	if index != nil {
		return c, nil
	}
	return c, distinct(m, c.Target, rows)
}

// meant are the fields that OnConflict names, and the index where that is over more than fields, or over some of the rows.
func (o *BulkOptions) meant(m *schema.Model) ([]*schema.Attribute, *schema.ResolvedConstraint, error) {
	spelled := make([]string, len(o.Target))
	expression := false
	for i, name := range o.Target {
		spelled[i] = strings.TrimPrefix(name, "-")
		expression = expression || strings.HasPrefix(name, "(")
	}
	var target []*schema.Attribute
	if !expression {
		var err error
		if target, err = conflictFields(m, "OnConflict", spelled); err != nil || len(target) == 0 || wholeUnique(m, target) {
			return target, nil, err
		}
	}
	var found []*schema.ResolvedConstraint
	for i := range m.Constraints {
		if c := &m.Constraints[i]; c.Kind == schema.UniqueConstraint && !c.Plain() && sameParts(c, spelled) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0].Attributes, found[0], nil
	case len(found) > 1:
		return nil, nil, query.Errorf("OnConflict(%v): %s has the unique indexes %q and %q of these; say which by declaring other parts", o.Target, m.Name, found[0].Name, found[1].Name)
	case expression:
		return nil, nil, query.Errorf("OnConflict(%v): %s has no unique index of exactly these; spell expressions as the model does", o.Target, m.Name)
	}
	return target, nil, nil
}

// sameParts reports whether an index has just the parts that are spelled so.
func sameParts(c *schema.ResolvedConstraint, spelled []string) bool {
	return len(c.Parts) == len(spelled) && !slices.ContainsFunc(c.Parts, func(p schema.IndexPart) bool {
		return !slices.ContainsFunc(spelled, func(s string) bool { return s == p.Spelled })
	})
}

func wholeUnique(m *schema.Model, fields []*schema.Attribute) bool {
	return slices.ContainsFunc(append(engine.Uniques(m), m.Keys), func(u []*schema.Attribute) bool { return sameSet(u, fields) })
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
		if a == m.Version {
			return nil, query.Errorf("%s: %s.%s is the version of the row, which every update raises", option, m.Name, name)
		}
		if a.Generated != "" && option == "UpdateOnConflict" {
			return nil, engine.Computed(a)
		}
		out = append(out, a)
	}
	return out, nil
}

// conflictTarget is the fields named, else the primary key when the objects carry it, else the only
// unique constraint. To ignore conflicts none is needed.
func (o *BulkOptions) conflictTarget(m *schema.Model, named []*schema.Attribute, rows []unsafe.Pointer) ([]*schema.Attribute, error) {
	uniques := engine.Uniques(m)
	if len(named) > 0 {
		if !wholeUnique(m, named) {
			return nil, query.Errorf("OnConflict(%v): %s has no unique constraint over exactly these fields", o.Target, m.Name)
		}
		return named, nil
	}
	switch {
	case o.Ignore:
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

// distinct refuses two objects for one row: which of them is written last differs between databases
// and batches.
func distinct(m *schema.Model, by []*schema.Attribute, rows []unsafe.Pointer) error {
	i, j, err := engine.SameRow(by, rows)
	if err == nil && j > 0 {
		err = query.Errorf("objects %d and %d of %s are one row by %v; a bulk write takes each row once", i, j, m.Name, engine.Names(by))
	}
	return err
}

// mergeable are the rows of a bulk insert with a conflict clause that something is to be done with.
// One that was read in part is never inserted: when its row is there it is a conflict, otherwise an
// error.
func (w *Writer) mergeable(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, c *engine.Conflict) ([]unsafe.Pointer, error) {
	out := rows
	for i, row := range rows {
		part := engine.Part(m, row)
		switch {
		case part == nil:
			if len(out) < len(rows) {
				out = append(out, row)
			}
			continue
		case !c.Ignore:
			for _, a := range c.Target {
				if !part.Has(a.Index) {
					return nil, query.Errorf("object %d of %s was read without %s, by which its row is to be found; read it too, or leave out OnConflict", i, m.Name, a.Name)
				}
			}
			continue
		}
		if err := w.uninsertable(ctx, m, row); !errors.Is(err, engine.ErrUnique) {
			return nil, err
		}
		if len(out) == len(rows) {
			out = slices.Clone(rows[:i])
		}
	}
	return out, nil
}
