package write

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// GraphOptions are the settings of SaveGraph.
type GraphOptions struct {
	Follow, All bool
	Prune       bool // what is related to an owner and no longer in its list is taken away
	Except      *loaders.Pruned
}

// SaveGraph writes an instance and what its relations hold, and gives the number of instances that
// were written.
func (w *Writer) SaveGraph(ctx context.Context, m *schema.Model, row unsafe.Pointer, o GraphOptions) (int64, error) {
	graph, err := loaders.Walk(m, row, o.Follow, o.Except)
	if err != nil {
		return 0, err
	}
	s := &graphSave{writer: w, all: o.All, prunes: o.Prune, graph: graph, tasks: map[*loaders.Member]*task{},
		links: map[linkedPair]bool{}, written: map[unsafe.Pointer]bool{}}
	if err := s.before.Undoing(func() error { return s.save(ctx) }); err != nil {
		return 0, w.Engine.Judge(ctx, err)
	}
	return s.count, nil
}

// graphSave is one SaveGraph.
type graphSave struct {
	writer *Writer
	all    bool
	prunes bool
	graph  *loaders.Graph
	tasks  map[*loaders.Member]*task
	before engine.Memory
	count  int64

	links   map[linkedPair]bool     // those that were written
	written map[unsafe.Pointer]bool // and their rows
}

// task is what is to be done with one instance.
type task struct {
	presence Presence
	write    bool                // the row, by INSERT or UPDATE; it counts
	ties     []*schema.Attribute // foreign keys that are written besides, or afterwards
	late     []*schema.Attribute // of an INSERT: NULL at first, among the ties
}

func (j *task) fresh() bool { return j.presence == Absent || j.presence == Keyed }

func (s *graphSave) save(ctx context.Context) error {
	if err := s.place(); err != nil {
		return err
	}
	for _, m := range s.graph.Members {
		j := &task{presence: PresenceOf(m.Model, m.Row)}
		j.write = j.fresh() || s.all && j.presence == Saved
		s.tasks[m] = j
		if err := writable(m.Model); err != nil && (j.write || m.Model.Keyless) {
			return err
		}
	}
	if err := s.attach(); err != nil {
		return err
	}
	if err := s.targets(); err != nil {
		return err
	}
	levels, err := s.levels()
	if err != nil || len(levels) == 0 && len(s.graph.Links) == 0 && !s.tied() && !s.prunes {
		return err
	}
	return s.writer.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error {
		if err := s.writeAll(ctx, levels); err != nil || !s.prunes {
			return err
		}
		return s.prune(ctx)
	})
}

// attach makes every child in a list point at the list's owner.
func (s *graphSave) attach() error {
	for _, b := range s.graph.Children {
		back := b.Side.Inverse
		if back == nil || !back.HasField {
			continue
		}
		state := schema.OneAt(b.Target.Row, back.Offset)
		if state.Target == b.Owner.Row {
			continue
		}
		same, none := s.refers(b, state)
		if !same && !none {
			return fmt.Errorf("%w: %s.%s holds a row of %s whose %s is another row; take it out of the list, or set its %s", engine.ErrRelationship,
				b.Owner.Model.Name, b.Side.Name, b.Target.Model.Name, back.Name, back.Name)
		}
		s.before.Whole(b.Target.Model, b.Target.Row)
		*state = schema.OneState{Target: b.Owner.Row, Loaded: true, Back: true, Binding: state.Binding}
		back.Mark(state)
		if j := s.tasks[b.Target]; none && !j.fresh() {
			j.ties = append(j.ties, b.Side.Key)
		}
	}
	return nil
}

// refers reports whether a child's foreign key means the owner already, or nothing.
func (s *graphSave) refers(b loaders.Bond, state *schema.OneState) (same, none bool) {
	if state.Target == nil && (state.Key().IsZero() || unfinished(b)) {
		return false, true
	}
	if s.tasks[b.Owner].presence == Absent {
		return false, false
	}
	key, err := b.Side.Key.Get(b.Target.Row)
	if err != nil {
		return false, false
	}
	owner, err := loaders.KeyAttribute(b.Side).Get(b.Owner.Row)
	return err == nil && schema.SameValue(key, owner), false
}

// unfinished reports whether some declared fields of a child's foreign key were not set yet, and the others say its owner: the tenant
// alone, for example.
func unfinished(b loaders.Bond) bool {
	back := b.Side.Inverse
	owner, err := loaders.KeyAttribute(b.Side).Get(b.Owner.Row)
	if err != nil || owner == nil || len(back.On) == 0 {
		return false
	}
	unset := false
	for i, v := range back.Ref.Spread(owner, nil) {
		a := back.On[i]
		if a.IsZero(b.Target.Row) {
			unset = true
			continue
		}
		if own, err := a.Get(b.Target.Row); err != nil || schema.KeyOf(own) != schema.KeyOf(v) {
			return false
		}
	}
	return unset
}

// targets refuses foreign keys to instances that have no key and are not part of what is saved, and
// notes which keys of saved rows must be written since their targets are new.
func (s *graphSave) targets() error {
	for _, m := range s.graph.Members {
		j := s.tasks[m]
		if !j.fresh() {
			for _, a := range m.Waits(s.isFresh) {
				if !slices.Contains(j.ties, a) {
					j.ties = append(j.ties, a)
				}
			}
		}
		if !j.fresh() && (j.write || len(j.ties) > 0) {
			if err := m.Model.Kept(m.Row); err != nil {
				return err
			}
		}
		if !j.write {
			continue
		}
		for _, side := range m.Model.Sides {
			if side.Kind != schema.ForwardSide || !side.HasField {
				continue
			}
			state := schema.OneAt(m.Row, side.Offset)
			if t := side.At(m.Row); t != nil && state.Key().IsZero() && s.graph.Member(t) == nil && PresenceOf(side.Target, t) == Absent {
				return fmt.Errorf("%w: %s.%s refers to an instance of %s that is not saved and not part of what is; add Follow(), or save it first",
					schema.ErrNotPersisted, m.Model.Name, side.Name, side.Target.Name)
			}
		}
	}
	return nil
}

func (s *graphSave) isFresh(m *loaders.Member) bool { return s.tasks[m].fresh() }

// levels orders what is written.
func (s *graphSave) levels() ([][]*loaders.Member, error) {
	levels, late, err := s.graph.Levels(func(m *loaders.Member) bool { return s.tasks[m].write }, s.isFresh)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engine.ErrRelationship, err)
	}
	for _, l := range late {
		j := s.tasks[l.Member]
		if !j.fresh() {
			continue
		}
		j.late = append(j.late, l.Need.Key)
		j.ties = append(j.ties, l.Need.Key)
	}
	return levels, nil
}

// tied reports whether some foreign key is to be written for itself.
func (s *graphSave) tied() bool {
	return slices.ContainsFunc(s.graph.Members, func(m *loaders.Member) bool { return len(s.tasks[m].ties) > 0 })
}
