package migrate

import (
	"slices"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
)

// Lint names the risks in all files, in their order: what their migrate:up sections lose, what may
// fail on rows that are there, what blocks readers and writers for long, and what is missing.
// Nothing is sent; migrations in Go are not looked at. A table that the same file makes is empty,
// so that nothing about it is a risk. The codes are in docs/migrations.md.
func (m *Migrator) Lint() ([]Finding, error) {
	entries, err := m.load()
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, e := range entries {
		if e.file == nil {
			continue
		}
		for _, f := range lintSection(m.dialect, e.file.Path, &e.file.Up) {
			out = append(out, f.Finding)
		}
		if e.file.Down == nil {
			out = append(out, Finding{Code: "MIG601", Object: e.id, Message: "the file has no way back", File: e.file.Path, Line: 1,
				Advice: "write one behind -- migrate:down, if only to say in a comment why there is none"})
		}
	}
	return out, nil
}

// found is a finding, and in which statement.
type found struct {
	Finding
	at int
}

// linter looks through one section.
type linter struct {
	dialect *dialect.Dialect
	file    string
	section *migration.Section
	at      int
	fresh   map[string]bool // tables that the section makes
	indexed map[string]bool // "table.column" that an index of the section begins with
	out     []found
}

func lintSection(d *dialect.Dialect, file string, s *migration.Section) []found {
	l := &linter{dialect: d, file: file, section: s, fresh: map[string]bool{}, indexed: map[string]bool{}}
	for _, line := range s.Unfilled {
		l.out = append(l.out, found{Finding{Code: "MIG602", Message: "a line is not filled yet, so that Up refuses the file", File: file, Line: line,
			Advice: "write what existing rows get, and take the comment with " + migration.Fill + " away"}, -1})
	}
	for _, st := range s.Statements {
		l.prepare(tokens{d.Syntax.Tokens(st.Text), 0})
	}
	for i, st := range s.Statements {
		l.at = i
		l.statement(tokens{d.Syntax.Tokens(st.Text), 0})
	}
	return l.out
}

// concurrent reports whether the database makes indexes without blocking writers, and checks
// constraints later.
func (l *linter) concurrent() bool { return l.dialect.Migration.DropIndex != "" }

// rebuilds reports whether the database alters tables by making them anew.
func (l *linter) rebuilds() bool { return l.dialect.Migration.Rebuild != "" }

func (l *linter) add(code, object, message, advice string) {
	l.out = append(l.out, found{Finding{Code: code, Object: object, Message: message, Advice: advice, File: l.file,
		Line: l.section.Statements[l.at].Line}, l.at})
}

// prepare notes what the section makes itself.
func (l *linter) prepare(t tokens) {
	if !t.eat("CREATE") {
		return
	}
	t.eat("TEMPORARY")
	t.eat("UNIQUE")
	switch {
	case t.eat("TABLE"):
		t.eat("IF", "NOT", "EXISTS")
		l.fresh[t.name()] = true
	case t.eat("INDEX"):
		t.eat("CONCURRENTLY")
		t.eat("IF", "NOT", "EXISTS")
		t.name()
		if t.eat("ON") {
			t.eat("ONLY")
			table := t.name()
			if t.eat("USING") {
				t.name()
			}
			if t.sign("(") {
				l.indexed[table+"."+t.name()] = true
			}
		}
	}
}

func (l *linter) statement(t tokens) {
	switch {
	case t.eat("DROP", "TABLE"):
		t.eat("IF", "EXISTS")
		for _, name := range t.names() {
			l.dropTable(name)
		}
	case t.eat("TRUNCATE"):
		t.eat("TABLE")
		l.add("MIG103", t.name(), "all rows are deleted", "make sure that nothing needs them, or keep a copy")
	case t.eat("DELETE", "FROM"):
		name := t.name()
		if !slices.ContainsFunc(t.list, func(x dialect.Token) bool { return x.Is("WHERE") }) && !l.fresh[name] {
			l.add("MIG103", name, "all rows are deleted", "make sure that nothing needs them, or keep a copy")
		}
	case t.eat("RENAME", "TABLE"):
		l.renamed(t.name())
	case t.eat("CREATE"):
		l.create(t)
	case t.eat("ALTER", "TABLE"):
		t.eat("IF", "EXISTS")
		t.eat("ONLY")
		table := t.name()
		for _, clause := range t.clauses() {
			l.alter(table, clause)
		}
	}
}

