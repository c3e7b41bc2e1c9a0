// Package diff compares two states of a database: what has to be done to get from one to the other,
// table by table.
package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// Diff is what leads from one state to another. Renames come first; From is what they leave.
type Diff struct {
	Before, From, To *state.State
	Renames          []Rename
	CreatedEnums     []*state.Enum
	DroppedEnums     []*state.Enum
	ChangedEnums     []EnumChange
	Created          []*state.Table // each after those that it refers to, but for rings
	Dropped          []*state.Table // each before those that it refers to, but for rings
	Changed          []*Table
	// Loosened have to go before the renames, which they would keep from happening, and come back
	// under the new names.
	Loosened         []Loosened
	LoosenedTriggers []*state.Trigger
}

// Loosened is a constraint of a table under its name before the renames.
type Loosened struct {
	Table      *state.Table
	Constraint *state.Constraint
}

// Rename is a new name of a table, or of a column where Column is set. Table is the table's name
// before, for a column after all tables have theirs.
type Rename struct{ Table, Column, To string }

// EnumChange is an enumeration type with other labels.
type EnumChange struct {
	From, To       *state.Enum
	Added, Removed []string
}

// Table is what changes in one table.
type Table struct {
	From, To           *state.Table
	Comment            bool
	Key                bool // another primary key
	Added              []*state.Column
	Dropped            []*state.Column
	Altered            []Column
	AddedConstraints   []*state.Constraint
	DroppedConstraints []*state.Constraint
	RenamedConstraints [][2]*state.Constraint
	CheckedConstraints []*state.Constraint // rows that were there are looked at now
	AddedKeys          []*state.ForeignKey
	DroppedKeys        []*state.ForeignKey
	RenamedKeys        [][2]*state.ForeignKey
	CheckedKeys        []*state.ForeignKey
	AddedTriggers      []*state.Trigger
	DroppedTriggers    []*state.Trigger
}

// Column is what changes in one column.
type Column struct {
	From, To                                                               *state.Column
	Type, Collation, Null, Default, Identity, Generated, OnUpdate, Comment bool
}

// Of is the difference between two states of one dialect, with these renames.
func Of(d *dialect.Dialect, before, to *state.State, renames []Rename) (*Diff, error) {
	out := &Diff{Before: before, To: to, Renames: renames}
	if err := out.rename(d); err != nil {
		return nil, err
	}
	from := out.From
	out.enums()
	had, has := byName(d, from), byName(d, to)
	for i := range to.Tables {
		t := &to.Tables[i]
		if old := had[fold(d, t)]; old == nil {
			out.Created = append(out.Created, t)
		} else if c := tables(d, old, t); c.any() {
			out.Changed = append(out.Changed, c)
		}
	}
	for i := range from.Tables {
		if t := &from.Tables[i]; has[fold(d, t)] == nil {
			out.Dropped = append(out.Dropped, t)
		}
	}
	out.Created = sorted(out.Created)
	out.Dropped = sorted(out.Dropped)
	slices.Reverse(out.Dropped)
	return out, nil
}

// Empty reports that there is nothing to do.
func (d *Diff) Empty() bool {
	return len(d.Renames)+len(d.CreatedEnums)+len(d.DroppedEnums)+len(d.ChangedEnums)+len(d.Created)+len(d.Dropped)+len(d.Changed) == 0
}

func fold(d *dialect.Dialect, t *state.Table) string {
	name := t.Schema + "\x00" + t.Name
	if d.DDL.FoldsNames {
		return strings.ToLower(name)
	}
	return name
}

func byName(d *dialect.Dialect, s *state.State) map[string]*state.Table {
	out := make(map[string]*state.Table, len(s.Tables))
	for i := range s.Tables {
		out[fold(d, &s.Tables[i])] = &s.Tables[i]
	}
	return out
}

