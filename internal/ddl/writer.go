// Package ddl writes statements that define tables: each object's text once, whether it is part of
// a new table or comes to one that exists.
package ddl

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// Statement is one thing to send.
type Statement struct {
	Action string // "create table", "add foreign key", …
	Name   string // of the table, or of the enumeration type
	Text   string
	Risks  []Risk
}

func say(action, name, text string, risks ...Risk) Statement {
	return Statement{action, name, text, risks}
}

// Writer writes for one dialect.
type Writer struct{ dialect *dialect.Dialect }

// For is the writer of a dialect.
func For(d *dialect.Dialect) Writer { return Writer{d} }

func (w Writer) ident(name string) string { return w.dialect.Ident(name) }

func (w Writer) idents(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = w.ident(n)
	}
	return strings.Join(out, ", ")
}

// table is a table's name, with its schema where it has one.
func (w Writer) table(t *state.Table) string { return w.qualified(t.Schema, t.Name) }

func (w Writer) qualified(schema, name string) string {
	if schema == "" {
		return w.ident(name)
	}
	return w.ident(schema) + "." + w.ident(name)
}

// CreateEnum makes an enumeration type.
func (w Writer) CreateEnum(e *state.Enum) Statement {
	return say("create type", e.Name, "CREATE TYPE "+w.ident(e.Name)+" AS ENUM ("+w.literals(e.Labels)+")")
}

func (w Writer) literals(list []string) string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = w.dialect.DDL.Literal(text)
	}
	return strings.Join(out, ", ")
}

// CreateTable makes a table with its constraints, then its indexes, triggers and comments where
// those are statements of their own. Foreign keys that are late are left out.
func (w Writer) CreateTable(t *state.Table, late func(*state.ForeignKey) bool) []Statement {
	var out []Statement
	for i := range t.Columns {
		out = append(out, w.Before(&t.Columns[i])...)
	}
	out = append(out, say("create table", t.Name, w.tableText(t, w.table(t), late)))
	out = append(out, w.indexes(t)...)
	out = append(out, w.triggers(t)...)
	return append(out, w.comments(t)...)
}

// Distribute says of a new table how servers of a cluster keep it.
func (w Writer) Distribute(t *state.Table) []Statement {
	name := w.table(t)
	switch {
	case w.dialect.DDL.Distribute == nil:
		return nil
	case t.Distribute != "":
		return []Statement{say("distribute table", t.Name, w.dialect.DDL.Distribute(name, t.Distribute))}
	case t.Replicate:
		return []Statement{say("distribute table", t.Name, w.dialect.DDL.Replicate(name))}
	}
	return nil
}

// Before makes what must be there before a column can be.
func (w Writer) Before(c *state.Column) []Statement {
	if text := w.dialect.Before(c.Collation); text != "" {
		return []Statement{say("create collation", c.Collation, text)}
	}
	return nil
}

// tableText is the CREATE TABLE of a table under a name.
func (w Writer) tableText(t *state.Table, name string, late func(*state.ForeignKey) bool) string {
	var lines []string
	for i := range t.Columns {
		lines = append(lines, w.Column(&t.Columns[i]))
	}
	lines = append(lines, w.members(t)...)
	for i := range t.ForeignKeys {
		if k := &t.ForeignKeys[i]; late == nil || !late(k) {
			lines = append(lines, w.ForeignKey(k))
		}
	}
	text := "CREATE TABLE " + name + " (\n  " + strings.Join(lines, ",\n  ") + "\n)" + w.dialect.DDL.TableOptions
	if t.Comment != "" && w.dialect.DDL.Comments == dialect.InlineComments {
		text += " COMMENT=" + w.dialect.DDL.Literal(t.Comment)
	}
	return text
}

// members are what stands between columns and foreign keys: the primary key, and the constraints
// that a new table declares itself.
func (w Writer) members(t *state.Table) []string {
	var out []string
	if len(t.Key) > 0 && !w.rowidKey(t) {
		out = append(out, "PRIMARY KEY ("+w.idents(t.Key)+")")
	}
	for i := range t.Constraints {
		if c := &t.Constraints[i]; w.inTable(c) {
			out = append(out, w.member(c))
		}
	}
	return out
}

