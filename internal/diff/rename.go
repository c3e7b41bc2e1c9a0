package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// Back are the renames that undo these.
func Back(renames []Rename) []Rename {
	tables := map[string]string{}
	for _, r := range renames {
		if r.Column == "" {
			tables[r.To] = r.Table
		}
	}
	var out []Rename
	for _, r := range renames {
		if r.Column == "" {
			out = append(out, Rename{r.To, "", r.Table})
		}
	}
	for _, r := range renames {
		if r.Column == "" {
			continue
		}
		table := r.Table
		if old := tables[table]; old != "" {
			table = old
		}
		out = append(out, Rename{table, r.To, r.Column})
	}
	return out
}

// rename makes From, the state after the renames. What they cannot take along is gone in it:
// triggers and tables of words of the tables that they touch, whose texts have the old names, and
// checks of renamed columns where the database holds on to these.
func (out *Diff) rename(d *dialect.Dialect) error {
	s := out.Before.Clone()
	out.From = s
	tables := map[string]string{}
	for _, r := range out.Renames {
		if r.Column != "" {
			continue
		}
		if out.Before.Table(r.Table) == nil {
			return renameError(r, "there is no such table")
		}
		tables[r.Table] = r.To
	}
	old := map[string]string{}
	for i := range s.Tables {
		t := &s.Tables[i]
		if to := tables[t.Name]; to != "" {
			old[to] = t.Name
			out.forget(t)
			t.Name = to
		}
		for j := range t.ForeignKeys {
			if to := tables[t.ForeignKeys[j].Table]; to != "" {
				t.ForeignKeys[j].Table = to
			}
		}
	}
	columns := map[string]map[string]string{}
	for _, r := range out.Renames {
		if r.Column == "" {
			continue
		}
		if t := s.Table(r.Table); t == nil || t.Column(r.Column) == nil {
			return renameError(r, "there is no such column")
		}
		if columns[r.Table] == nil {
			columns[r.Table] = map[string]string{}
		}
		columns[r.Table][r.Column] = r.To
	}
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		t := s.Table(table)
		out.forget(t)
		if d.DDL.Alter == dialect.AlterClauses {
			before := out.Before.Table(cmp.Or(old[table], table))
			out.loosen(d, before, t, columns[table])
		}
		renameColumns(d, s, t, columns[table])
	}
	return nil
}

// forget takes off a table what has its name, or those of its columns, in a text: triggers, and tables of words beside it, which are
// filled from it.
func (out *Diff) forget(t *state.Table) {
	before := *t
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c state.Constraint) bool {
		words := c.Kind == state.FullText
		if words {
			out.Loosened = append(out.Loosened, Loosened{&before, &c})
		}
		return words
	})
	for i := range t.Triggers {
		out.LoosenedTriggers = append(out.LoosenedTriggers, &t.Triggers[i])
	}
	t.Triggers = nil
}

// loosen takes the checks of renamed columns off a table.
func (out *Diff) loosen(d *dialect.Dialect, before, t *state.Table, names map[string]string) {
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c state.Constraint) bool {
		holds := c.Kind == state.Check && Identifiers(d, c.Expression, names) != c.Expression
		if holds {
			out.Loosened = append(out.Loosened, Loosened{before, &c})
		}
		return holds
	})
}

func renameColumns(d *dialect.Dialect, s *state.State, t *state.Table, names map[string]string) {
	rename := func(list []string) {
		for i, n := range list {
			if to := names[n]; to != "" {
				list[i] = to
			}
		}
	}
	for i := range t.Columns {
		if to := names[t.Columns[i].Name]; to != "" {
			t.Columns[i].Name = to
		}
		t.Columns[i].Generated = Identifiers(d, t.Columns[i].Generated, names)
	}
	rename(t.Key)
	for i := range t.Constraints {
		c := &t.Constraints[i]
		rename(c.Include)
		c.Where, c.Expression = Identifiers(d, c.Where, names), Identifiers(d, c.Expression, names)
		for j := range c.Parts {
			if to := names[c.Parts[j].Column]; to != "" {
				c.Parts[j].Column = to
			}
			c.Parts[j].Expression = Identifiers(d, c.Parts[j].Expression, names)
		}
	}
	for i := range t.ForeignKeys {
		rename(t.ForeignKeys[i].Columns)
	}
	for i := range s.Tables {
		for j := range s.Tables[i].ForeignKeys {
			if k := &s.Tables[i].ForeignKeys[j]; k.Table == t.Name {
				rename(k.Targets)
			}
		}
	}
}

// Identifiers gives columns in an expression their new names.
func Identifiers(d *dialect.Dialect, expression string, names map[string]string) string {
	var b strings.Builder
	for i := 0; i < len(expression); {
		start := i
		if end := d.Syntax.Skip(expression, i); end > i {
			i = end
			token := expression[start:end]
			if n := len(token); token[0] == d.Quote && n > 1 {
				if to := names[token[1:n-1]]; to != "" {
					token = d.Ident(to)
				}
			}
			b.WriteString(token)
			continue
		}
		for i < len(expression) && dialect.WordByte(expression[i]) {
			i++
		}
		if i == start {
			i++
			b.WriteString(expression[start:i])
			continue
		}
		word := expression[start:i]
		if to := names[word]; to != "" && !strings.HasPrefix(strings.TrimLeft(expression[i:], " "), "(") {
			word = to
		}
		b.WriteString(word)
	}
	return b.String()
}

// Declared are the renames that the columns of a state say themselves, of those that were not made
// yet.
func Declared(from, to *state.State, tables []Rename) []Rename {
	before := map[string]string{}
	for _, r := range tables {
		if r.Column == "" {
			before[r.To] = r.Table
		}
	}
	var out []Rename
	for i := range to.Tables {
		t := &to.Tables[i]
		name := t.Name
		if old := before[name]; old != "" {
			name = old
		}
		old := from.Table(name)
		if old == nil {
			continue
		}
		for _, c := range t.Columns {
			if was := c.RenamedFrom; was != "" && old.Column(was) != nil && old.Column(c.Name) == nil && t.Column(was) == nil {
				out = append(out, Rename{t.Name, was, c.Name})
			}
		}
	}
	return out
}

// Question is a table or column that goes, and those that come and may be the same under a new
// name.
type Question struct {
	Table, Column string
	Candidates    []string
}

// Questions are the possible renames that nothing has decided. settled says of a "table" or
// "table.column" whether it is known to be dropped, or known to be new.
func Questions(d *Diff, settled func(name string) bool) []Question {
	var out []Question
	for _, t := range d.Dropped {
		q := Question{Table: t.Name}
		for _, n := range d.Created {
			if !settled(n.Name) && sameColumns(t, n) {
				q.Candidates = append(q.Candidates, n.Name)
			}
		}
		if len(q.Candidates) > 0 && !settled(t.Name) {
			out = append(out, q)
		}
	}
	for _, t := range d.Changed {
		for _, c := range t.Dropped {
			q := Question{Table: t.To.Name, Column: c.Name}
			for _, n := range t.Added {
				if n.Name != c.Name && n.Kind == c.Kind && n.Generated == "" && !settled(t.To.Name+"."+n.Name) {
					q.Candidates = append(q.Candidates, n.Name)
				}
			}
			if len(q.Candidates) > 0 && !settled(t.To.Name+"."+c.Name) {
				out = append(out, q)
			}
		}
	}
	return out
}

func sameColumns(a, b *state.Table) bool {
	columns := func(t *state.Table) []string {
		out := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			out[i] = c.Name + " " + c.Kind
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(columns(a), columns(b))
}
