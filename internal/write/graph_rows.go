package write

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// writeAll writes level by level, then the foreign keys that had to wait, then the links.
func (s *graphSave) writeAll(ctx context.Context, levels [][]*loaders.Member) error {
	for _, level := range levels {
		for _, rows := range byModel(level) {
			if err := s.write(ctx, rows); err != nil {
				return err
			}
		}
	}
	if err := s.writeLate(ctx); err != nil {
		return err
	}
	return s.writeLinks(ctx)
}

// byModel divides members, in order, by their models.
func byModel(members []*loaders.Member) [][]*loaders.Member {
	var out [][]*loaders.Member
	place := map[*schema.Model]int{}
	for _, m := range members {
		i, ok := place[m.Model]
		if !ok {
			i = len(out)
			place[m.Model], out = i, append(out, nil)
		}
		out[i] = append(out[i], m)
	}
	return out
}

// write writes members of one model.
func (s *graphSave) write(ctx context.Context, members []*loaders.Member) error {
	var inserts, updates, unsure []*loaders.Member
	for _, m := range members {
		s.before.Whole(m.Model, m.Row)
		switch s.tasks[m].presence {
		case Absent:
			inserts = append(inserts, m)
		case Keyed:
			unsure = append(unsure, m)
		default:
			updates = append(updates, m)
		}
	}
	if len(unsure) > 0 {
		there, err := s.writer.There(ctx, members[0].Model, rowsOf(unsure))
		if err != nil {
			return err
		}
		for i, m := range unsure {
			if there[i] {
				updates = append(updates, m)
			} else {
				inserts = append(inserts, m)
			}
		}
	}
	if err := s.insert(ctx, inserts); err != nil {
		return err
	}
	return s.update(ctx, updates)
}

func rowsOf(members []*loaders.Member) []unsafe.Pointer {
	rows := make([]unsafe.Pointer, len(members))
	for i, m := range members {
		rows[i] = m.Row
	}
	return rows
}

// insert inserts members of one model.
func (s *graphSave) insert(ctx context.Context, members []*loaders.Member) error {
	if len(members) == 0 {
		return nil
	}
	i := &insert{job: job{writer: s.writer, model: members[0].Model, rows: rowsOf(members), pre: hooks.PreSaveKind, post: hooks.PostSaveKind}}
	for _, m := range members {
		for _, a := range s.tasks[m].late {
			i.held = append(i.held, schema.OneAt(m.Row, heldAt(m.Model, a)))
		}
	}
	if err := i.pass(ctx, i); err != nil {
		return err
	}
	s.count += int64(len(members))
	return nil
}

// heldAt is where the relation lies whose foreign key an attribute is.
func heldAt(m *schema.Model, key *schema.Attribute) uintptr {
	for _, s := range m.Sides {
		if s.Kind == schema.ForwardSide && s.Key == key {
			return s.Offset
		}
	}
	return key.Offset
}

// update updates members of one model, each with the columns that it has, and the foreign keys that
// it waits for.
func (s *graphSave) update(ctx context.Context, members []*loaders.Member) error {
	if len(members) == 0 {
		return nil
	}
	all, err := selectColumns(members[0].Model, nil)
	if err != nil {
		return err
	}
	changes := make([]change, len(members))
	for i, m := range members {
		t := s.tasks[m]
		changes[i] = all.of(m.Row)
		for _, a := range schema.Spread(t.ties) {
			if !slices.Contains(changes[i].columns, a) {
				changes[i].columns = append(slices.Clip(changes[i].columns), a)
			}
		}
		changes[i].untold = len(t.late) > 0
		t.ties = nil
	}
	s.count += int64(len(members))
	return s.updateRows(ctx, members, changes)
}

// writeLate writes the foreign keys that wait for both rows to be there. The row of a new instance
// is not updated by that: its on-update values and listeners have no part in it.
func (s *graphSave) writeLate(ctx context.Context) error {
	var members []*loaders.Member
	for _, m := range s.graph.Members {
		if len(s.tasks[m].ties) > 0 {
			members = append(members, m)
			s.before.Whole(m.Model, m.Row)
		}
	}
	for _, rows := range byModel(members) {
		changes := make([]change, len(rows))
		for i, m := range rows {
			t := s.tasks[m]
			if t.fresh() {
				changes[i] = change{columns: schema.Spread(t.ties), untold: len(t.late) > 0}
				continue
			}
			named, err := selectColumns(m.Model, engine.Names(schema.Spread(t.ties)))
			if err != nil {
				return err
			}
			changes[i] = named.of(m.Row)
		}
		if err := s.updateRows(ctx, rows, changes); err != nil {
			return err
		}
	}
	return nil
}

// updateRows updates members of one model, which must all be there; several may be one row.
func (s *graphSave) updateRows(ctx context.Context, members []*loaders.Member, changes []change) error {
	m := members[0].Model
	u := &update{job: job{writer: s.writer, model: m, rows: rowsOf(members), pre: hooks.PreUpdateKind, post: hooks.PostUpdateKind},
		changes: changes, must: true}
	keys := make([]schema.Key, len(members))
	if a := m.Identity(); a != nil {
		for i, row := range u.rows {
			if v, err := a.Get(row); err == nil {
				keys[i] = schema.KeyOf(v)
			}
		}
	}
	u.runs = u.divided(keys)
	return u.pass(ctx, u)
}
