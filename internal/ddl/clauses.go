package ddl

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// clauses changes each table by one statement, or by two with the filling of columns between them.
func (s *script) clauses() {
	for _, t := range s.d.Changed {
		s.tableClauses(t)
	}
}

// clauseList is what one ALTER TABLE does.
type clauseList struct {
	list    []string
	risks   []Risk
	instant bool // nothing in it reads or writes a row
}

func (l *clauseList) add(instant bool, text string, risks ...Risk) {
	l.instant = l.instant && instant
	l.list, l.risks = append(l.list, text), append(l.risks, risks...)
}

func (s *script) send(t *state.Table, l *clauseList) {
	if len(l.list) == 0 {
		return
	}
	text := "ALTER TABLE " + s.w.table(t) + " " + strings.Join(l.list, ",\n  ")
	if l.instant {
		text += ", ALGORITHM=INSTANT"
	}
	s.add(say("alter table", t.Name, text, l.risks...))
}

func (s *script) tableClauses(t *diff.Table) {
	first, second := &clauseList{instant: !searched(t.From) && !searched(t.To)}, &clauseList{}
	var fills []Statement
	before, after := s.conversions(t)
	s.add(before...)
	s.dropClauses(t, first)
	s.dropColumns(t, first, true)
	for _, c := range t.Added {
		fills = append(fills, s.addClause(t, c, first, second)...)
	}
	for _, c := range t.Altered {
		fills = append(fills, s.alterClause(t, c, first, second)...)
	}
	rest := first
	if len(fills) > 0 || len(second.list) > 0 {
		rest = second
	}
	s.dropColumns(t, rest, false)
	s.keyClauses(t, rest)
	for _, c := range t.AddedConstraints {
		if c.Kind == state.Check {
			rest.add(false, "ADD "+s.w.member(c), checkRisks(t, c)...)
		} else {
			rest.add(false, "ADD "+s.w.member(c), uniqueRisks(t.To, c)...)
		}
	}
	if t.Comment {
		first.add(false, "COMMENT = "+s.w.dialect.DDL.Literal(t.To.Comment))
	}
	s.send(t.To, first)
	s.add(after...)
	s.add(fills...)
	s.send(t.To, second)
}

// searched reports whether a table has a full text, with which it changes in no instant.
func searched(t *state.Table) bool {
	return slices.ContainsFunc(t.Constraints, func(c state.Constraint) bool { return c.Method != "" })
}

func (s *script) dropClauses(t *diff.Table, l *clauseList) {
	for _, c := range t.DroppedConstraints {
		l.add(false, s.dropClause(c))
	}
	for _, r := range t.RenamedConstraints {
		if r[0].Kind == state.Check {
			l.add(false, s.dropClause(r[0]))
			l.add(false, "ADD "+s.w.member(r[1]))
			continue
		}
		l.add(false, "RENAME INDEX "+s.w.ident(r[0].Name)+" TO "+s.w.ident(r[1].Name))
	}
}

// dropColumns takes columns away: before others of their names come, else behind the filling of
// others, which can read them.
func (s *script) dropColumns(t *diff.Table, l *clauseList, before bool) {
	for _, c := range t.Dropped {
		if comesBack(t, c) == before {
			l.add(false, "DROP COLUMN "+s.w.ident(c.Name), dropsColumn(t.To, c))
		}
	}
}

func (s *script) dropClause(c *state.Constraint) string {
	if c.Kind == state.Check {
		return "DROP CONSTRAINT " + s.w.ident(c.Name)
	}
	return "DROP INDEX " + s.w.ident(c.Name)
}

