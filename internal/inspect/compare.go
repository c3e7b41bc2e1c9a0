package inspect

import (
	"context"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Compare is what would bring the tables of a database to the state that is wanted, all in one schema; tables that are
// not in it are not looked at, and enumeration types only beside the tables of the current schema. Expressions, which a database writes in its own way, are compared as
// it writes them itself: PostgreSQL in a schema that is rolled back, MySQL and MariaDB in a
// database that is dropped again. Where that is not allowed a warning says so, and texts are
// compared. The connection must not be in a transaction.
func Compare(ctx context.Context, conn Conn, d *dialect.Dialect, want *state.State) (*diff.Diff, []string, error) {
	names := map[string]bool{}
	for _, t := range want.Tables {
		names[folded(d, t.Name)] = true
	}
	schema := ""
	if len(want.Tables) > 0 {
		schema = want.Tables[0].Schema
	}
	live, warnings, err := Read(ctx, conn, d, schema, func(table string) bool { return names[folded(d, table)] })
	if err != nil {
		return nil, nil, err
	}
	c := &comparison{dialect: d, live: live, want: want.Clone()}
	if warning := c.normal(ctx, conn); warning != "" {
		warnings = append(warnings, warning)
	}
	c.strangers()
	c.actions()
	c.usual()
	c.nameless()
	out, err := diff.Of(d, live, c.want, nil)
	if err != nil {
		return nil, nil, err
	}
	if schema != "" {
		out.CreatedEnums, out.DroppedEnums, out.ChangedEnums = nil, nil, nil
	}
	return out, warnings, nil
}

func folded(d *dialect.Dialect, name string) string {
	if d.DDL.FoldsNames {
		return strings.ToLower(name)
	}
	return name
}

// comparison brings two states into a form in which they can be compared.
type comparison struct {
	dialect    *dialect.Dialect
	live, want *state.State
}

// strangers leaves out what belongs to no model: triggers, and enumeration types.
func (c *comparison) strangers() {
	c.live.Enums = slices.DeleteFunc(c.live.Enums, func(e state.Enum) bool { return c.want.Enum(e.Name) == nil })
	for i := range c.live.Tables {
		t := &c.live.Tables[i]
		t.Triggers = slices.DeleteFunc(t.Triggers, func(g state.Trigger) bool {
			w := c.wanted(t.Name)
			return w == nil || !slices.ContainsFunc(w.Triggers, func(o state.Trigger) bool { return o.Name == g.Name })
		})
	}
}

func (c *comparison) wanted(table string) *state.Table {
	for i := range c.want.Tables {
		if folded(c.dialect, c.want.Tables[i].Name) == folded(c.dialect, table) {
			return &c.want.Tables[i]
		}
	}
	return nil
}

// actions takes RESTRICT for NO ACTION where they are the same, and where the catalog tells one for
// the other.
func (c *comparison) actions() {
	if c.dialect.DDL.Alter != dialect.AlterClauses {
		return
	}
	plain := func(action *string) {
		if *action == "RESTRICT" {
			*action = ""
		}
	}
	for _, s := range []*state.State{c.live, c.want} {
		for i := range s.Tables {
			for j := range s.Tables[i].ForeignKeys {
				plain(&s.Tables[i].ForeignKeys[j].OnDelete)
				plain(&s.Tables[i].ForeignKeys[j].OnUpdate)
			}
		}
	}
}

// usual takes the collation of that name, which is the database's, for what has none of its own.
func (c *comparison) usual() {
	if c.dialect.DDL.Alter != dialect.AlterCommands {
		return
	}
	for i := range c.want.Tables {
		for j := range c.want.Tables[i].Columns {
			if o := &c.want.Tables[i].Columns[j]; o.Collation == "default" {
				o.Collation = ""
			}
		}
	}
}

// nameless gives constraints without a name, which SQLite has, the names of like ones; a foreign
// key without columns at its far end refers to the primary key.
func (c *comparison) nameless() {
	if c.dialect.DDL.Alter != dialect.AlterRebuild {
		return
	}
	for i := range c.live.Tables {
		t := &c.live.Tables[i]
		w := c.wanted(t.Name)
		for j := range t.ForeignKeys {
			k := &t.ForeignKeys[j]
			if target := c.wanted(k.Table); len(k.Targets) == 0 && target != nil {
				k.Targets = slices.Clone(target.Key)
			}
			for _, o := range w.ForeignKeys {
				if k.Name == "" && diff.SameKey(k, &o) {
					k.Name = o.Name
				}
			}
		}
		for j := range t.Constraints {
			k := &t.Constraints[j]
			for _, o := range w.Constraints {
				if k.Name == "" && diff.SameConstraint(k, &o) {
					k.Name = o.Name
				}
			}
		}
		for j := range w.Columns {
			w.Columns[j].Type = sqliteType(w.Columns[j].Type)
		}
		wholly(t)
		wholly(w)
	}
}

// wholly gives whole numbers of a table one name of two, which tell nothing apart but a key of one column.
func wholly(t *state.Table) {
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Type == "INT" && !(len(t.Key) == 1 && holds(t.Key, c.Name)) {
			c.Type = "INTEGER"
		}
	}
}

