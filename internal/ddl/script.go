package ddl

import (
	"slices"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Options say how a difference is written.
type Options struct {
	// Fill has SQL for rows that exist, by table.column.
	Fill map[string]string
	// Back says that the script undoes another: what it cannot bring back gets the plainest value.
	Back bool
	// Concurrent builds indexes on tables that exist without blocking writes, outside of a
	// transaction.
	Concurrent bool
}

// script is a difference on its way to statements.
type script struct {
	w       Writer
	d       *diff.Diff
	options Options
	out     []Statement
	again   map[keyName]bool // foreign keys that are taken away and put back
	touched map[keyName]bool // columns whose type changes
}

// keyName names something in a table.
type keyName struct{ table, name string }

// Script is what leads from one state to the other.
func (w Writer) Script(d *diff.Diff, o Options) []Statement {
	s := &script{w: w, d: d, options: o, again: map[keyName]bool{}, touched: map[keyName]bool{}}
	if w.dialect.DDL.Alter == dialect.AlterRebuild {
		s.rebuild()
		return s.out
	}
	s.recreated()
	s.loosen()
	s.renames()
	s.dropKeys()
	s.schemas()
	s.enums()
	early := s.namesAgain()
	if early {
		s.dropTables()
	}
	late := s.createTables()
	if w.dialect.DDL.Alter == dialect.AlterCommands {
		s.commands()
	} else {
		s.clauses()
	}
	if !early {
		s.dropTables()
	}
	s.dropEnums()
	s.addKeys(late)
	return s.out
}

func (s *script) add(list ...Statement) { s.out = append(s.out, list...) }

func (s *script) alter(t *state.Table, action, clause string, risks ...Risk) {
	s.add(say(action, t.Name, "ALTER TABLE "+s.w.table(t)+" "+clause, risks...))
}

// recreated finds the foreign keys that stand in the way of other changes: of columns that get
// another type at one of their ends, of keys that are dropped, and of indexes that they need.
func (s *script) recreated() {
	replaced := map[string]bool{}
	for _, e := range s.d.ChangedEnums {
		replaced[e.To.Name] = len(e.Removed) > 0
	}
	keys := map[string]bool{}
	changed := map[string]*diff.Table{}
	for _, t := range s.d.Changed {
		changed[t.To.Name] = t
		keys[t.To.Name] = t.Key || slices.ContainsFunc(t.DroppedConstraints, func(c *state.Constraint) bool { return c.Kind == state.Unique })
		for _, c := range t.Altered {
			if c.Type || c.Collation || c.Identity && s.w.dialect.DDL.Alter == dialect.AlterClauses {
				s.touched[keyName{t.To.Name, c.To.Name}] = true
			}
		}
	}
	for i := range s.d.From.Tables {
		t := &s.d.From.Tables[i]
		for _, c := range t.Columns {
			if c.Enum != "" && replaced[c.Enum] {
				s.touched[keyName{t.Name, c.Name}] = true
			}
		}
	}
	for i := range s.d.From.Tables {
		t := &s.d.From.Tables[i]
		for j := range t.ForeignKeys {
			if k := &t.ForeignKeys[j]; s.inTheWay(t, k, keys, changed[t.Name]) {
				s.again[keyName{t.Name, k.Name}] = true
			}
		}
	}
}

func (s *script) inTheWay(t *state.Table, k *state.ForeignKey, keys map[string]bool, c *diff.Table) bool {
	touched := func(table string, columns []string) bool {
		return slices.ContainsFunc(columns, func(name string) bool { return s.touched[keyName{table, name}] })
	}
	if touched(t.Name, k.Columns) || touched(k.Table, k.Targets) || keys[k.Table] {
		return true
	}
	if c == nil || s.w.dialect.DDL.Alter != dialect.AlterClauses {
		return false
	}
	for _, a := range c.Altered {
		if slices.Contains(k.Columns, a.To.Name) && a.Null {
			return true
		}
	}
	return diff.Covers(c.From, k.Columns) && (!diff.Covers(c.To, k.Columns) || c.Key || len(c.DroppedConstraints) > 0)
}

// loosen takes away what the old names hold in place.
func (s *script) loosen() {
	for _, l := range s.d.Loosened {
		s.dropConstraint(l.Table, l.Constraint)
	}
}

func (s *script) dropConstraint(t *state.Table, c *state.Constraint) {
	switch {
	case c.Kind == state.FullText:
		s.add(say("drop full text", t.Name, "DROP TABLE "+s.w.qualified(t.Schema, c.Name)))
	case c.Kind != state.Index && s.w.dialect.DDL.Alter == dialect.AlterCommands, c.Kind == state.Check:
		s.alter(t, "drop constraint", "DROP CONSTRAINT "+s.w.ident(c.Name))
	case s.w.dialect.DDL.Alter == dialect.AlterClauses:
		s.alter(t, "drop index", "DROP INDEX "+s.w.ident(c.Name))
	default:
		s.add(say("drop index", t.Name, "DROP INDEX "+s.w.qualified(t.Schema, c.Name)))
	}
}

// renames come first. A name that is still taken is reached by way of another.
func (s *script) renames() {
	now := map[string]*state.Table{} // what each table was before, by the name that it has now
	for i := range s.d.Before.Tables {
		now[s.d.Before.Tables[i].Name] = &s.d.Before.Tables[i]
	}
	for _, r := range inOrder(s.d.Renames) {
		before := now[r.Table]
		t := &state.Table{Schema: before.Schema, Name: r.Table}
		if r.Column != "" {
			object := r.Table + "." + r.Column
			s.alter(t, "rename column", "RENAME COLUMN "+s.w.ident(r.Column)+" TO "+s.w.ident(r.To),
				risk(RenamesObject, object, "%s becomes %s", object, r.To))
			if c := before.Column(r.Column); c != nil && c.Identity {
				s.renameSequence(before, objectName(r.Table, r.Column, "seq"), objectName(r.Table, r.To, "seq"))
			}
			continue
		}
		s.alter(t, "rename table", "RENAME TO "+s.w.ident(r.To), risk(RenamesObject, r.Table, "the table %s becomes %s", r.Table, r.To))
		delete(now, r.Table)
		now[r.To] = before
		s.renameImplicit(r, before)
	}
}

// renameImplicit gives what a table made by itself the names that a new table of its name would
// have given.
func (s *script) renameImplicit(r diff.Rename, before *state.Table) {
	if s.w.dialect.DDL.Alter != dialect.AlterCommands {
		return
	}
	s.add(say("rename index", r.To, "ALTER INDEX IF EXISTS "+s.w.qualified(before.Schema, objectName(r.Table, "", "pkey"))+" RENAME TO "+
		s.w.ident(objectName(r.To, "", "pkey"))))
	for _, c := range before.Columns {
		if c.Identity {
			s.renameSequence(before, objectName(r.Table, c.Name, "seq"), objectName(r.To, c.Name, "seq"))
		}
	}
}

func (s *script) renameSequence(t *state.Table, from, to string) {
	if s.w.dialect.DDL.Alter == dialect.AlterCommands {
		s.add(say("rename sequence", t.Name, "ALTER SEQUENCE IF EXISTS "+s.w.qualified(t.Schema, from)+" RENAME TO "+s.w.ident(to)))
	}
}

// objectName is the name that PostgreSQL gives to what belongs to a table, cut to what it keeps.
func objectName(table, column, label string) string {
	const kept = 63
	room := kept - len(label) - 1
	if column != "" {
		room--
	}
	for len(table)+len(column) > room {
		if len(table) > len(column) {
			table = table[:len(table)-1]
		} else {
			column = column[:len(column)-1]
		}
	}
	if column != "" {
		table += "_" + column
	}
	return table + "_" + label
}

// inOrder brings renames into an order in which each name is free when it is given; a ring is
// opened by a name between.
func inOrder(list []diff.Rename) []diff.Rename {
	var out []diff.Rename
	rest := slices.Clone(list)
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(r diff.Rename) bool {
			return !slices.ContainsFunc(rest, func(o diff.Rename) bool { return occupies(o, r) })
		})
		if i < 0 {
			r := &rest[0]
			between := r.To + "__between"
			if r.Column == "" {
				out = append(out, diff.Rename{Table: r.Table, To: between})
				r.Table = between
			} else {
				out = append(out, diff.Rename{Table: r.Table, Column: r.Column, To: between})
				r.Column = between
			}
			continue
		}
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out
}