func (d *Diff) enums() {
	for i := range d.To.Enums {
		e := &d.To.Enums[i]
		old := d.From.Enum(e.Name)
		if old == nil {
			d.CreatedEnums = append(d.CreatedEnums, e)
			continue
		}
		c := EnumChange{From: old, To: e, Added: without(e.Labels, old.Labels), Removed: without(old.Labels, e.Labels)}
		if len(c.Added)+len(c.Removed) > 0 {
			d.ChangedEnums = append(d.ChangedEnums, c)
		}
	}
	for i := range d.From.Enums {
		if e := &d.From.Enums[i]; d.To.Enum(e.Name) == nil {
			d.DroppedEnums = append(d.DroppedEnums, e)
		}
	}
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// sorted puts every table behind those that its foreign keys refer to, as far as there is no ring.
func sorted(list []*state.Table) []*state.Table {
	byName := map[string]*state.Table{}
	for _, t := range list {
		byName[t.Name] = t
	}
	var out []*state.Table
	seen := map[string]bool{}
	var visit func(t *state.Table)
	visit = func(t *state.Table) {
		seen[t.Name] = true
		for _, k := range t.ForeignKeys {
			if target := byName[k.Table]; target != nil && !seen[k.Table] {
				visit(target)
			}
		}
		out = append(out, t)
	}
	for _, t := range list {
		if !seen[t.Name] {
			visit(t)
		}
	}
	return out
}

func (t *Table) any() bool {
	return t.Comment || t.Key || len(t.Added)+len(t.Dropped)+len(t.Altered)+len(t.AddedConstraints)+len(t.DroppedConstraints)+
		len(t.RenamedConstraints)+len(t.CheckedConstraints)+len(t.AddedKeys)+len(t.DroppedKeys)+len(t.RenamedKeys)+len(t.CheckedKeys)+
		len(t.AddedTriggers)+len(t.DroppedTriggers) > 0
}

func tables(d *dialect.Dialect, from, to *state.Table) *Table {
	t := &Table{From: from, To: to, Comment: from.Comment != to.Comment, Key: !slices.Equal(from.Key, to.Key)}
	for i := range to.Columns {
		c := &to.Columns[i]
		if old := from.Column(c.Name); old == nil {
			t.Added = append(t.Added, c)
		} else if alike(old, c) {
			t.alter(d, old, c)
		} else {
			t.Dropped, t.Added = append(t.Dropped, old), append(t.Added, c)
		}
	}
	for i := range from.Columns {
		if c := &from.Columns[i]; to.Column(c.Name) == nil {
			t.Dropped = append(t.Dropped, c)
		}
	}
	t.constraints()
	t.keys()
	t.triggers()
	return t
}

// alike reports whether one column can become the other: what is computed has no values to keep,
// and no statement turns it into something else on all databases.
func alike(from, to *state.Column) bool {
	return from.Generated == to.Generated && from.Stored == to.Stored
}

func (t *Table) alter(d *dialect.Dialect, from, to *state.Column) {
	c := Column{From: from, To: to, Type: d.CanonicalType(from.Type) != d.CanonicalType(to.Type), Collation: from.Collation != to.Collation,
		Null: from.Null != to.Null, Default: from.Default != to.Default, Identity: from.Identity != to.Identity,
		OnUpdate: from.OnUpdate != to.OnUpdate, Comment: from.Comment != to.Comment}
	if c.Type || c.Collation || c.Null || c.Default || c.Identity || c.OnUpdate || c.Comment {
		t.Altered = append(t.Altered, c)
	}
}

func (t *Table) constraints() {
	var gone []*state.Constraint
	for i := range t.From.Constraints {
		c := &t.From.Constraints[i]
		if find(t.To.Constraints, func(o *state.Constraint) bool { return SameConstraint(c, o) && c.Name == o.Name }) == nil {
			gone = append(gone, c)
		}
	}
	for i := range t.To.Constraints {
		c := &t.To.Constraints[i]
		if old := find(t.From.Constraints, func(o *state.Constraint) bool { return SameConstraint(c, o) && c.Name == o.Name }); old != nil {
			if old.Unchecked && !c.Unchecked {
				t.CheckedConstraints = append(t.CheckedConstraints, c)
			}
			continue
		}
		at := slices.IndexFunc(gone, func(o *state.Constraint) bool { return SameConstraint(c, o) })
		if at >= 0 && !slices.ContainsFunc(t.From.Constraints, func(o state.Constraint) bool { return o.Name == c.Name }) {
			t.RenamedConstraints = append(t.RenamedConstraints, [2]*state.Constraint{gone[at], c})
			gone = slices.Delete(gone, at, at+1)
			continue
		}
		t.AddedConstraints = append(t.AddedConstraints, c)
	}
	t.DroppedConstraints = gone
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// SameConstraint compares two constraints but for their names.
func SameConstraint(a, b *state.Constraint) bool {
	return a.Kind == b.Kind && slices.Equal(a.Parts, b.Parts) && a.Distinct == b.Distinct && a.Where == b.Where && a.Method == b.Method &&
		slices.Equal(a.Include, b.Include) && a.With == b.With && a.Expression == b.Expression
}

func (t *Table) keys() {
	var gone []*state.ForeignKey
	for i := range t.From.ForeignKeys {
		k := &t.From.ForeignKeys[i]
		if find(t.To.ForeignKeys, func(o *state.ForeignKey) bool { return SameKey(k, o) && k.Name == o.Name }) == nil {
			gone = append(gone, k)
		}
	}
	for i := range t.To.ForeignKeys {
		k := &t.To.ForeignKeys[i]
		if old := find(t.From.ForeignKeys, func(o *state.ForeignKey) bool { return SameKey(k, o) && k.Name == o.Name }); old != nil {
			if old.Unchecked && !k.Unchecked {
				t.CheckedKeys = append(t.CheckedKeys, k)
			}
			continue
		}
		at := slices.IndexFunc(gone, func(o *state.ForeignKey) bool { return SameKey(k, o) })
		if at >= 0 && !slices.ContainsFunc(t.From.ForeignKeys, func(o state.ForeignKey) bool { return o.Name == k.Name }) {
			t.RenamedKeys = append(t.RenamedKeys, [2]*state.ForeignKey{gone[at], k})
			gone = slices.Delete(gone, at, at+1)
			continue
		}
		t.AddedKeys = append(t.AddedKeys, k)
	}
	t.DroppedKeys = gone
}

// SameKey compares two foreign keys but for their names.
func SameKey(a, b *state.ForeignKey) bool {
	return slices.Equal(a.Columns, b.Columns) && a.Schema == b.Schema && a.Table == b.Table && slices.Equal(a.Targets, b.Targets) &&
		a.OnDelete == b.OnDelete && a.OnUpdate == b.OnUpdate && a.With == b.With
}

func (t *Table) triggers() {
	for i := range t.From.Triggers {
		g := &t.From.Triggers[i]
		if find(t.To.Triggers, func(o *state.Trigger) bool { return o.Name == g.Name && o.Text == g.Text }) == nil {
			t.DroppedTriggers = append(t.DroppedTriggers, g)
		}
	}
	for i := range t.To.Triggers {
		g := &t.To.Triggers[i]
		if find(t.From.Triggers, func(o *state.Trigger) bool { return o.Name == g.Name && o.Text == g.Text }) == nil {
			t.AddedTriggers = append(t.AddedTriggers, g)
		}
	}
}

// Covers reports whether the primary key, a unique constraint or an index of a table begins with
// these columns.
func Covers(t *state.Table, columns []string) bool {
	begins := func(list []string) bool {
		return len(list) >= len(columns) && slices.Equal(list[:len(columns)], columns)
	}
	if begins(t.Key) {
		return true
	}
	return slices.ContainsFunc(t.Constraints, func(c state.Constraint) bool {
		return c.Kind != state.Check && c.Where == "" && len(c.Columns()) == len(c.Parts) && begins(c.Columns())
	})
}

// rename errors name what is wrong with a rename.
func renameError(r Rename, reason string) error {
	return fmt.Errorf("the rename of %s to %s: %s", r.name(), r.To, reason)
}

func (r Rename) name() string { return cmp.Or(strings.TrimSuffix(r.Table+"."+r.Column, "."), r.Table) }
