package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// insert inserts members of one model between their save hooks.
func (s *saver) insert(ctx context.Context, members []*loaders.Member) error {
	if len(members) == 0 {
		return nil
	}
	model := members[0].Model
	if err := s.db.insertable(ctx, model, rowsOf(members)); err != nil {
		return err
	}
	for _, m := range members {
		engine.FillDefaults(model, m.Row)
		if err := s.db.fireSave(ctx, hooks.PreSaveKind, model, m.Row); err != nil {
			return err
		}
		if err := validate.Columns(model, m.Row, nil); err != nil {
			return err
		}
	}
	held := s.hold(members)
	err := s.db.engine.InsertMany(ctx, model, rowsOf(members), engine.Bulk{})
	for _, h := range held {
		*h.at = h.was
	}
	if err != nil {
		return err
	}
	s.count += int64(len(members))
	for _, m := range members {
		if err := s.db.fireSave(ctx, hooks.PostSaveKind, model, m.Row); err != nil {
			return err
		}
	}
	return nil
}

// heldKey is a foreign key that is NULL during the insert.
type heldKey struct {
	at  *schema.OneState
	was schema.OneState
}

// hold empties the foreign keys that are written late.
func (s *saver) hold(members []*loaders.Member) []heldKey {
	var held []heldKey
	for _, m := range members {
		for _, a := range s.jobs[m].late {
			state := schema.OneAt(m.Row, a.Offset)
			held = append(held, heldKey{state, *state})
			*state = schema.OneState{Binding: state.Binding}
		}
	}
	return held
}

// update updates members of one model, each with the columns that it has loaded.
func (s *saver) update(ctx context.Context, members []*loaders.Member) error {
	return s.updateColumns(ctx, members, func(m *loaders.Member) ([]string, []*schema.Attribute, error) {
		columns, err := updated(m.Model, m.Row, nil)
		for _, a := range s.jobs[m].ties {
			if err == nil && !slices.Contains(columns, a) {
				columns = append(columns, a)
			}
		}
		s.jobs[m].ties = nil
		s.count++
		return nil, columns, err
	})
}

// tie writes the foreign keys that wait for both rows to be there. The row of a new instance is not updated by that: its
// on-update values and hooks have no part in it.
func (s *saver) tie(ctx context.Context) error {
	var members []*loaders.Member
	for _, m := range s.graph.Members {
		if len(s.jobs[m].ties) > 0 {
			members = append(members, m)
			s.before.keep(m.Model, m.Row)
		}
	}
	for _, rows := range byModel(members) {
		err := s.updateColumns(ctx, rows, func(m *loaders.Member) (names []string, columns []*schema.Attribute, err error) {
			ties := s.jobs[m].ties
			if s.jobs[m].fresh() {
				return nil, ties, nil
			}
			names = attributeNames(ties)
			columns, err = updated(m.Model, m.Row, names)
			return names, columns, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// run is members whose update writes the same columns, each row once.
type run struct {
	columns []*schema.Attribute
	members []*loaders.Member
	keys    map[schema.Key]bool
}

// updateColumns updates members of one model between their update hooks; columns gives the names for the hooks and what is
// written.
func (s *saver) updateColumns(ctx context.Context, members []*loaders.Member, columns func(*loaders.Member) ([]string, []*schema.Attribute, error)) error {
	if len(members) == 0 {
		return nil
	}
	model := members[0].Model
	var runs []*run
	named := map[*loaders.Member][]string{}
	for _, m := range members {
		names, list, err := columns(m)
		if err == nil {
			err = s.beforeUpdate(ctx, m, names, list)
		}
		if err != nil {
			return err
		}
		named[m] = names
		runs = spread(runs, m, list)
	}
	for _, r := range runs {
		if err := s.writeRun(ctx, model, r); err != nil {
			return err
		}
		for _, m := range r.members {
			s.db.engine.Updated(model, m.Row, r.columns)
		}
	}
	for _, m := range members {
		if err := s.fireUpdate(ctx, hooks.PostUpdateKind, m, named[m]); err != nil {
			return err
		}
	}
	return nil
}

// writeRun updates the rows of a run, all of which must be there.
func (s *saver) writeRun(ctx context.Context, model *schema.Model, r *run) error {
	if len(r.members) == 1 {
		return s.db.engine.UpdateRow(ctx, model, r.members[0].Row, r.columns)
	}
	written := r.columns
	if len(written) == 0 {
		written = model.Keys // nothing but the key: are the rows there?
	}
	n, err := s.db.engine.UpdateMany(ctx, model, rowsOf(r.members), written, 0)
	if missing := int64(len(r.members)) - n; err == nil && missing > 0 {
		err = fmt.Errorf("%w: %d of %d rows of %s are not there", ErrNoMatch, missing, len(r.members), model.Name)
	}
	return err
}

// beforeUpdate applies on-update values, tells the listeners and validates what is written.
func (s *saver) beforeUpdate(ctx context.Context, m *loaders.Member, names []string, columns []*schema.Attribute) error {
	for _, a := range columns {
		if a.OnUpdate != nil && !slices.Contains(names, a.Name) {
			a.OnUpdate(m.Row)
		}
	}
	if err := s.fireUpdate(ctx, hooks.PreUpdateKind, m, names); err != nil {
		return err
	}
	return validate.Columns(m.Model, m.Row, columns)
}

// fireUpdate tells the listeners of an update; the late keys of a new row are part of its insert.
func (s *saver) fireUpdate(ctx context.Context, kind hooks.Kind, m *loaders.Member, names []string) error {
	if len(s.jobs[m].late) > 0 || !s.db.hooks.Has(kind, m.Model.Type) {
		return nil
	}
	return hooks.Fire(ctx, s.db.hooks, kind, m.Model.Type, object(m.Model, m.Row), names)
}

// spread puts a member into the first run of its columns that does not have its row yet.
func spread(runs []*run, m *loaders.Member, columns []*schema.Attribute) []*run {
	var key schema.Key
	if a := m.Model.Key(); a != nil {
		if v, err := a.Get(m.Row); err == nil {
			key = schema.KeyOf(v)
		}
	}
	for _, r := range runs {
		if slices.Equal(r.columns, columns) && (key.IsZero() || !r.keys[key]) {
			r.add(m, key)
			return runs
		}
	}
	r := &run{columns: columns, keys: map[schema.Key]bool{}}
	r.add(m, key)
	return append(runs, r)
}

func (r *run) add(m *loaders.Member, key schema.Key) {
	r.members = append(r.members, m)
	r.keys[key] = true
}