func (l *linter) dropTable(name string) {
	if l.fresh[name] {
		return
	}
	source := rebuiltFrom(l.dialect.Syntax, l.section.Statements[l.at+1:], name)
	if source == "" {
		l.add("MIG101", name, "a table is dropped with its rows", "take it out of use in one release and drop it in a later one; keep a copy of its rows")
		return
	}
	if !l.section.ForeignKeysOff && l.rebuilds() {
		l.add("MIG501", name, "the table is rebuilt without foreign_keys:off; other tools would delete the rows that refer to it, Up switches foreign keys off by itself",
			"write foreign_keys:off behind -- migrate:up, so that readers know")
	}
}

func (l *linter) renamed(name string) {
	l.add("MIG104", name, "a rename breaks programs that still use the old name", "deploy together with it, or add the new, copy, and drop the old in a later release")
}

func (l *linter) create(t tokens) {
	unique := t.eat("UNIQUE")
	if !t.eat("INDEX") {
		l.createTable(t)
		return
	}
	concurrently := t.eat("CONCURRENTLY")
	t.eat("IF", "NOT", "EXISTS")
	name := t.name()
	t.eat("ON")
	t.eat("ONLY")
	table := t.name()
	if concurrently && l.section.Transaction {
		l.add("MIG304", name, "CREATE INDEX CONCURRENTLY fails inside a transaction", "put it into a file of its own with -- migrate:up transaction:false")
	}
	if l.fresh[table] {
		return
	}
	if unique {
		l.add("MIG203", name, "a unique index fails when rows have equal values", "look for them first: SELECT …, count(*) … GROUP BY … HAVING count(*) > 1")
	}
	if !concurrently && l.concurrent() {
		l.add("MIG301", name, "writes to the table wait until the index is built", "CREATE INDEX CONCURRENTLY in a file of its own with -- migrate:up transaction:false")
	}
}

// createTable looks for foreign keys without an index behind them.
func (l *linter) createTable(t tokens) {
	t.eat("TEMPORARY")
	if !t.eat("TABLE") || !l.concurrent() && !l.rebuilds() { // the others make that index themselves
		return
	}
	t.eat("IF", "NOT", "EXISTS")
	table := t.name()
	if to := renamedTo(l.dialect.Syntax, l.section.Statements[l.at+1:], table); to != "" {
		table = to // its indexes come when it has its name
	}
	if !t.sign("(") {
		return
	}
	var clauses []tokens
	for _, c := range t.clauses() {
		clauses = append(clauses, c)
		c.eat("CONSTRAINT")
		l.keyed(table, c)
	}
	for _, c := range clauses {
		if column := foreignColumn(c); column != "" && !l.indexed[table+"."+column] {
			l.withoutIndex(table, column)
		}
	}
}

// renamedTo is the name that statements give to a table; empty when they give none.
func renamedTo(x dialect.Syntax, list []migration.Statement, table string) string {
	for _, st := range list {
		t := tokens{x.Tokens(st.Text), 0}
		if t.eat("ALTER", "TABLE") && t.name() == table && t.eat("RENAME", "TO") {
			return t.name()
		}
	}
	return ""
}

// keyed notes the first column of a key, or a unique constraint, of a new table.
func (l *linter) keyed(table string, c tokens) {
	start := c.at
	for ; c.at < len(c.list); c.at++ {
		if c.list[c.at].Is("UNIQUE") || c.list[c.at].Is("PRIMARY") {
			c.at++
			c.eat("KEY")
			if c.sign("(") {
				l.indexed[table+"."+c.name()] = true
			} else {
				first := tokens{c.list, start}
				l.indexed[table+"."+first.name()] = true
			}
			return
		}
	}
}

// foreignColumn is the first column of a foreign key that a clause declares; empty when it declares
// none.
func foreignColumn(c tokens) string {
	first := c
	column := first.name()
	if c.eat("CONSTRAINT") {
		c.name()
	}
	if c.eat("FOREIGN", "KEY") {
		if c.sign("(") {
			return c.name()
		}
		return ""
	}
	for _, x := range c.list[c.at:] {
		if x.Is("REFERENCES") {
			return column
		}
	}
	return ""
}

// clauses are the parts between commas that stand in no parentheses, to the closing parenthesis of
// a list.
func (t *tokens) clauses() []tokens {
	var out []tokens
	depth, start := 0, t.at
	for ; t.at < len(t.list); t.at++ {
		x := t.list[t.at]
		switch {
		case x.Sign("("):
			depth++
		case x.Sign(")"):
			depth--
		case x.Sign(",") && depth == 0:
			out = append(out, tokens{t.list[start:t.at], 0})
			start = t.at + 1
		}
		if depth < 0 {
			break
		}
	}
	return append(out, tokens{t.list[start:min(t.at, len(t.list))], 0})
}
