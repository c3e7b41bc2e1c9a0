package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// Diff is the difference between two registries as statements of a dialect, without files: up leads
// from the tables of one to those of the other, down back. Both are nil when CreateAll makes the
// same tables of them. The statements belong on one connection, in this order, each by itself: some
// of PostgreSQL's refuse a transaction, and on SQLite foreign keys are switched off around tables
// that are copied. A column that cannot be NULL and has neither a default nor a Fill is filled by a
// marked line, which fails where rows exist.
//
// Rename and Fill are the options that matter here. A possible rename that none of them decides is
// ErrAmbiguous. It sends nothing, and is safe for concurrent use.
func Diff(dialect string, from, to *schema.Registry, opts ...MakeOption) (up, down []string, err error) {
	p, err := newPlan(dialect, from, nil)
	if err != nil {
		return nil, nil, err
	}
	q, err := newPlan(dialect, to, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := q.check(); err != nil {
		return nil, nil, err
	}
	o := makeOptions(opts)
	c, err := compare(q.dialect, p.state, q.state, o)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range c.steps {
		up = append(up, inTurn(s.Up, s.UpMode)...)
	}
	for _, s := range slices.Backward(c.steps) {
		down = append(down, inTurn(s.Down, s.DownMode)...)
	}
	return up, down, nil
}

// inTurn are the statements of a step as they are sent one after another.
func inTurn(list []ddl.Statement, m ddl.Mode) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Text)
	}
	if m.KeysOff && len(out) > 0 {
		out = append([]string{"PRAGMA foreign_keys = 0", "PRAGMA legacy_alter_table = 1"}, out...)
		out = append(out, "PRAGMA legacy_alter_table = 0", "PRAGMA foreign_keys = 1")
	}
	return out
}

// comparison is what leads from one state to another.
type comparison struct {
	diff  *diff.Diff
	steps []ddl.Step
}

// compare decides about renames, and writes the steps.
func compare(d *dialect.Dialect, from, to *state.State, o *making) (*comparison, error) {
	renames, settled, err := o.renames(from, to)
	if err != nil {
		return nil, err
	}
	c := &comparison{}
	if c.diff, err = diff.Of(d, from, to, renames); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArgument, err)
	}
	if list := diff.Questions(c.diff, func(name string) bool { return settled[name] }); len(list) > 0 {
		return nil, ambiguous(list)
	}
	if err := o.checkFills(to); err != nil {
		return nil, err
	}
	if c.steps, err = ddl.For(d).Steps(from, to, renames, ddl.Options{Fill: o.fills}); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return c, nil
}

// ambiguous asks all questions at once.
func ambiguous(list []diff.Question) error {
	var parts []string
	out := &AmbiguousError{}
	for _, q := range list {
		name, kind := q.Table, "table"
		if q.Column != "" {
			name, kind = q.Table+"."+q.Column, "column"
		}
		parts = append(parts, fmt.Sprintf("the %s %s goes and %s comes; say Rename(%q, %q) if it is the same, or Rename(%q, \"\") if it is not",
			kind, name, strings.Join(q.Candidates, ", "), name, q.Candidates[0], name))
		out.Questions = append(out.Questions, Question{From: name, Candidates: slices.Clone(q.Candidates)})
	}
	out.text = fmt.Sprintf("%v: %s", ErrAmbiguous, strings.Join(parts, "; "))
	return out
}
