package inspect

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

const sqliteObjects = "SELECT type, name, tbl_name, sql FROM @heresqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table' DESC, name"

const sqliteViews = "SELECT m.name, p.name, p.type FROM @heresqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'view' ORDER BY m.name, p.cid"

func (r *reader) sqlite() error {
	virtual := map[string]string{}
	err := r.each(sqliteObjects, 4, func(row []string) {
		kind, name, table, text := row[0], row[1], row[2], row[3]
		if words := newParser(r.dialect.Syntax, text); words.eat("CREATE", "VIRTUAL") {
			virtual[name] = text
		}
		if kind == "table" {
			if r.wants(name) {
				r.sqliteTable(name, text)
			}
			return
		}
		t := r.table(table)
		switch {
		case kind == "view" && r.views && r.wants(name):
			r.state.Tables = append(r.state.Tables, state.Table{Name: name, View: true})
		case kind == "view" && r.wants(name):
			r.warn("%s is a view, which is not looked at", name)
		case t == nil:
		case kind == "trigger":
			t.Triggers = append(t.Triggers, state.Trigger{Name: name, Text: text})
			r.updated(t, name, text)
			r.words(t, name, text, virtual)
		case kind == "index":
			r.sqliteIndex(t, name, text)
		}
	})
	if r.views {
		r.state.Tables = slices.DeleteFunc(r.state.Tables, func(t state.Table) bool { return shadow(t.Name, virtual) })
	}
	if err == nil && r.views {
		err = r.each(sqliteViews, 3, func(row []string) {
			if t := r.table(row[0]); t != nil && t.View {
				t.Columns = append(t.Columns, state.Column{Name: row[1], Type: sqliteType(row[2]), Declared: row[2], Null: true})
			}
		})
	}
	return err
}

// shadow reports whether a table is where a virtual one keeps its own.
func shadow(name string, virtual map[string]string) bool {
	at := strings.LastIndexByte(name, '_')
	if at < 0 || virtual[name[:at]] == "" {
		return false
	}
	return slices.Contains([]string{"content", "segments", "segdir", "docsize", "stat", "data", "idx", "config", "node", "parent", "rowid"}, name[at+1:])
}

// words finds the table of words that a trigger fills.
func (r *reader) words(t *state.Table, trigger, text string, virtual map[string]string) {
	name, inserts := strings.CutSuffix(trigger, "_insert")
	create := virtual[name]
	if !inserts || create == "" {
		return
	}
	_, fill, _ := strings.Cut(text, "\nBEGIN ")
	if at := strings.LastIndex(fill, " WHERE "); at >= 0 {
		fill = fill[:at]
	}
	t.Constraints = append(t.Constraints, state.Constraint{Kind: state.FullText, Name: name, With: create, Expression: fill})
}

// sqliteTable reads the text of a CREATE TABLE: no PRAGMA tells names of constraints and checks.
func (r *reader) sqliteTable(name, text string) {
	p := newParser(r.dialect.Syntax, text)
	t := state.Table{Name: name}
	if !p.eat("CREATE", "TABLE") {
		r.warn("%s is a virtual table, which is not looked at", name)
		return
	}
	for !p.done() && !p.sign("(") {
		p.at++
	}
	if p.done() {
		r.warn("%s: its definition is not understood", name)
		return
	}
	p.at++
	for _, item := range p.list() {
		if !item.tableConstraint(&t) {
			item.column(&t)
		}
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Declared = c.Type
		c.Type = sqliteType(c.Type)
		if holds(t.Key, c.Name) {
			c.Null = false
			c.Identity = len(t.Key) == 1 && c.Type == "INTEGER" && !p.says("WITHOUT")
		}
	}
	if !p.says("STRICT") {
		r.warn("%s is not STRICT, so that its columns hold values of any type", name)
	}
	r.state.Tables = append(r.state.Tables, t)
}

// sqliteType is a type by what SQLite, or this module, makes of its name.
func sqliteType(name string) string {
	n := strings.ToUpper(name)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(n, p) {
				return true
			}
		}
		return false
	}
	switch {
	case n == "INTEGER" || n == "INT":
		return n
	case has("CHAR", "CLOB", "TEXT", "DATE", "TIME"):
		return "TEXT"
	case has("INT", "BOOL"):
		return "INTEGER"
	case n == "" || has("BLOB"):
		return "BLOB"
	case has("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return name
}

func (r *reader) sqliteIndex(t *state.Table, name, text string) {
	p := newParser(r.dialect.Syntax, text)
	p.eat("CREATE")
	c := state.Constraint{Kind: state.Index, Name: name, Distinct: p.eat("UNIQUE")}
	for !p.done() && !p.sign("(") {
		p.at++
	}
	if text == "" || p.done() {
		r.warn("%s: the index %s is not understood", t.Name, name)
		return
	}
	p.at++
	for _, item := range p.list() {
		c.Parts = append(c.Parts, item.part())
	}
	if p.eat("WHERE") {
		c.Where = p.rest()
	}
	t.Constraints = append(t.Constraints, c)
}
