// Package state holds what the tables of a database look like, as plain data: of models on a
// dialect, or read from a database. Two of them can be compared, and written down and read again.
package state

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// version is the number of the written form.
const version = 1

// State is a set of tables, and the enumeration types with a name of their own, on one dialect.
// Tables and types are sorted by name.
type State struct {
	Version int     `json:"version"`
	Dialect string  `json:"dialect"`
	Enums   []Enum  `json:"enums,omitempty"`
	Tables  []Table `json:"tables,omitempty"`
}

// Enum is an enumeration type with its labels, whose order means nothing.
type Enum struct {
	Name   string   `json:"name"`
	Labels []string `json:"labels"`
}

// Table is one table. Columns are in their order in the table; constraints in that of their
// declaration, or sorted.
type Table struct {
	Schema      string       `json:"schema,omitempty"`
	Name        string       `json:"name"`
	Comment     string       `json:"comment,omitempty"`
	Columns     []Column     `json:"columns,omitempty"`
	Key         []string     `json:"key,omitempty"` // the columns of the primary key
	Constraints []Constraint `json:"constraints,omitempty"`
	ForeignKeys []ForeignKey `json:"foreignKeys,omitempty"`
	Triggers    []Trigger    `json:"triggers,omitempty"`
	Distribute  string       `json:"distribute,omitempty"` // the column by which rows are divided among servers
	Replicate   bool         `json:"replicate,omitempty"`  // each server has the whole table

	View bool `json:"-"` // of a table that was read: it is a view
}

// Column is one column. Type is as the dialect writes it, without its collation.
type Column struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Collation string `json:"collation,omitempty"`
	Null      bool   `json:"null,omitempty"`
	Default   string `json:"default,omitempty"` // an expression, as it stands behind DEFAULT
	Identity  bool   `json:"identity,omitempty"`
	Generated string `json:"generated,omitempty"` // an expression
	Stored    bool   `json:"stored,omitempty"`    // of a generated column: it is kept
	OnUpdate  string `json:"onUpdate,omitempty"`  // what the server writes at every update
	Comment   string `json:"comment,omitempty"`
	Enum      string `json:"enum,omitempty"` // the name of its enumeration type, where that has one
	Kind      string `json:"kind,omitempty"` // the field's type, its length apart
	Form      string `json:"form,omitempty"` // the one form of its values, where a trigger keeps them in it
	Fill      string `json:"fill,omitempty"` // a literal for rows that exist when the column comes

	RenamedFrom string `json:"-"` // the name before, as the model says
	Declared    string `json:"-"` // the type as SQLite was told it; on PostgreSQL what a domain is over
	Serial      bool   `json:"-"` // its default is a sequence of its own
	Holds       string `json:"-"` // what SQLite has in it, where that is not what was declared
	Triggered   bool   `json:"-"` // a trigger sets it
}

// The kinds of a Constraint.
const (
	Unique    = "unique"
	Index     = "index"
	Check     = "check"
	Exclusion = "exclusion"
	FullText  = "fulltext"
)

