package ddl

import (
	"slices"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Step is a part of a change that is run, and undone, by itself.
type Step struct {
	Up, Down      []Statement
	UpMode        Mode
	DownMode      Mode
	Before, After *state.State
	Label         string // what is added to the change's name
}

// Mode says how statements are run.
type Mode struct {
	NoTransaction bool // each by itself
	KeysOff       bool // on one connection with foreign keys off, in a transaction
}

// Steps are what leads from one state to another, and back. On PostgreSQL new labels of enumeration
// types come first, since a transaction cannot use those that it made, and indexes over rows that
// exist last, without blocking writes. On SQLite renames of tables come before tables that are
// copied, whose mode would keep references from following.
func (w Writer) Steps(from, to *state.State, renames []diff.Rename, o Options) ([]Step, error) {
	states, err := w.between(from, to, renames)
	if err != nil {
		return nil, err
	}
	var out []Step
	for i, after := range states {
		before := from
		if i > 0 {
			before = states[i-1].state
		}
		step := Step{Before: before, After: after.state, Label: after.label}
		if err := w.fill(&step, after, o); err != nil {
			return nil, err
		}
		if len(step.Up) > 0 {
			out = append(out, step)
		}
	}
	return out, nil
}

// stage is a state on the way.
type stage struct {
	state      *state.State
	renames    []diff.Rename
	label      string
	concurrent bool
}

func (w Writer) fill(step *Step, after stage, o Options) error {
	up, err := diff.Of(w.dialect, step.Before, step.After, after.renames)
	if err != nil {
		return err
	}
	down, err := diff.Of(w.dialect, step.After, step.Before, diff.Back(after.renames))
	if err != nil {
		return err
	}
	o.Concurrent = after.concurrent
	step.Up = w.Script(up, o)
	step.Down = w.Script(down, Options{Back: true})
	step.UpMode.NoTransaction = after.concurrent
	if w.dialect.DDL.Alter == dialect.AlterRebuild {
		step.UpMode.KeysOff, step.DownMode.KeysOff = w.Copies(up), w.Copies(down)
	}
	return nil
}

// between are the states on the way, the last of which is the aim.
func (w Writer) between(from, to *state.State, renames []diff.Rename) ([]stage, error) {
	switch w.dialect.DDL.Alter {
	case dialect.AlterCommands:
		return w.gently(from, to, renames)
	case dialect.AlterRebuild:
		all, err := diff.Of(w.dialect, from, to, renames)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(renames, func(r diff.Rename) bool { return r.Column == "" }) && w.Copies(all) {
			return []stage{{state: formless(all.From), renames: renames, label: "rename"}, {state: to}}, nil
		}
	}
	return []stage{{state: to, renames: renames}}, nil
}

// formless is a state in which nothing keeps values in their form, so that whatever keeps them next
// looks at those that are there.
func formless(s *state.State) *state.State {
	out := s.Clone()
	for i := range out.Tables {
		if t := &out.Tables[i]; len(t.Triggers) == 0 {
			for j := range t.Columns {
				t.Columns[j].Form = ""
			}
		}
	}
	return out
}

// gently cuts out what would block others, or could not be in one transaction.
func (w Writer) gently(from, to *state.State, renames []diff.Rename) ([]stage, error) {
	var out []stage
	all, err := diff.Of(w.dialect, from, to, renames)
	if err != nil {
		return nil, err
	}
	labels := from.Clone()
	for _, e := range all.ChangedEnums {
		if len(e.Removed) == 0 {
			labels.Enum(e.To.Name).Labels = slices.Clone(e.To.Labels)
		}
	}
	if len(all.ChangedEnums) > 0 {
		out = append(out, stage{state: labels, label: "labels"})
	}
	main := to.Clone()
	later := false
	for _, t := range all.Changed {
		later = postpone(main.Table(t.To.Name), t, main) || later
	}
	if !later {
		return append(out, stage{state: to, renames: renames}), nil
	}
	return append(out, stage{state: main, renames: renames, label: "tables"}, stage{state: to, concurrent: true}), nil
}

// postpone takes new indexes off a table, and leaves the rows that new checks and foreign keys are
// about for later.
func postpone(t *state.Table, c *diff.Table, all *state.State) (later bool) {
	added := func(k state.Constraint) bool {
		return slices.ContainsFunc(c.AddedConstraints, func(o *state.Constraint) bool { return o.Name == k.Name })
	}
	t.Constraints = slices.DeleteFunc(t.Constraints, func(k state.Constraint) bool {
		wait := added(k) && k.Kind != state.Check && k.Kind != state.Exclusion && !aimed(all, t.Name, k.Columns())
		later = later || wait
		return wait
	})
	for i := range t.Constraints {
		if k := &t.Constraints[i]; added(*k) && k.Kind == state.Check {
			k.Unchecked, later = true, true
		}
	}
	for i := range t.ForeignKeys {
		k := &t.ForeignKeys[i]
		if slices.ContainsFunc(c.AddedKeys, func(o *state.ForeignKey) bool { return o.Name == k.Name }) {
			k.Unchecked, later = true, true
		}
	}
	return later
}

// aimed reports whether a foreign key refers to these columns, so that their unique constraint
// cannot come behind it.
func aimed(s *state.State, table string, columns []string) bool {
	for _, t := range s.Tables {
		if slices.ContainsFunc(t.ForeignKeys, func(k state.ForeignKey) bool { return k.Table == table && slices.Equal(k.Targets, columns) }) {
			return true
		}
	}
	return false
}
