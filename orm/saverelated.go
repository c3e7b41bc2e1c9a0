package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// SaveRelated writes an instance and what its relations hold, with Follow the whole graph that can be reached, and gives the
// number of instances that were written: what foreign keys point to first, then the instance, then its children. Instances
// that are not saved yet are written, saved ones only with SaveAll. One that has a key of its own is inserted when no row has
// that key. A child in a list gets the list's owner as its target, rows of a many-to-many relation are tied by link rows, with
// the data that LinksOf gave; foreign keys of saved rows that are written for this alone, links, and rows of which only the
// key is in memory do not count. Nothing is removed from the database.
//
// Everything happens in one transaction; after an error the instances are as they were. The hooks of Save and Update run for
// every instance. It costs one statement per model and level for each hundred rows, one more where rows may be there already,
// per many-to-many relation one to look for links of owners that are not new and one to write them, and one for each link with
// fields.
//
// A list that holds a child of another owner, and new rows that refer to each other in a ring without a key that can be NULL,
// are ErrRelationship; a target that is neither saved nor part of what is saved is ErrNotPersisted. Both come before any SQL.
func SaveRelated[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, opts ...GraphOption) (int64, error) {
	row := unsafe.Pointer((*T)(m))
	model, err := db.instance(reflect.TypeFor[T](), row)
	if err != nil {
		return 0, err
	}
	options := graphOptions(opts)
	if len(options.order) > 0 {
		return 0, query.Errorf("SaveRelated: OrderRelated is an option of LoadAll")
	}
	except, _, err := options.pruned(model)
	if err != nil {
		return 0, err
	}
	graph, err := loaders.Walk(model, row, options.follow, except)
	if err != nil {
		return 0, err
	}
	s := &saver{db: db, all: options.all, graph: graph, jobs: map[*loaders.Member]*job{},
		links: map[linkedPair]bool{}, written: map[unsafe.Pointer]bool{}}
	if err := s.before.undoing(nil, func() error { return s.save(ctx) }); err != nil {
		return 0, err
	}
	return s.count, nil
}

// saver is one SaveRelated.
type saver struct {
	db     *DB
	all    bool
	graph  *loaders.Graph
	jobs   map[*loaders.Member]*job
	before undo
	count  int64

	links   map[linkedPair]bool     // those that were written
	written map[unsafe.Pointer]bool // and their rows
}

// job is what is to be done with one instance.
type job struct {
	presence presence
	write    bool                // the row, by INSERT or UPDATE; it counts
	ties     []*schema.Attribute // foreign keys that are written besides, or afterwards
	late     []*schema.Attribute // of an INSERT: NULL at first, among the ties
}

func (j *job) fresh() bool { return j.presence == absent || j.presence == keyed }

func (s *saver) save(ctx context.Context) error {
	for _, m := range s.graph.Members {
		j := &job{presence: presenceOf(m.Model, m.Row)}
		j.write = j.fresh() || s.all && j.presence == saved
		s.jobs[m] = j
	}
	if err := s.adopt(); err != nil {
		return err
	}
	if err := s.targets(); err != nil {
		return err
	}
	levels, err := s.levels()
	if err != nil || len(levels) == 0 && len(s.graph.Links) == 0 && !s.tied() {
		return err
	}
	return s.db.engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error { return s.run(ctx, levels) })
}

// adopt makes every child in a list point at the list's owner.
func (s *saver) adopt() error {
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
			return fmt.Errorf("%w: %s.%s holds a row of %s whose %s is another row; take it out of the list, or set its %s", ErrRelationship,
				b.Owner.Model.Name, b.Side.Name, b.Target.Model.Name, back.Name, back.Name)
		}
		s.before.keep(b.Target.Model, b.Target.Row)
		*state = schema.OneState{Target: b.Owner.Row, Loaded: true, Back: true, Binding: state.Binding}
		if j := s.jobs[b.Target]; none && !j.fresh() {
			j.ties = append(j.ties, b.Side.Key)
		}
	}
	return nil
}

// refers reports whether a child's foreign key means the owner already, or nothing.
func (s *saver) refers(b loaders.Bond, state *schema.OneState) (same, none bool) {
	if state.Target == nil && state.Key().IsZero() {
		return false, true
	}
	if s.jobs[b.Owner].presence == absent {
		return false, false
	}
	key, err := b.Side.Key.Get(b.Target.Row)
	if err != nil {
		return false, false
	}
	owner, err := b.Owner.Model.Key().Get(b.Owner.Row)
	return err == nil && key == owner, false
}

// targets refuses foreign keys to instances that have no key and are not part of what is saved, and notes which keys of saved
// rows must be written since their targets are new.
func (s *saver) targets() error {
	for _, m := range s.graph.Members {
		j := s.jobs[m]
		if !j.fresh() {
			for _, a := range m.Waits(s.isFresh) {
				if !slices.Contains(j.ties, a) {
					j.ties = append(j.ties, a)
				}
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
			if t := state.Target; t != nil && state.Key().IsZero() && s.graph.Member(t) == nil && presenceOf(side.Target, t) == absent {
				return fmt.Errorf("%w: %s.%s refers to an instance of %s that is not saved and not part of what is; add Follow(), or save it first",
					ErrNotPersisted, m.Model.Name, side.Name, side.Target.Name)
			}
		}
	}
	return nil
}

func (s *saver) isFresh(m *loaders.Member) bool { return s.jobs[m].fresh() }

// levels orders what is written.
func (s *saver) levels() ([][]*loaders.Member, error) {
	levels, late, err := s.graph.Levels(func(m *loaders.Member) bool { return s.jobs[m].write }, s.isFresh)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRelationship, err)
	}
	for _, l := range late {
		j := s.jobs[l.Member]
		if !j.fresh() {
			continue
		}
		j.late = append(j.late, l.Need.Key)
		j.ties = append(j.ties, l.Need.Key)
	}
	return levels, nil
}

// tied reports whether some foreign key is to be written for itself.
func (s *saver) tied() bool {
	return slices.ContainsFunc(s.graph.Members, func(m *loaders.Member) bool { return len(s.jobs[m].ties) > 0 })
}

// run writes level by level, then the foreign keys that had to wait, then the links.
func (s *saver) run(ctx context.Context, levels [][]*loaders.Member) error {
	for _, level := range levels {
		for _, rows := range byModel(level) {
			if err := s.write(ctx, rows); err != nil {
				return err
			}
		}
	}
	if err := s.tie(ctx); err != nil {
		return err
	}
	return s.link(ctx)
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
func (s *saver) write(ctx context.Context, members []*loaders.Member) error {
	var inserts, updates, unsure []*loaders.Member
	for _, m := range members {
		s.before.keep(m.Model, m.Row)
		switch s.jobs[m].presence {
		case absent:
			inserts = append(inserts, m)
		case keyed:
			unsure = append(unsure, m)
		default:
			updates = append(updates, m)
		}
	}
	if len(unsure) > 0 {
		there, err := s.db.there(ctx, members[0].Model, rowsOf(unsure))
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
