package ddl

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Copies reports whether statements of the difference need foreign keys to be off: a table takes
// the place of another, or a table goes to which rows of others refer.
func (w Writer) Copies(d *diff.Diff) bool {
	s := &script{w: w, d: d}
	if slices.ContainsFunc(d.Changed, func(t *diff.Table) bool { return !s.native(t) }) {
		return true
	}
	gone := map[string]bool{}
	for _, t := range d.Dropped {
		gone[t.Name] = true
		if slices.ContainsFunc(t.ForeignKeys, func(k state.ForeignKey) bool { return gone[k.Table] }) {
			return true
		}
	}
	return false
}

// rebuild changes tables where few statements can do so: the others are made anew, with their rows.
func (s *script) rebuild() {
	s.loosenTriggers()
	s.loosen()
	s.renames()
	for _, t := range s.d.Changed {
		for _, g := range t.DroppedTriggers {
			s.add(say("drop trigger", t.To.Name, "DROP TRIGGER "+s.w.ident(g.Name)))
		}
		for _, c := range t.DroppedConstraints {
			if beside(c) {
				s.dropConstraint(t.To, c)
			}
		}
		for _, r := range t.RenamedConstraints {
			if beside(r[0]) {
				s.dropConstraint(t.To, r[0])
			}
		}
	}
	early := s.namesAgain()
	if early {
		s.dropTables()
	}
	for _, t := range s.d.Created {
		s.add(s.w.CreateTable(t, nil)...)
	}
	for _, t := range s.d.Changed {
		if s.native(t) {
			s.inPlace(t)
		} else {
			s.copyTable(t)
		}
	}
	if !early {
		s.dropTables()
	}
}

func (s *script) loosenTriggers() {
	for _, g := range s.d.LoosenedTriggers {
		s.add(say("drop trigger", g.Name, "DROP TRIGGER "+s.w.ident(g.Name)))
	}
}

// beside reports whether a constraint is made and dropped by statements of its own.
func beside(c *state.Constraint) bool { return c.Kind == state.Index || c.Kind == state.FullText }

// fillWords writes a table of words anew.
func (s *script) fillWords(t *diff.Table, c *state.Constraint, empty bool) {
	if !empty {
		s.add(say("fill", t.To.Name, "DELETE FROM "+s.w.qualified(t.To.Schema, c.Name)))
	}
	s.add(say("fill", t.To.Name, c.Expression))
}

// native reports whether the table can be changed where it is.
func (s *script) native(t *diff.Table) bool {
	if t.Key || len(t.DroppedKeys)+len(t.RenamedKeys)+len(t.CheckedKeys) > 0 {
		return false
	}
	if slices.ContainsFunc(t.Altered, func(c diff.Column) bool {
		return c.Type || c.Collation || c.Null || c.Default || c.Identity || c.OnUpdate || c.Comment
	}) {
		return false
	}
	bound := func(c *state.Constraint) bool { return !beside(c) }
	if slices.ContainsFunc(t.DroppedConstraints, bound) ||
		slices.ContainsFunc(t.RenamedConstraints, func(r [2]*state.Constraint) bool { return bound(r[0]) }) {
		return false
	}
	checks, keys := s.inline(t)
	if checks == nil || len(checks) != len(slices.DeleteFunc(slices.Clone(t.AddedConstraints), func(c *state.Constraint) bool { return !bound(c) })) ||
		len(keys) != len(t.AddedKeys) {
		return false
	}
	return !slices.ContainsFunc(t.Added, func(c *state.Column) bool { return !s.addable(c, keys) }) &&
		!slices.ContainsFunc(t.Dropped, func(c *state.Column) bool { return !droppable(t, c) })
}

// inline are the new checks and foreign keys that a new column can bring along, by its name.
func (s *script) inline(t *diff.Table) (checks map[string]*state.Constraint, keys map[string]*state.ForeignKey) {
	checks, keys = map[string]*state.Constraint{}, map[string]*state.ForeignKey{}
	for _, c := range t.Added {
		for _, k := range t.AddedConstraints {
			if k.Kind == state.Check && strings.HasPrefix(k.Expression, s.w.ident(c.Name)+" IN (") && checks[c.Name] == nil {
				checks[c.Name] = k
			}
		}
		for _, k := range t.AddedKeys {
			if len(k.Columns) == 1 && k.Columns[0] == c.Name {
				keys[c.Name] = k
			}
		}
	}
	return checks, keys
}

