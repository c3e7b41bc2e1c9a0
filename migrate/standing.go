package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// standing is how files and history stand to each other.
type standing struct {
	entries []*entry
	index   map[string]*entry // by ID
	records []record          // without the lease
	noted   map[string]record // the same, by ID
	lease   *record
	there   bool // the history's table is
	// adopted: the records are another tool's, to be written down with the first that is applied.
	adopted bool
}

// look reads files and history. It sends two statements.
func (m *Migrator) look(ctx context.Context, q querier) (*standing, error) {
	entries, err := m.load()
	if err != nil {
		return nil, err
	}
	s := &standing{entries: entries, index: make(map[string]*entry, len(entries))}
	for _, e := range entries {
		s.index[e.id] = e
	}
	return s, m.refresh(ctx, q, s, m.history())
}

// refresh reads the history anew.
func (m *Migrator) refresh(ctx context.Context, q querier, s *standing, h history) error {
	err := m.readHistory(ctx, q, s, h)
	s.noted = make(map[string]record, len(s.records))
	for _, r := range s.records {
		s.noted[r.id] = r
	}
	return err
}

func (m *Migrator) readHistory(ctx context.Context, q querier, s *standing, h history) error {
	s.records, s.lease, s.adopted = nil, nil, false
	if !s.there {
		names := []string{m.table}
		if other := foreignTable(m.format); other != "" {
			names = append(names, other)
		}
		found, err := h.exist(ctx, q, names...)
		if err != nil {
			return err
		}
		if !found[m.table] {
			if len(names) > 1 && found[names[1]] {
				s.records, err = m.adopt(ctx, q, s.entries)
				s.adopted = len(s.records) > 0
			}
			return err
		}
		s.there = true
	}
	list, err := h.read(ctx, q)
	if err != nil {
		return err
	}
	for i, r := range list {
		if r.state == rowLease {
			s.lease = &list[i]
			continue
		}
		s.records = append(s.records, r)
	}
	return nil
}

func (m *Migrator) history() history { return history{dialect: m.dialect, table: m.table} }

// record is what is noted of a migration.
func (s *standing) record(id string) (record, bool) {
	r, ok := s.noted[id]
	return r, ok
}

// newest is the ID of the last migration that counts as applied; empty without one.
func (s *standing) newest() string {
	for _, r := range slices.Backward(s.records) {
		if r.state == rowApplied || r.state == rowUndoing {
			return r.id
		}
	}
	return ""
}

// check finds what keeps migrations from being applied: all of it.
func (s *standing) check(o runSettings) error {
	var problems []error
	newest := s.newest()
	for _, r := range s.records {
		e := s.index[r.id]
		switch {
		case e == nil:
			problems = append(problems, missing(r))
		case r.state == rowApplied && r.hash != e.hash:
			problems = append(problems, fmt.Errorf("%w: %s; put it back as it was, or, when the database has what it says now, say so: ormar migrate repair %s applied",
				ErrChanged, e.place(), e.id))
		case r.state == rowUndoing:
			problems = append(problems, fmt.Errorf("%w: %s was being undone, and %d of %d statements are; finish it with Down, or say what is so with Repair",
				ErrUnfinished, e.place(), r.done, r.of))
		}
	}
	for _, e := range s.entries {
		if _, ok := s.record(e.id); !ok && !o.order && newest != "" && migration.Compare(e.id, newest) < 0 {
			problems = append(problems, fmt.Errorf("%w: %s is older than %s; give it a later number, or allow it with OutOfOrder (-out-of-order)",
				ErrOutOfOrder, e.place(), newest))
		}
	}
	return errors.Join(problems...)
}

func missing(r record) error {
	if r.hash == goHash {
		return fmt.Errorf("%w: %s is a migration in Go that this program does not have; run the one that gives it to WithGo", ErrMissing, schema.Quote(r.id))
	}
	return fmt.Errorf("%w: %s.sql; put it back, or, when it no longer counts, say so: ormar migrate repair %s undone", ErrMissing, r.id, r.id)
}

// pending are the migrations to apply, in order: what is not applied, and what was begun, up to
// what is asked for.
func (s *standing) pending(o runSettings) ([]*entry, error) {
	var last *entry
	if o.to != nil {
		if last = byID(s.entries, *o.to); last == nil {
			return nil, unknown(*o.to)
		}
	}
	var out []*entry
	for _, e := range s.entries {
		r, ok := s.record(e.id)
		if ok && r.state == rowApplied {
			continue
		}
		if last != nil && migration.Compare(e.id, last.id) > 0 || o.steps != nil && len(out) == *o.steps {
			break
		}
		out = append(out, e)
	}
	return out, nil
}

// version is how a migration stands.
func (s *standing) version(e *entry) Version {
	v := Version{ID: e.id, Name: migration.Name(e.id), State: Pending, Of: e.statements()}
	r, ok := s.record(e.id)
	if !ok {
		return v
	}
	v.At, v.Took, v.Done, v.Err = r.at, r.took, r.done, r.err
	switch {
	case r.state != rowApplied:
		v.State, v.Of = Failed, r.of
		if v.Err == "" {
			v.Err = fmt.Sprintf("%d of %d statements are done; its process was interrupted, or is still at it", r.done, r.of)
		}
	case r.hash != e.hash:
		v.State = Changed
	default:
		v.State = Applied
	}
	return v
}

// Status tells how every migration stands, in their order, those included whose files are missing.
// It sends two statements, changes nothing, and on a database that has no history yet it says that
// all are pending.
func (m *Migrator) Status(ctx context.Context) ([]Version, error) {
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return nil, err
	}
	var out []Version
	for _, e := range s.entries {
		out = append(out, s.version(e))
	}
	for _, r := range s.records {
		if s.index[r.id] == nil {
			out = append(out, Version{ID: r.id, Name: migration.Name(r.id), State: Missing, At: r.at, Took: r.took, Done: r.done, Of: r.of, Err: r.err})
		}
	}
	slices.SortStableFunc(out, func(a, b Version) int { return migration.Compare(a.ID, b.ID) })
	return out, nil
}

// now is the time to note.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
