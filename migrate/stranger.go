package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// strangers refuses to replace a table that has columns which no model had, since their values would be gone: of a table that is older than
// its migrations, or that somebody has given a column by hand. Migrations without a recorded state say themselves what they keep. The way
// back is asked by losses. What the statements before the i-th read is copied, under another name than a model had it where the step has
// renamed it.
func (k *keeper) strangers(ctx context.Context, table string, i int) error {
	known, err := k.known(table)
	if err != nil || known == nil || k.step.back {
		return err
	}
	live, err := k.texts(ctx, k.worker.dialect.Migration.Columns(k.literal(table)))
	if err != nil {
		return err
	}
	known = append(known, k.read(i)...)
	var lost []string
	for _, c := range live {
		if !slices.ContainsFunc(known, func(other string) bool { return strings.EqualFold(c, other) }) {
			lost = append(lost, schema.Quote(c))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return fmt.Errorf("%w: the table %s is made anew, and would lose columns that no migration made: %s; drop them by hand, or have them in the model and in the migration that made the table, which is then made anew",
		ErrLoss, schema.Quote(table), strings.Join(lost, ", "))
}

// read are the names behind the SELECT of statements that fill tables, before the i-th.
func (k *keeper) read(i int) []string {
	var names []string
	for _, st := range k.list[:i] {
		list := k.worker.dialect.Syntax.Tokens(st.Text)
		from := slices.IndexFunc(list, func(t dialect.Token) bool { return t.Is("SELECT") })
		if from < 0 || !list[0].Is("INSERT") {
			continue
		}
		for _, t := range list[from:] {
			if t.Kind == dialect.NameToken || t.Kind == dialect.WordToken {
				names = append(names, t.Text)
			}
		}
	}
	return names
}

// known are the columns of a table in the state that was recorded before the step; nil where none was.
func (k *keeper) known(table string) ([]string, error) {
	before := ""
	for _, e := range k.worker.standing.entries {
		if e.id == k.step.entry.id {
			break
		}
		before = e.id
	}
	if before == "" {
		return nil, nil
	}
	s, err := recordedState(k.worker.m.dir, k.worker.dialect.Name, before)
	if err != nil || s == nil {
		return nil, told(err)
	}
	for i := range s.Tables {
		if t := &s.Tables[i]; t.Schema == "" && strings.EqualFold(t.Name, table) {
			names := []string{}
			for _, c := range t.Columns {
				names = append(names, c.Name)
			}
			return names, nil
		}
	}
	return nil, nil
}