// Constraint is a unique constraint, an index, a check or an exclusion. Where says which rows an index holds.
type Constraint struct {
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`
	Parts    []Part   `json:"parts,omitempty"`
	Distinct bool     `json:"distinct,omitempty"` // of an index: no two rows agree
	Where    string   `json:"where,omitempty"`
	Method   string   `json:"method,omitempty"` // btree is empty
	Include  []string `json:"include,omitempty"`
	With     string   `json:"with,omitempty"` // what else there is, as the database writes it
	// Expression is the condition of a check, what stands behind EXCLUDE, or what fills a table of words, which With creates.
	Expression string `json:"expression,omitempty"`
	// Unchecked: rows that were there before have not been looked at.
	Unchecked bool `json:"unchecked,omitempty"`
}

// Part is a column, or an expression, of an index.
type Part struct {
	Column     string `json:"column,omitempty"`
	Expression string `json:"expression,omitempty"`
	Desc       bool   `json:"desc,omitempty"`
	Collation  string `json:"collation,omitempty"`
	Class      string `json:"class,omitempty"`
	Length     int    `json:"length,omitempty"`
}

// ForeignKey refers to columns of a table. An empty action is NO ACTION.
type ForeignKey struct {
	Name      string   `json:"name"`
	Columns   []string `json:"columns"`
	Schema    string   `json:"schema,omitempty"`
	Table     string   `json:"table"`
	Targets   []string `json:"targets"`
	OnDelete  string   `json:"onDelete,omitempty"`
	OnUpdate  string   `json:"onUpdate,omitempty"`
	Unchecked bool     `json:"unchecked,omitempty"`
	With      string   `json:"with,omitempty"` // what else there is, as the database writes it
}

// Trigger is a trigger that belongs to a table, as its whole statement. Column is the one whose
// values it keeps in one form.
type Trigger struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	Column string `json:"column,omitempty"`
}

// Table is the table of that name, or nil.
func (s *State) Table(name string) *Table {
	if i := slices.IndexFunc(s.Tables, func(t Table) bool { return t.Name == name }); i >= 0 {
		return &s.Tables[i]
	}
	return nil
}

// Enum is the enumeration type of that name, or nil.
func (s *State) Enum(name string) *Enum {
	if i := slices.IndexFunc(s.Enums, func(e Enum) bool { return e.Name == name }); i >= 0 {
		return &s.Enums[i]
	}
	return nil
}

// Column is the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name }); i >= 0 {
		return &t.Columns[i]
	}
	return nil
}

// Columns are the names of the columns among an index's parts.
func (c *Constraint) Columns() []string {
	var out []string
	for _, p := range c.Parts {
		if p.Column != "" {
			out = append(out, p.Column)
		}
	}
	return out
}

// Clone is a copy that shares nothing.
func (s *State) Clone() *State {
	c := *s
	c.Enums = slices.Clone(s.Enums)
	for i := range c.Enums {
		c.Enums[i].Labels = slices.Clone(c.Enums[i].Labels)
	}
	c.Tables = make([]Table, len(s.Tables))
	for i := range s.Tables {
		c.Tables[i] = s.Tables[i].Clone()
	}
	return &c
}

// Clone is a copy that shares nothing.
func (t *Table) Clone() Table {
	c := *t
	c.Columns, c.Key, c.Triggers = slices.Clone(t.Columns), slices.Clone(t.Key), slices.Clone(t.Triggers)
	c.Constraints, c.ForeignKeys = slices.Clone(t.Constraints), slices.Clone(t.ForeignKeys)
	for i := range c.Constraints {
		c.Constraints[i].Parts = slices.Clone(c.Constraints[i].Parts)
		c.Constraints[i].Include = slices.Clone(c.Constraints[i].Include)
	}
	for i := range c.ForeignKeys {
		c.ForeignKeys[i].Columns = slices.Clone(c.ForeignKeys[i].Columns)
		c.ForeignKeys[i].Targets = slices.Clone(c.ForeignKeys[i].Targets)
	}
	return c
}

// Sort brings everything but the columns of tables into the order of names.
func (s *State) Sort() {
	slices.SortFunc(s.Enums, func(a, b Enum) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(s.Tables, func(a, b Table) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Schema, b.Schema)) })
	for i := range s.Tables {
		t := &s.Tables[i]
		slices.SortFunc(t.Constraints, func(a, b Constraint) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
		slices.SortFunc(t.ForeignKeys, func(a, b ForeignKey) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(t.Triggers, func(a, b Trigger) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// Encode is the written form, the same for states that differ only in the order of declarations.
func (s *State) Encode() ([]byte, error) {
	c := s.Clone()
	c.Sort()
	c.Version = version
	return json.Marshal(c)
}

// Decode reads the written form.
func Decode(text []byte) (*State, error) {
	var s State
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("state: the recorded state cannot be read: %w", err)
	}
	if s.Version > version {
		return nil, fmt.Errorf("state: the recorded state has the form %d, of a later version of this module; update it", s.Version)
	}
	return &s, nil
}