// addClause adds a column in the first statement. Where rows that exist need a value, it may be
// NULL, or has a default, until the second.
func (s *script) addClause(t *diff.Table, c *state.Column, first, second *clauseList) []Statement {
	add := func(c *state.Column) { first.add(s.instant(c), "ADD COLUMN "+s.w.Column(c)) }
	switch {
	case c.Identity:
		second.add(false, "ADD COLUMN "+s.w.Column(c))
		return nil
	case c.Null || c.Default != "" || c.Generated != "":
		add(c)
		return nil
	}
	f := s.fill(t.To, c)
	if f.fixed {
		filled := *c
		filled.Default = "(" + f.sql + ")"
		add(&filled)
		second.add(false, "ALTER COLUMN "+s.w.ident(c.Name)+" DROP DEFAULT")
		return nil
	}
	empty := *c
	empty.Null = true
	add(&empty)
	second.add(false, "MODIFY COLUMN "+s.w.Column(c))
	return s.fillStatement(t.To, c, f)
}

// instant reports whether a column can come without a look at the rows: its values are all alike,
// and nothing is to be checked.
func (s *script) instant(c *state.Column) bool {
	return c.Generated == "" && c.Default == "" && base(c.Type) != "json"
}

func (s *script) fillStatement(t *state.Table, c *state.Column, f filling) []Statement {
	column := s.w.ident(c.Name)
	return []Statement{say("fill", t.Name, "UPDATE "+s.w.table(t)+" SET "+column+" = "+f.sql+" WHERE "+column+" IS NULL", fillRisk(t, c, f)...)}
}

// alterClause writes a column anew. It says no to NULL only when the rows have been filled.
func (s *script) alterClause(t *diff.Table, c diff.Column, first, second *clauseList) []Statement {
	object := t.To.Name + "." + c.To.Name
	var risks []Risk
	if c.Type || c.Collation {
		risks = typeRisks(object, c.From, c.To)
	}
	if c.Identity && !c.To.Identity {
		risks = append(risks, risk(LosesIdentity, object, "%s is not generated any more", object))
	}
	if c.Identity && c.To.Identity {
		second.add(false, "MODIFY COLUMN "+s.w.Column(c.To), risks...)
		return nil
	}
	if !tightens(c) {
		first.add(false, "MODIFY COLUMN "+s.w.Column(c.To), risks...)
		return nil
	}
	if c.Type || c.Collation || c.Default {
		loose := *c.To
		loose.Null = true
		first.add(false, "MODIFY COLUMN "+s.w.Column(&loose), risks...)
	}
	second.add(false, "MODIFY COLUMN "+s.w.Column(c.To), risk(ForbidsNull, object, "%s cannot be NULL any more", object))
	return s.fillStatement(t.To, c.To, s.fill(t.To, c.To))
}

func (s *script) keyClauses(t *diff.Table, l *clauseList) {
	if !t.Key {
		return
	}
	if len(t.From.Key) > 0 {
		l.add(false, "DROP PRIMARY KEY")
	}
	if len(t.To.Key) > 0 {
		l.add(false, "ADD PRIMARY KEY ("+s.w.idents(t.To.Key)+")")
	}
}

// conversions are the updates that bring values into the form of another type: before, where they
// get shorter, after, where they get longer.
func (s *script) conversions(t *diff.Table) (before, after []Statement) {
	for _, c := range t.Altered {
		if !c.Type || c.From.Kind != "UUID" || c.To.Kind != "UUID" {
			continue
		}
		column := s.w.ident(c.To.Name)
		if c.To.Type == "uuid" { // which takes either form
			continue
		}
		if c.From.Type == "uuid" {
			wide := *c.From
			wide.Type = "char(36)"
			before = append(before, say("alter table", t.To.Name, "ALTER TABLE "+s.w.table(t.To)+" MODIFY COLUMN "+s.w.Column(&wide)))
		}
		set := "UPDATE " + s.w.table(t.To) + " SET " + column + " = "
		if strings.HasSuffix(c.To.Type, "(32)") {
			before = append(before, say("convert", t.To.Name, set+"REPLACE("+column+", '-', '')"))
			continue
		}
		if c.From.Type == "uuid" {
			continue
		}
		after = append(after, say("convert", t.To.Name, set+"INSERT(INSERT(INSERT(INSERT("+column+", 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')"))
	}
	return before, after
}