// addable reports whether a column can be added to a table with rows: it is NULL in them, or has a
// default that is a constant.
func (s *script) addable(c *state.Column, keys map[string]*state.ForeignKey) bool {
	if c.Identity || c.Generated != "" {
		return false
	}
	if c.Default == "" {
		return c.Null
	}
	return keys[c.Name] == nil && s.constant(c.Default)
}

// constant reports whether an expression is a literal, perhaps in parentheses.
func (s *script) constant(expression string) bool {
	e := strings.TrimSpace(expression)
	for strings.HasPrefix(e, "(") && strings.HasSuffix(e, ")") {
		e = strings.TrimSpace(e[1 : len(e)-1])
	}
	if e == "" {
		return false
	}
	if e[0] == '\'' {
		return s.w.dialect.Syntax.Skip(e, 0) == len(e)
	}
	number := strings.TrimPrefix(e, "-")
	return number != "" && strings.Trim(number, "0123456789.") == "" && strings.Count(number, ".") < 2 && number != "."
}

// droppable reports whether nothing in the table mentions a column, indexes that go before it
// apart.
func droppable(t *diff.Table, c *state.Column) bool {
	if comesBack(t, c) || slices.Contains(t.From.Key, c.Name) || refers(t.From, c.Name) || c.Generated != "" {
		return false
	}
	for i := range t.From.Constraints {
		k := &t.From.Constraints[i]
		switch {
		case k.Kind == state.Unique && slices.Contains(k.Columns(), c.Name):
			return false
		case k.Kind == state.Index:
			if slices.Contains(k.Columns(), c.Name) && !slices.Contains(t.DroppedConstraints, k) || len(k.Columns()) < len(k.Parts) || k.Where != "" {
				return false
			}
		case k.Kind == state.Check && mentions(k.Expression, c.Name):
			return false
		}
	}
	for _, o := range t.From.Columns {
		if o.Generated != "" && mentions(o.Generated, c.Name) {
			return false
		}
	}
	return true
}

// mentions reports whether a text may speak of a column.
func mentions(text, column string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(column))
}

// inPlace changes a table by the few statements that there are.
func (s *script) inPlace(t *diff.Table) {
	checks, keys := s.inline(t)
	for _, c := range t.Added {
		text := "ADD COLUMN " + s.w.Column(c)
		if k := checks[c.Name]; k != nil {
			text += " " + s.w.member(k)
		}
		if k := keys[c.Name]; k != nil {
			text += " CONSTRAINT " + s.w.ident(k.Name) + s.w.references(k)
		}
		s.alter(t.To, "add column", text)
	}
	for _, c := range t.Dropped {
		s.alter(t.To, "drop column", "DROP COLUMN "+s.w.ident(c.Name), dropsColumn(t.To, c))
	}
	s.around(t)
}

// around makes the indexes and triggers that are new.
func (s *script) around(t *diff.Table) {
	for _, c := range t.AddedConstraints {
		if c.Kind == state.FullText {
			s.add(s.w.CreateIndex(t.To, c, ""))
			s.fillWords(t, c, true)
		}
		if c.Kind == state.Index {
			st := s.w.CreateIndex(t.To, c, "")
			st.Risks = uniqueRisks(t.To, c)
			s.add(st)
		}
	}
	for _, r := range t.RenamedConstraints {
		if r[1].Kind == state.Index {
			s.add(s.w.CreateIndex(t.To, r[1], ""))
		}
	}
	for _, g := range t.AddedTriggers {
		s.add(say("create trigger", t.To.Name, g.Text))
	}
	s.reform(t)
}

// reform lets new triggers bring values that are there into the one form of their column.
func (s *script) reform(t *diff.Table) {
	for _, g := range t.AddedTriggers {
		old, now := t.From.Column(g.Column), t.To.Column(g.Column)
		if now == nil || old != nil && old.Form == now.Form || old == nil && !s.backfilled(t, g.Column) {
			continue
		}
		column := s.w.ident(g.Column)
		s.add(say("convert", t.To.Name, "UPDATE "+s.w.table(t.To)+" SET "+column+" = "+column))
	}
}

