package write

import (
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// remembers reports whether an instance knows the values that its row has.
func remembers(m *schema.Model, row unsafe.Pointer) bool {
	return m.Tracks && m.State(row).State != nil && m.State(row).State.Was != nil
}

// changed is what is written of an instance that knows what it was: what has changed, and on-update
// values with it.
func (s *selection) changed(row unsafe.Pointer) change {
	differs := s.model.State(row).State.Changed(row)
	differs = slices.DeleteFunc(differs, func(a *schema.Attribute) bool { return a.PrimaryKey })
	if len(differs) == 0 {
		return change{}
	}
	columns := body(s.model, func(a *schema.Attribute) bool { return slices.Contains(differs, a) })
	return change{columns: columns, touch: engine.Touched(columns, nil), tracked: true}
}

// remembered is what the rows know of their values, where somebody who is told after the write can
// ask; nil otherwise.
func (j *job) remembered() []*schema.RowState {
	if !j.model.Tracks || !j.writer.Hooks.Has(j.post, j.model.Type) {
		return nil
	}
	was := make([]*schema.RowState, len(j.rows))
	for i, row := range j.rows {
		if remembers(j.model, row) {
			was[i] = j.model.State(row).State
		}
	}
	return was
}

// recalling tells listeners of rows that still know what they were before the write.
func (j *job) recalling(was []*schema.RowState, tell func() error) error {
	settled := make([][2]*schema.RowState, len(was)) // what the rows know by now, and what they are shown to know
	for i, row := range j.rows[:len(was)] {
		state := j.model.State(row)
		if was[i] == nil || state.State == nil {
			continue
		}
		shown := *state.State
		shown.Was = was[i].Was
		settled[i] = [2]*schema.RowState{state.State, &shown}
		state.State = &shown
	}
	defer func() {
		for i, row := range j.rows[:len(was)] {
			if state := j.model.State(row); settled[i][1] != nil && state.State == settled[i][1] {
				state.State = settled[i][0]
			}
		}
	}()
	return tell()
}
