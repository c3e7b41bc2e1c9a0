package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
)

// keeper takes along what belongs to a table that is made anew and that no model knows: indexes and
// triggers made by hand, and the counter of generated keys. What the statements drop by name stays
// dropped.
type keeper struct {
	worker *worker
	step   *step
	list   []migration.Statement
	made   []remade
	kept   []belonging
	counts []count
}

// belonging is an index or a trigger.
type belonging struct{ table, name, text string }

// remade is a table that was replaced, with the names of what belonged to it.
type remade struct {
	table string
	had   []string
}

// count is where the generated keys of a table have got to.
type count struct {
	table string
	at    int64
}

// statement is the text to send for a statement. Before a table goes that another will replace, its
// belongings are noted; one that replaces a table whose keys are never used again is made so as
// well.
func (k *keeper) statement(ctx context.Context, i int) (string, error) {
	text, x := k.list[i].Text, k.worker.dialect.Syntax
	t := tokens{x.Tokens(text), 0}
	switch {
	case t.eat("CREATE", "TABLE"):
		if table := replaced(x, k.list[i+1:], t.name()); table != "" {
			return k.counted(ctx, table, text)
		}
	case t.eat("DROP", "TABLE"):
		t.eat("IF", "EXISTS")
		table := t.name()
		if rebuiltFrom(x, k.list[i+1:], table) != "" {
			if err := k.strangers(ctx, table, i); err != nil {
				return "", err
			}
			return text, k.note(ctx, table)
		}
	}
	return text, nil
}

// replaced is the table that statements drop and give the name of to another; empty when they do
// not.
func replaced(x dialect.Syntax, list []migration.Statement, by string) string {
	for i, st := range list {
		t := tokens{x.Tokens(st.Text), 0}
		if !t.eat("DROP", "TABLE") {
			continue
		}
		t.eat("IF", "EXISTS")
		if table := t.name(); table != "" && rebuiltFrom(x, list[i+1:], table) == by {
			return table
		}
	}
	return ""
}

// counted is the text of a table that goes on counting where the one that it replaces does.
func (k *keeper) counted(ctx context.Context, table, text string) (string, error) {
	const key, never = "PRIMARY KEY", " AUTOINCREMENT"
	old, err := k.texts(ctx, k.worker.dialect.Migration.TableText(k.literal(table)))
	if err != nil || len(old) == 0 || !says(k.worker.dialect.Syntax, old[0], strings.TrimSpace(never)) || says(k.worker.dialect.Syntax, text, strings.TrimSpace(never)) {
		return text, err
	}
	if at := strings.Index(text, "INTEGER NOT NULL "+key); at >= 0 {
		at += len("INTEGER NOT NULL " + key)
		return text[:at] + never + text[at:], nil
	}
	return text, nil
}

// says reports whether a keyword is in a text.
func says(x dialect.Syntax, text, word string) bool {
	for _, t := range x.Tokens(text) {
		if t.Is(word) {
			return true
		}
	}
	return false
}

func (k *keeper) literal(text string) string { return k.worker.dialect.DDL.Literal(text) }

func (k *keeper) texts(ctx context.Context, query string) ([]string, error) {
	list, err := texts(ctx, k.worker.conn, query)
	if err != nil {
		return nil, &Error{"read what belongs to a table", "", err}
	}
	return list, nil
}

// note remembers what belongs to a table.
func (k *keeper) note(ctx context.Context, table string) error {
	queries := k.worker.dialect.Migration
	names, err := k.texts(ctx, queries.Belongings("name", k.literal(table)))
	if err != nil {
		return err
	}
	bodies, err := k.texts(ctx, queries.Belongings("sql", k.literal(table)))
	if err != nil {
		return err
	}
	k.made = append(k.made, remade{table, names})
	for i, name := range names {
		k.kept = append(k.kept, belonging{table, name, bodies[i]})
	}
	if there, err := k.texts(ctx, queries.TableText(k.literal("sqlite_sequence"))); err != nil || len(there) == 0 {
		return err
	}
	var at int64
	list, err := k.texts(ctx, queries.Counter(k.literal(table)))
	if err != nil || len(list) == 0 {
		return err
	}
	if _, err := fmt.Sscan(list[0], &at); err == nil {
		k.counts = append(k.counts, count{table, at})
	}
	return nil
}

// reform brings the values of columns into their one form that have a guard for it now and had none: they were written by others than this
// module, of a table that was declared as taken over. It does so before triggers made by hand are there again.
func (k *keeper) reform(ctx context.Context, t remade) error {
	names, err := k.texts(ctx, k.worker.dialect.Migration.Belongings("name", k.literal(t.table)))
	if err != nil {
		return err
	}
	var set []string
	for _, name := range names {
		rest, ours := strings.CutPrefix(name, "form_"+t.table+"_")
		column, guards := strings.CutSuffix(rest, "_update")
		if ours && guards && !slices.Contains(t.had, name) {
			set = append(set, k.worker.dialect.Ident(column)+" = "+k.worker.dialect.Ident(column))
		}
	}
	if len(set) == 0 {
		return nil
	}
	if _, err := k.worker.conn.ExecContext(ctx, "UPDATE "+k.worker.dialect.Ident(t.table)+" SET "+strings.Join(set, ", ")); err != nil {
		return &Error{"bring values into one form", t.table, err}
	}
	return nil
}

// restore makes what is missing again.
func (k *keeper) restore(ctx context.Context) error {
	queries := k.worker.dialect.Migration
	for _, t := range k.made {
		if err := k.reform(ctx, t); err != nil {
			return err
		}
	}
	for _, b := range k.kept {
		there, err := k.texts(ctx, queries.Named(k.literal(b.name)))
		if err != nil {
			return err
		}
		if len(there) > 0 {
			continue
		}
		if _, err := k.worker.conn.ExecContext(ctx, b.text); err != nil {
			return &Error{"take " + b.name + " along to the new table", b.table, fmt.Errorf("%w; no model has it: change or drop it before the table is made anew", err)}
		}
	}
	for _, c := range k.counts {
		for _, text := range queries.Count(k.literal(c.table), c.at) {
			if _, err := k.worker.conn.ExecContext(ctx, text); err != nil {
				return &Error{"go on counting keys", c.table, err}
			}
		}
	}
	return nil
}