// rowidKey reports whether the primary key is declared with its column.
func (w Writer) rowidKey(t *state.Table) bool {
	if len(t.Key) != 1 || !w.dialect.DDL.RowidKey {
		return false
	}
	c := t.Column(t.Key[0])
	return c != nil && c.Identity
}

// inTable reports whether a new table declares the constraint itself.
func (w Writer) inTable(c *state.Constraint) bool {
	return c.Kind != state.Index && c.Kind != state.FullText || w.dialect.DDL.InlineIndexes
}

// member is a constraint, or an index, as a line of a table.
func (w Writer) member(c *state.Constraint) string {
	switch c.Kind {
	case state.Unique:
		return "CONSTRAINT " + w.ident(c.Name) + " UNIQUE (" + w.parts(c) + ")"
	case state.Check:
		return "CONSTRAINT " + w.ident(c.Name) + " CHECK (" + c.Expression + ")"
	case state.Exclusion:
		return "CONSTRAINT " + w.ident(c.Name) + " EXCLUDE " + c.Expression
	}
	kind := "INDEX "
	switch {
	case c.Distinct:
		kind = "UNIQUE INDEX "
	case c.Method != "":
		kind = strings.ToUpper(c.Method) + " INDEX "
	}
	return kind + w.ident(c.Name) + " (" + w.parts(c) + ")"
}

func (w Writer) parts(c *state.Constraint) string {
	out := make([]string, len(c.Parts))
	for i, p := range c.Parts {
		out[i] = w.part(p)
	}
	return strings.Join(out, ", ")
}

func (w Writer) part(p state.Part) string {
	text := "(" + p.Expression + ")"
	if p.Column != "" {
		text = w.ident(p.Column)
	}
	if p.Length > 0 {
		text += "(" + strconv.Itoa(p.Length) + ")"
	}
	if p.Collation != "" {
		text += " COLLATE " + w.ident(p.Collation)
	}
	if p.Class != "" {
		text += " " + p.Class
	}
	if p.Desc {
		text += " DESC"
	}
	return text
}

// Column declares a column.
func (w Writer) Column(c *state.Column) string {
	ddl := &w.dialect.DDL
	text := w.ident(c.Name) + " " + w.typeOf(c)
	if c.Generated != "" {
		text += " GENERATED ALWAYS AS (" + c.Generated + ")"
		if c.Stored {
			text += " STORED"
		} else {
			text += " VIRTUAL"
		}
	}
	if !c.Null {
		text += " NOT NULL"
	}
	if c.Default != "" {
		text += " DEFAULT " + c.Default
	}
	if c.OnUpdate != "" {
		text += " ON UPDATE " + c.OnUpdate
	}
	switch {
	case c.Identity && ddl.RandomKey != "" && c.Type == "bigint":
		text += ddl.RandomKey
	case c.Identity:
		text += ddl.Autoincrement
		if ddl.RowidKey {
			text += " PRIMARY KEY"
		}
	}
	if c.Comment != "" && ddl.Comments == dialect.InlineComments {
		text += " COMMENT " + ddl.Literal(c.Comment)
	}
	return text
}

// typeOf is the type with its collation.
func (w Writer) typeOf(c *state.Column) string {
	if c.Collation == "" {
		return c.Type
	}
	return c.Type + " COLLATE " + w.ident(c.Collation)
}

// ForeignKey is a foreign key as a line of a table.
func (w Writer) ForeignKey(k *state.ForeignKey) string {
	return "CONSTRAINT " + w.ident(k.Name) + " FOREIGN KEY (" + w.idents(k.Columns) + ")" + w.references(k)
}

func (w Writer) references(k *state.ForeignKey) string {
	schema := k.Schema
	if w.dialect.DDL.AttachedSchemas { // which are that of the table itself
		schema = ""
	}
	text := " REFERENCES " + w.qualified(schema, k.Table) + " (" + w.idents(k.Targets) + ")"
	if k.OnDelete != "" {
		text += " ON DELETE " + k.OnDelete
	}
	if k.OnUpdate != "" {
		text += " ON UPDATE " + k.OnUpdate
	}
	return text
}

