package migrate

import (
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Change is one difference, readable: "books: add column isbn varchar(13) NULL".
type Change struct {
	Op     string // what is done: "add column", "drop table", "rename column", …
	Table  string // to which table; empty for enumeration types
	Object string // to what in it; empty for the table itself
	From   string // what was there, where that says something
	To     string // what will be
}

// String is the change in one line.
func (c Change) String() string {
	var b strings.Builder
	if c.Table != "" {
		b.WriteString(c.Table + ": ")
	}
	b.WriteString(c.Op)
	if c.Object != "" {
		b.WriteString(" " + c.Object)
	}
	switch {
	case c.From != "" && c.To != "":
		b.WriteString(" from " + c.From + " to " + c.To)
	case strings.HasPrefix(c.Op, "rename"):
		b.WriteString(" to " + c.To)
	case c.To != "":
		b.WriteString(" " + c.To)
	}
	return b.String()
}

// changes are a difference in words.
func changes(d *diff.Diff) (out []Change) {
	add := func(op, table, object, from, to string) { out = append(out, Change{op, table, object, from, to}) }
	for _, r := range d.Renames {
		if r.Column == "" {
			add("rename table", r.Table, "", "", r.To)
		} else {
			add("rename column", r.Table, r.Column, "", r.To)
		}
	}
	for _, e := range d.CreatedEnums {
		add("create type", "", e.Name, "", "("+strings.Join(e.Labels, ", ")+")")
	}
	for _, e := range d.ChangedEnums {
		add("change type", "", e.To.Name, "("+strings.Join(e.From.Labels, ", ")+")", "("+strings.Join(e.To.Labels, ", ")+")")
	}
	for _, t := range d.Created {
		add("create table", t.Name, "", "", "")
	}
	for _, t := range d.Changed {
		out = append(out, tableChanges(t)...)
	}
	for _, t := range d.Dropped {
		add("drop table", t.Name, "", "", "")
	}
	for _, e := range d.DroppedEnums {
		add("drop type", "", e.Name, "", "")
	}
	return out
}

func tableChanges(t *diff.Table) (out []Change) {
	add := func(op, object, from, to string) { out = append(out, Change{op, t.To.Name, object, from, to}) }
	if t.Comment {
		add("change comment", "", "", "")
	}
	for _, c := range t.Dropped {
		add("drop column", c.Name, "", "")
	}
	for _, c := range t.Added {
		add("add column", c.Name, "", columnText(c))
	}
	for _, c := range t.Altered {
		if from, to := columnText(c.From), columnText(c.To); from != to {
			add("change column", c.To.Name, from, to)
		} else {
			add("change comment", c.To.Name, "", "")
		}
	}
	if t.Key {
		add("change primary key", "", list(t.From.Key), list(t.To.Key))
	}
	for _, c := range t.DroppedConstraints {
		add("drop "+constraintKind(c), c.Name, "", "")
	}
	for _, c := range t.AddedConstraints {
		add("add "+constraintKind(c), c.Name, "", constraintText(c))
	}
	for _, c := range t.RenamedConstraints {
		add("rename "+constraintKind(c[0]), c[0].Name, "", c[1].Name)
	}
	for _, c := range t.CheckedConstraints {
		add("check rows of", c.Name, "", "")
	}
	for _, k := range t.DroppedKeys {
		add("drop foreign key", k.Name, "", "")
	}
	for _, k := range t.AddedKeys {
		add("add foreign key", k.Name, "", keyText(k))
	}
	for _, k := range t.RenamedKeys {
		add("rename foreign key", k[0].Name, "", k[1].Name)
	}
	for _, k := range t.CheckedKeys {
		add("check rows of", k.Name, "", "")
	}
	if len(out) == 0 {
		add("change triggers", "", "", "")
	}
	return out
}

func list(names []string) string { return "(" + strings.Join(names, ", ") + ")" }

func columnText(c *state.Column) string {
	text := c.Type
	if c.Collation != "" {
		text += " COLLATE " + c.Collation
	}
	if c.Null {
		text += " NULL"
	} else {
		text += " NOT NULL"
	}
	if c.Default != "" {
		text += " DEFAULT " + c.Default
	}
	if c.Generated != "" {
		text += " GENERATED ALWAYS AS (" + c.Generated + ")"
	}
	if c.OnUpdate != "" {
		text += " ON UPDATE " + c.OnUpdate
	}
	if c.Identity {
		text += " generated"
	}
	return text
}

func constraintKind(c *state.Constraint) string {
	switch {
	case c.Kind == state.Unique:
		return "unique constraint"
	case c.Distinct:
		return "unique index"
	case c.Kind == state.FullText || c.Method == "fulltext":
		return "full text"
	case c.Kind == state.Exclusion:
		return "exclusion constraint"
	}
	return c.Kind
}

func constraintText(c *state.Constraint) string {
	switch c.Kind {
	case state.Check:
		return "(" + c.Expression + ")"
	case state.Exclusion:
		return c.Expression
	case state.FullText:
		return ""
	}
	names := make([]string, len(c.Parts))
	for i, p := range c.Parts {
		if names[i] = p.Column; p.Column == "" {
			names[i] = "(" + p.Expression + ")"
		}
		if p.Desc {
			names[i] += " DESC"
		}
	}
	text := list(names)
	if c.Where != "" {
		text += " WHERE " + c.Where
	}
	return text
}

func keyText(k *state.ForeignKey) string {
	return list(k.Columns) + " to " + k.Table + " " + list(k.Targets)
}