// backfilled reports whether rows that exist got a value for a new column.
func (s *script) backfilled(t *diff.Table, column string) bool {
	c := t.To.Column(column)
	return c != nil && !c.Null
}

// spare is the name of a table until it takes its place.
func spare(name string) string { return name + "__new" }

// copyTable makes the table anew under another name, copies the rows, and puts it in the place of
// the old one. Foreign keys must be off, or the rows of other tables would go with the old one.
func (s *script) copyTable(t *diff.Table) {
	name := s.w.qualified(t.To.Schema, spare(t.To.Name))
	s.add(say("create table", t.To.Name, s.w.tableText(t.To, name, nil),
		risk(CopiesTable, t.To.Name, "the table %s is copied while nobody writes", t.To.Name)))
	var into, values []string
	var risks []Risk
	for i := range t.To.Columns {
		c := &t.To.Columns[i]
		value, r := s.copied(t, c)
		if risks = append(risks, r...); value != "" {
			into, values = append(into, s.w.ident(c.Name)), append(values, value)
		}
	}
	for _, c := range t.Dropped {
		risks = append(risks, dropsColumn(t.To, c))
	}
	for _, c := range t.AddedConstraints {
		risks = append(risks, uniqueRisks(t.To, c)...)
		if c.Kind == state.Check {
			risks = append(risks, checkRisks(t, c)...)
		}
	}
	if len(into) > 0 {
		s.add(say("copy rows", t.To.Name, "INSERT INTO "+name+" ("+strings.Join(into, ", ")+")\nSELECT\n  "+strings.Join(values, ",\n  ")+
			"\nFROM "+s.w.table(t.To), risks...))
	}
	s.add(s.w.DropTable(t.To))
	s.add(say("rename table", t.To.Name, "ALTER TABLE "+name+" RENAME TO "+s.w.ident(t.To.Name)))
	for i := range t.To.Constraints {
		c := &t.To.Constraints[i]
		added := slices.Contains(t.AddedConstraints, c)
		if beside(c) && (c.Kind == state.Index || added) {
			s.add(s.w.CreateIndex(t.To, c, ""))
		}
		if c.Kind == state.FullText {
			s.fillWords(t, c, added)
		}
	}
	s.add(s.w.triggers(t.To)...)
	s.reform(t)
}

// copied is where the value of a column comes from; empty where the database makes it.
func (s *script) copied(t *diff.Table, c *state.Column) (string, []Risk) {
	old := t.From.Column(c.Name)
	if old != nil && slices.Contains(t.Dropped, old) {
		old = nil
	}
	switch {
	case c.Generated != "" || old == nil && (c.Identity || c.Null && c.Default == ""):
		return "", nil
	case old == nil && c.Default != "" && s.options.Fill[t.To.Name+"."+c.Name] == "":
		return "", nil
	case old == nil && c.Null:
		return s.options.Fill[t.To.Name+"."+c.Name], nil
	case old == nil:
		f := s.fill(t.To, c)
		return f.sql, fillRisk(t.To, c, f)
	}
	column, object := s.w.ident(c.Name), t.To.Name+"."+c.Name
	var risks []Risk
	if a, b := base(old.Type), base(c.Type); a == "blob" && b == "text" || a == "text" && b == "blob" {
		column = "CAST(" + column + " AS " + c.Type + ")"
	}
	if old.Kind != c.Kind && old.Kind != "" && c.Kind != "" {
		risks = append(risks, risk(ChangesType, object, "%s becomes %s from %s; a value that does not fit makes it fail, or cannot be read any more", object, c.Kind, old.Kind))
	}
	if old.Null && !c.Null {
		f := s.fill(t.To, c)
		risks = append(risks, risk(ForbidsNull, object, "%s cannot be NULL any more", object))
		risks = append(risks, fillRisk(t.To, c, f)...)
		column = "COALESCE(" + column + ", " + f.sql + ")"
	}
	return column, risks
}
