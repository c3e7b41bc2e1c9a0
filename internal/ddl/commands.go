package ddl

import (
	"slices"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// commands changes tables by a statement for each change: what goes, goes from all of them before
// anything comes.
func (s *script) commands() {
	for _, t := range s.d.Changed {
		s.dropParts(t)
	}
	for _, t := range s.d.Changed {
		for _, c := range t.Added {
			s.addColumn(t.To, c)
		}
		for _, c := range t.Altered {
			s.alterColumn(t.To, c)
		}
	}
	for _, t := range s.d.Changed {
		s.addParts(t)
	}
}

func (s *script) dropParts(t *diff.Table) {
	for _, c := range t.DroppedConstraints {
		s.dropConstraint(t.To, c)
	}
	if t.Key && len(t.From.Key) > 0 {
		s.alter(t.To, "drop primary key", "DROP CONSTRAINT "+s.w.ident(objectName(t.To.Name, "", "pkey")))
	}
	for _, c := range t.Dropped {
		if comesBack(t, c) {
			s.alter(t.To, "drop column", "DROP COLUMN "+s.w.ident(c.Name), dropsColumn(t.To, c))
		}
	}
	for _, r := range t.RenamedConstraints {
		s.renamePart(t.To, r[1].Kind, r[0].Name, s.free(r[1].Name))
	}
	for _, r := range t.RenamedKeys {
		if !s.again[keyName{t.To.Name, r[0].Name}] {
			s.renameConstraint(t.To, r[0].Name, r[1].Name)
		}
	}
}

// comesBack reports whether another column gets the name of one that goes.
func comesBack(t *diff.Table, c *state.Column) bool { return t.To.Column(c.Name) != nil }

// free is a name, or one between where something has it still.
func (s *script) free(name string) string {
	for i := range s.d.From.Tables {
		if slices.ContainsFunc(s.d.From.Tables[i].Constraints, func(c state.Constraint) bool { return c.Name == name }) {
			return name + "__between"
		}
	}
	return name
}

func (s *script) renamePart(t *state.Table, kind, from, to string) {
	if kind != state.Index {
		s.renameConstraint(t, from, to)
		return
	}
	s.add(say("rename index", t.Name, "ALTER INDEX "+s.w.qualified(t.Schema, from)+" RENAME TO "+s.w.ident(to)))
}

func (s *script) renameConstraint(t *state.Table, from, to string) {
	s.alter(t, "rename constraint", "RENAME CONSTRAINT "+s.w.ident(from)+" TO "+s.w.ident(to))
}

func dropsColumn(t *state.Table, c *state.Column) Risk {
	object := t.Name + "." + c.Name
	return risk(DropsColumn, object, "the column %s is dropped with its values", object)
}

// addColumn adds a column. One that cannot be NULL and has no default is filled for the rows that
// exist: by a default for as long as that takes, or by an update.
func (s *script) addColumn(t *state.Table, c *state.Column) {
	s.add(s.w.Before(c)...)
	if c.Null || c.Default != "" || c.Identity || c.Generated != "" {
		s.alter(t, "add column", "ADD COLUMN "+s.w.Column(c))
	} else if f := s.fill(t, c); f.fixed {
		filled := *c
		filled.Default = "(" + f.sql + ")"
		s.alter(t, "add column", "ADD COLUMN "+s.w.Column(&filled))
		s.alter(t, "drop default", "ALTER COLUMN "+s.w.ident(c.Name)+" DROP DEFAULT")
	} else {
		empty := *c
		empty.Null = true
		s.alter(t, "add column", "ADD COLUMN "+s.w.Column(&empty))
		s.update(t, c, f)
		s.alter(t, "set not null", "ALTER COLUMN "+s.w.ident(c.Name)+" SET NOT NULL")
	}
	if c.Comment != "" {
		s.add(s.w.commentColumn(t, c))
	}
}

// update fills the rows that have NULL.
func (s *script) update(t *state.Table, c *state.Column, f filling) {
	column := s.w.ident(c.Name)
	s.add(say("fill", t.Name, "UPDATE "+s.w.table(t)+" SET "+column+" = "+f.sql+" WHERE "+column+" IS NULL", fillRisk(t, c, f)...))
}

func (s *script) alterColumn(t *state.Table, c diff.Column) {
	column := "ALTER COLUMN " + s.w.ident(c.To.Name)
	if c.Identity && !c.To.Identity {
		s.alter(t, "drop identity", column+" DROP IDENTITY", risk(LosesIdentity, t.Name+"."+c.To.Name, "%s.%s is not generated any more", t.Name, c.To.Name))
	}
	switch {
	case c.Type || c.Collation:
		s.changeType(t, c.From, c.To)
	case c.Default && c.To.Default == "":
		s.alter(t, "drop default", column+" DROP DEFAULT")
	case c.Default:
		s.alter(t, "set default", column+" SET DEFAULT "+c.To.Default)
	}
	switch {
	case tightens(c):
		s.update(t, c.To, s.fill(t, c.To))
		object := t.Name + "." + c.To.Name
		s.alter(t, "set not null", column+" SET NOT NULL", risk(ForbidsNull, object, "%s cannot be NULL any more, which every row is looked at for", object))
	case c.Null:
		s.alter(t, "drop not null", column+" DROP NOT NULL")
	}
	if c.Identity && c.To.Identity {
		s.alter(t, "add identity", column+" ADD"+s.w.dialect.DDL.Autoincrement)
		s.continueKeys(t, c.To)
	}
	if c.Comment {
		s.add(s.w.commentColumn(t, c.To))
	}
}

// continueKeys makes generated keys go on behind those that are there.
func (s *script) continueKeys(t *state.Table, c *state.Column) {
	literal := s.w.dialect.DDL.Literal
	s.add(say("set sequence", t.Name, "SELECT setval(pg_get_serial_sequence("+literal(s.w.table(t))+", "+literal(c.Name)+
		"), COALESCE(max("+s.w.ident(c.Name)+"), 0) + 1, false) FROM "+s.w.table(t)))
}

// changeType gives a column another type. Its default goes before, since it is of the old one.
func (s *script) changeType(t *state.Table, from, to *state.Column) {
	s.add(s.w.Before(to)...)
	column := s.w.ident(to.Name)
	if from.Default != "" {
		s.alter(t, "drop default", "ALTER COLUMN "+column+" DROP DEFAULT")
	}
	object := t.Name + "." + to.Name
	s.alter(t, "change type", "ALTER COLUMN "+column+" TYPE "+s.w.typeOf(to)+using(column, from, to),
		typeRisks(object, from, to)...)
	if to.Default != "" {
		s.alter(t, "set default", "ALTER COLUMN "+column+" SET DEFAULT "+to.Default)
	}
}

// addParts makes what is new when all columns are there. Columns go behind that, so that what fills
// others can read them.
func (s *script) addParts(t *diff.Table) {
	for _, c := range t.Dropped {
		if !comesBack(t, c) {
			s.alter(t.To, "drop column", "DROP COLUMN "+s.w.ident(c.Name), dropsColumn(t.To, c))
		}
	}
	for _, r := range t.RenamedConstraints {
		if between := s.free(r[1].Name); between != r[1].Name {
			s.renamePart(t.To, r[1].Kind, between, r[1].Name)
		}
	}
	if t.Key && len(t.To.Key) > 0 {
		s.alter(t.To, "add primary key", "ADD PRIMARY KEY ("+s.w.idents(t.To.Key)+")")
	}
	for _, c := range t.AddedConstraints {
		s.addConstraint(t, c)
	}
	for _, c := range t.CheckedConstraints {
		s.alter(t.To, "validate", "VALIDATE CONSTRAINT "+s.w.ident(c.Name))
	}
	for _, k := range t.CheckedKeys {
		s.alter(t.To, "validate", "VALIDATE CONSTRAINT "+s.w.ident(k.Name))
	}
	if t.Comment {
		s.add(s.w.commentTable(t.To))
	}
}

func (s *script) addConstraint(table *diff.Table, c *state.Constraint) {
	t := table.To
	switch {
	case c.Kind == state.Check && c.Unchecked:
		s.alter(t, "add check", "ADD "+s.w.member(c)+" NOT VALID", checkRisks(table, c)...)
	case c.Kind == state.Check:
		s.alter(t, "add check", "ADD "+s.w.member(c), checkRisks(table, c)...)
	case c.Kind == state.Exclusion:
		s.alter(t, "add exclusion", "ADD "+s.w.member(c), excludeRisk(t, c))
	case s.options.Concurrent:
		s.concurrently(t, c)
	case c.Kind == state.Unique:
		s.alter(t, "add unique", "ADD "+s.w.member(c), uniqueRisks(t, c)...)
	default:
		st := s.w.CreateIndex(t, c, "")
		st.Risks = append(uniqueRisks(t, c), risk(BlocksWrites, c.Name, "nothing is written to %s while the index %s is built", t.Name, c.Name))
		s.add(st)
	}
}

// concurrently builds an index without blocking writes. Who runs it drops what an interrupted
// attempt has left.
func (s *script) concurrently(t *state.Table, c *state.Constraint) {
	st := s.w.CreateIndex(t, c, "CONCURRENTLY ")
	st.Risks = uniqueRisks(t, c)
	s.add(st)
	if c.Kind == state.Unique {
		s.alter(t, "add unique", "ADD CONSTRAINT "+s.w.ident(c.Name)+" UNIQUE USING INDEX "+s.w.ident(c.Name))
	}
}

func checkRisk(t *state.Table, c *state.Constraint) Risk {
	return risk(ChecksRows, t.Name+"."+c.Name, "rows of %s that do not meet the check %s make it fail", t.Name, c.Name)
}

func excludeRisk(t *state.Table, c *state.Constraint) Risk {
	return risk(ChecksRows, t.Name+"."+c.Name, "rows of %s that exclude each other make the constraint %s fail, and nothing is written to the table while it is built", t.Name, c.Name)
}

func uniqueRisks(t *state.Table, c *state.Constraint) []Risk {
	if c.Kind != state.Unique && !c.Distinct {
		return nil
	}
	return []Risk{risk(UniqueOverRows, t.Name+"."+c.Name, "rows of %s that agree make the unique constraint %s fail", t.Name, c.Name)}
}