// occupies reports whether one rename has to come before another: it frees its name, or renames its
// table.
func occupies(o, r diff.Rename) bool {
	if r.Column == "" {
		return o.Column == "" && o.Table == r.To && o != r
	}
	return o.Column == "" || o.Table == r.Table && o.Column == r.To && o != r
}

// dropKeys takes away the foreign keys that go, and those that stand in the way.
func (s *script) dropKeys() {
	for _, t := range s.d.Changed {
		for _, k := range t.DroppedKeys {
			s.dropKey(t.From, k)
		}
		for i := range t.RenamedKeys {
			if s.again[keyName{t.To.Name, t.RenamedKeys[i][0].Name}] || s.w.dialect.DDL.Alter == dialect.AlterClauses {
				s.dropKey(t.From, t.RenamedKeys[i][0])
			}
		}
	}
	dropped := func(t *diff.Table, name string) bool {
		return t != nil && (slices.ContainsFunc(t.DroppedKeys, func(k *state.ForeignKey) bool { return k.Name == name }) ||
			slices.ContainsFunc(t.RenamedKeys, func(k [2]*state.ForeignKey) bool { return k[0].Name == name }))
	}
	for i := range s.d.From.Tables {
		t := &s.d.From.Tables[i]
		for j := range t.ForeignKeys {
			if k := &t.ForeignKeys[j]; s.again[keyName{t.Name, k.Name}] && !dropped(s.changed(t.Name), k.Name) && !s.goes(t) {
				s.dropKey(t, k)
			}
		}
	}
	gone := map[string]bool{}
	for _, t := range s.d.Dropped {
		gone[t.Name] = true
		for j := range t.ForeignKeys {
			k := &t.ForeignKeys[j]
			ring := gone[k.Table] && k.Table != t.Name || s.again[keyName{t.Name, k.Name}]
			for _, n := range s.d.Created {
				ring = ring || n.Name == k.Table // a name that comes back is another table
			}
			if ring {
				s.dropKey(t, k)
			}
		}
	}
}

