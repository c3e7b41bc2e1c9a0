package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// losses finds what the ways back of migrations would lose: tables that have rows, and columns that
// have values.
func (w *worker) losses(ctx context.Context, list []*entry) error {
	var problems []error
	was := newFormerly()
	for _, e := range list {
		if e.file == nil || e.file.Down == nil {
			continue
		}
		file := e.file.Path
		if e.file.DownPath != "" {
			file = e.file.DownPath
		}
		for _, d := range dropped(w.dialect.Syntax, e.file.Down.Statements, was) {
			what, err := w.holds(ctx, d)
			if err != nil {
				return err
			}
			if what != "" {
				problems = append(problems, fmt.Errorf("%w: %s:%d %s; allow it with AllowLoss (-allow-loss) when that is meant", ErrLoss, file, d.line, what))
			}
		}
	}
	return errors.Join(problems...)
}

// holds says what would be lost; empty when nothing would, or when what is dropped is not there.
func (w *worker) holds(ctx context.Context, d drop) (string, error) {
	found, err := w.history.exist(ctx, w.conn, d.table)
	if err != nil || !found[d.table] {
		return "", err
	}
	table := w.dialect.Ident(d.table)
	lost := d.columns
	if d.kept != nil {
		all, err := texts(ctx, w.conn, w.dialect.Migration.Columns(w.dialect.DDL.Literal(d.table)))
		if err != nil {
			return "", &Error{"read the columns of", d.table, err}
		}
		for _, c := range all {
			if !slices.ContainsFunc(d.kept, func(k string) bool { return strings.EqualFold(k, c) }) {
				lost = append(lost, c)
			}
		}
		if len(lost) == 0 {
			return "", nil
		}
	}
	if len(lost) == 0 {
		any, err := texts(ctx, w.conn, "SELECT 1 FROM "+table+" LIMIT 1")
		if err != nil || len(any) == 0 {
			return "", err
		}
		return "drops the table " + schema.Quote(d.table) + ", which has rows", nil
	}
	all, err := texts(ctx, w.conn, w.dialect.Migration.Columns(w.dialect.DDL.Literal(d.table)))
	if err != nil {
		return "", &Error{"read the columns of", d.table, err}
	}
	for _, c := range lost {
		if !slices.ContainsFunc(all, func(have string) bool { return strings.EqualFold(have, c) }) {
			continue
		}
		any, err := texts(ctx, w.conn, "SELECT 1 FROM "+table+" WHERE "+w.dialect.Ident(c)+" IS NOT NULL LIMIT 1")
		if err != nil {
			return "", err
		}
		if len(any) > 0 {
			return "drops the column " + schema.Quote(d.table+"."+c) + ", which has values", nil
		}
	}
	return "", nil
}

// drop is a table, or columns of one, that statements take away.
type drop struct {
	table   string
	columns []string // empty: the table
	kept    []string // of a table that is rebuilt: the columns that are copied; nil otherwise
	line    int
}

// dropped reads which tables and columns statements drop. A table that is made anew under another
// name, filled and renamed is rebuilt: what is lost is what is not copied. What the statements
// themselves have made counts too: it is not there yet.
func dropped(x dialect.Syntax, list []migration.Statement, was *formerly) []drop {
	var out []drop
	for i, st := range list {
		t := tokens{x.Tokens(st.Text), 0}
		was.follow(t)
		switch {
		case t.eat("DROP", "TABLE"), t.eat("DROP", "TEMPORARY", "TABLE"):
			t.eat("IF", "EXISTS")
			for _, name := range t.names() {
				d := drop{table: name, line: st.Line}
				if source := rebuiltFrom(x, list[i+1:], name); source != "" {
					d.kept = copied(x, list[:i], source)
				}
				out = append(out, was.before(d))
			}
		case t.eat("TRUNCATE"):
			t.eat("TABLE")
			for _, name := range t.names() {
				out = append(out, was.before(drop{table: name, line: st.Line}))
			}
		case t.eat("ALTER", "TABLE"):
			t.eat("IF", "EXISTS")
			t.eat("ONLY")
			if table := t.name(); table != "" {
				if columns := t.droppedColumns(); len(columns) > 0 {
					out = append(out, was.before(drop{table: table, columns: columns, line: st.Line}))
				}
			}
		}
	}
	return out
}

// rebuiltFrom is the table that statements rename to a name; empty when none does.
func rebuiltFrom(x dialect.Syntax, list []migration.Statement, name string) string {
	for _, st := range list {
		t := tokens{x.Tokens(st.Text), 0}
		if !t.eat("ALTER", "TABLE") {
			continue
		}
		if from := t.name(); t.eat("RENAME", "TO") && t.name() == name {
			return from
		}
	}
	return ""
}

// copied are the columns that INSERT INTO table (…) SELECT fills; not nil.
func copied(x dialect.Syntax, list []migration.Statement, table string) []string {
	out := []string{}
	for _, st := range list {
		t := tokens{x.Tokens(st.Text), 0}
		if t.eat("INSERT", "INTO") && t.name() == table && t.sign("(") {
			out = append(out, t.names()...)
		}
	}
	return out
}

// tokens are read one after the other.
type tokens struct {
	list []dialect.Token
	at   int
}

// eat passes words over when they come next, all of them.
func (t *tokens) eat(words ...string) bool {
	for i, w := range words {
		if t.at+i >= len(t.list) || !t.list[t.at+i].Is(w) {
			return false
		}
	}
	t.at += len(words)
	return true
}

func (t *tokens) sign(s string) bool {
	if t.at < len(t.list) && t.list[t.at].Sign(s) {
		t.at++
		return true
	}
	return false
}

// name is the next name, without the schema in front; empty when there is none.
func (t *tokens) name() string {
	name := ""
	for t.at < len(t.list) && (t.list[t.at].Kind == dialect.NameToken || t.list[t.at].Kind == dialect.WordToken) {
		name = t.list[t.at].Text
		t.at++
		if !t.sign(".") {
			break
		}
	}
	return name
}

// names are names with commas between them.
func (t *tokens) names() []string {
	var out []string
	for {
		name := t.name()
		if name == "" {
			return out
		}
		out = append(out, name)
		if !t.sign(",") {
			return out
		}
	}
}

// droppedColumns are those of the DROP clauses of an ALTER TABLE.
func (t *tokens) droppedColumns() []string {
	var out []string
	depth := 0
	begins := true
	for t.at < len(t.list) {
		switch {
		case t.sign("("):
			depth++
		case t.sign(")"):
			depth--
		case t.sign(","):
			begins = depth == 0
			continue
		case begins && t.eat("DROP"):
			if name := t.droppedColumn(); name != "" {
				out = append(out, name)
			}
		default:
			t.at++
		}
		begins = false
	}
	return out
}

// droppedColumn is what a DROP takes away when that is a column.
func (t *tokens) droppedColumn() string {
	column := t.eat("COLUMN")
	t.eat("IF", "EXISTS")
	if !column {
		for _, w := range []string{"CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK", "PARTITION", "PERIOD", "SYSTEM", "DEFAULT"} {
			if t.at < len(t.list) && t.list[t.at].Is(w) {
				return ""
			}
		}
	}
	return t.name()
}