// expressions calls do with every expression of a state, and what tells it from the others.
func expressions(s *state.State, do func(table, kind, name string, at int, text *string)) {
	for i := range s.Tables {
		t := &s.Tables[i]
		for j := range t.Columns {
			do(t.Name, "default", t.Columns[j].Name, 0, &t.Columns[j].Default)
			do(t.Name, "generated", t.Columns[j].Name, 0, &t.Columns[j].Generated)
		}
		for j := range t.Constraints {
			c := &t.Constraints[j]
			do(t.Name, c.Kind, c.Name, 0, &c.Expression)
			do(t.Name, "where", c.Name, 0, &c.Where)
			for p := range c.Parts {
				do(t.Name, "part", c.Name, p, &c.Parts[p].Expression)
			}
		}
	}
}

// plainly writes the expressions of both states alike, as far as that can be done without a
// database. loosely takes more for the same: an engine writes parentheses and casts of its own.
func (c *comparison) plainly(loosely bool) {
	write := plain
	if loosely {
		write = loose
	}
	for _, s := range []*state.State{c.live, c.want} {
		expressions(s, func(_, _, _ string, _ int, text *string) { *text = write(c.dialect.Syntax, *text) })
	}
}

// plain is an expression without blanks, outer parentheses and quotes around names, in small
// letters but for its texts.
func plain(x dialect.Syntax, text string) string {
	out := words(x, text)
	for len(out) > 1 && out[0] == "(" && closes(out) {
		out = out[1 : len(out)-1]
	}
	return strings.Join(out, " ")
}

// words are the pieces of an expression.
func words(x dialect.Syntax, text string) (out []string) {
	for p := newParser(x, text); !p.done(); {
		if token := p.token(); token[0] == '\'' {
			out = append(out, token)
			p.at++
			continue
		}
		out = append(out, strings.ToLower(p.name()))
	}
	return out
}

// loose is plain without any parentheses and casts, with one word for true and false.
func loose(x dialect.Syntax, text string) string {
	var out []string
	list := words(x, text)
	for i := 0; i < len(list); i++ {
		switch w := list[i]; {
		case w == "(" || w == ")":
		case w == ":" && i+1 < len(list) && list[i+1] == ":":
			for i += 2; i+1 < len(list) && slices.Contains(typeWords, list[i+1]); i++ {
			}
		case w == "true":
			out = append(out, "1")
		case w == "false":
			out = append(out, "0")
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// typeWords follow the first word of a type.
var typeWords = []string{"varying", "precision", "with", "without", "time", "zone", "[", "]"}

// closes reports whether the parenthesis that begins a list is closed by its last.
func closes(list []string) bool {
	depth := 0
	for i, s := range list {
		switch s {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i == len(list)-1
			}
		}
	}
	return false
}