// goes reports whether a table is dropped.
func (s *script) goes(t *state.Table) bool { return slices.Contains(s.d.Dropped, t) }

func (s *script) changed(table string) *diff.Table {
	for _, t := range s.d.Changed {
		if t.To.Name == table {
			return t
		}
	}
	return nil
}

// dropKey drops a foreign key, and the index that came with it.
func (s *script) dropKey(t *state.Table, k *state.ForeignKey) {
	st := s.w.DropForeignKey(t, k.Name)
	if s.w.dialect.DDL.Alter == dialect.AlterClauses && !diff.Covers(t, k.Columns) {
		st.Text += ", DROP INDEX " + s.w.ident(k.Name)
	}
	s.add(st)
}

// addKeys adds the foreign keys of new tables that had to wait, the new ones of others, and those
// that were taken away for a while.
func (s *script) addKeys(late map[keyName]bool) {
	for i := range s.d.To.Tables {
		t := &s.d.To.Tables[i]
		c := s.changed(t.Name)
		for j := range t.ForeignKeys {
			k := &t.ForeignKeys[j]
			added := c != nil && slices.Contains(c.AddedKeys, k)
			again := s.again[keyName{t.Name, k.Name}] && !added
			if c != nil {
				for _, r := range c.RenamedKeys {
					again = again || r[1] == k && (s.again[keyName{t.Name, r[0].Name}] || s.w.dialect.DDL.Alter == dialect.AlterClauses)
				}
			}
			if late[keyName{t.Name, k.Name}] || added || again {
				s.addKey(t, k, added)
			}
		}
	}
}

func (s *script) addKey(t *state.Table, k *state.ForeignKey, rows bool) {
	st := s.w.AddForeignKey(t, k)
	if k.Unchecked {
		st.Text += " NOT VALID"
	}
	if rows {
		st.Risks = append(st.Risks, risk(ChecksKeys, t.Name+"."+k.Name, "rows of %s without a row of %s make the foreign key %s fail", t.Name, k.Table, k.Name))
		if s.w.dialect.DDL.Alter == dialect.AlterCommands && !diff.Covers(t, k.Columns) {
			st.Risks = append(st.Risks, risk(NoKeyIndex, t.Name+"."+k.Name, "no index begins with the columns of the foreign key %s", k.Name))
		}
	}
	s.add(st)
}

// namesAgain reports whether something new has the name of something in a table that goes.
func (s *script) namesAgain() bool {
	old := map[string]bool{}
	for _, t := range s.d.Dropped {
		old[t.Name] = true
		for _, c := range t.Constraints {
			old[c.Name] = true
		}
		for _, k := range t.ForeignKeys {
			old[k.Name] = true
		}
	}
	names := func(t *state.Table) bool {
		return old[t.Name] || slices.ContainsFunc(t.Constraints, func(c state.Constraint) bool { return old[c.Name] }) ||
			slices.ContainsFunc(t.ForeignKeys, func(k state.ForeignKey) bool { return old[k.Name] })
	}
	return slices.ContainsFunc(s.d.Created, names) || slices.ContainsFunc(s.d.Changed, func(t *diff.Table) bool { return names(t.To) })
}

// createTables makes the new tables, without the foreign keys that refer to what is not there yet,
// or not as it will be.
func (s *script) createTables() (late map[keyName]bool) {
	late = map[keyName]bool{}
	there := map[string]bool{}
	for i := range s.d.From.Tables {
		t := &s.d.From.Tables[i]
		there[t.Name] = s.changed(t.Name) == nil && s.d.To.Table(t.Name) != nil
	}
	for _, t := range s.d.Created {
		there[t.Name] = true
		s.add(s.w.CreateTable(t, func(k *state.ForeignKey) bool {
			wait := !there[k.Table] || s.w.dialect.DDL.Distribute != nil // tables are divided before they refer to each other
			for _, target := range k.Targets {
				wait = wait || s.touched[keyName{k.Table, target}]
			}
			if wait {
				late[keyName{t.Name, k.Name}] = true
			}
			return wait
		})...)
	}
	for _, t := range s.d.Created {
		s.add(s.w.Distribute(t)...)
	}
	return late
}

func (s *script) dropTables() {
	for _, t := range s.d.Dropped {
		st := s.w.DropTable(t)
		st.Risks = []Risk{risk(DropsTable, t.Name, "the table %s is dropped with its rows", t.Name)}
		s.add(st)
		s.add(s.w.DropBeside(t)...)
	}
}