// AddForeignKey gives a table that exists a foreign key.
func (w Writer) AddForeignKey(t *state.Table, k *state.ForeignKey) Statement {
	return say("add foreign key", t.Name, "ALTER TABLE "+w.table(t)+" ADD "+w.ForeignKey(k))
}

// DropForeignKey takes it away.
func (w Writer) DropForeignKey(t *state.Table, name string) Statement {
	return say("drop foreign key", t.Name, "ALTER TABLE "+w.table(t)+w.dialect.DDL.DropForeignKey+w.ident(name))
}

// indexes are the indexes that a new table does not declare itself.
func (w Writer) indexes(t *state.Table) []Statement {
	var out []Statement
	for i := range t.Constraints {
		if c := &t.Constraints[i]; !w.inTable(c) {
			out = append(out, w.CreateIndex(t, c, ""))
		}
	}
	return out
}

// CreateIndex makes an index; how stands behind the word INDEX.
func (w Writer) CreateIndex(t *state.Table, c *state.Constraint, how string) Statement {
	if c.Kind == state.FullText {
		return say("create full text", t.Name, c.With)
	}
	kind := "CREATE INDEX "
	if c.Distinct || c.Kind == state.Unique {
		kind = "CREATE UNIQUE INDEX "
	}
	name, on := w.ident(c.Name), w.table(t)
	if w.dialect.DDL.AttachedSchemas {
		name, on = w.qualified(t.Schema, c.Name), w.ident(t.Name)
	}
	text := kind + how + name + " ON " + on
	if c.Method != "" {
		text += " USING " + c.Method
	}
	text += " (" + w.parts(c) + ")"
	if len(c.Include) > 0 {
		text += " INCLUDE (" + w.idents(c.Include) + ")"
	}
	if c.With != "" {
		text += " " + c.With
	}
	if c.Where != "" {
		text += " WHERE " + c.Where
	}
	return say("create index", t.Name, text)
}

func (w Writer) triggers(t *state.Table) []Statement {
	var out []Statement
	for _, g := range t.Triggers {
		out = append(out, say("create trigger", t.Name, g.Text))
	}
	return out
}

func (w Writer) comments(t *state.Table) []Statement {
	if w.dialect.DDL.Comments != dialect.CommentCommands {
		return nil
	}
	var out []Statement
	if t.Comment != "" {
		out = append(out, w.commentTable(t))
	}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Comment != "" {
			out = append(out, w.commentColumn(t, c))
		}
	}
	return out
}

func (w Writer) commentTable(t *state.Table) Statement {
	return say("comment on", t.Name, "COMMENT ON TABLE "+w.table(t)+" IS "+w.commentText(t.Comment))
}

func (w Writer) commentColumn(t *state.Table, c *state.Column) Statement {
	return say("comment on", t.Name, "COMMENT ON COLUMN "+w.table(t)+"."+w.ident(c.Name)+" IS "+w.commentText(c.Comment))
}

func (w Writer) commentText(text string) string {
	if text == "" {
		return "NULL"
	}
	return w.dialect.DDL.Literal(text)
}

// DropTable takes a table away.
func (w Writer) DropTable(t *state.Table) Statement {
	return say("drop table", t.Name, "DROP TABLE "+w.table(t))
}

// DropBeside takes away the tables of words beside a table.
func (w Writer) DropBeside(t *state.Table) []Statement {
	var out []Statement
	for i := range t.Constraints {
		if c := &t.Constraints[i]; c.Kind == state.FullText {
			out = append(out, say("drop full text", t.Name, "DROP TABLE "+w.qualified(t.Schema, c.Name)))
		}
	}
	return out
}

// DropEnum takes an enumeration type away.
func (w Writer) DropEnum(name string) Statement {
	return say("drop type", name, "DROP TYPE "+w.ident(name))
}
