package write

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// update is an UPDATE of rows by their keys.
type update struct {
	job
	changes []change // of each row, or one that all have
	runs    []updateRun
	must    bool  // every row must be there
	count   int64 // of the rows that were there
	only    [1]change
}

// change is what an update writes of a row.
type change struct {
	columns []*schema.Attribute
	touch   []*schema.Attribute // those that get on-update values
	names   []string            // those that the caller named, as listeners are shown them
	untold  bool                // listeners are not told
	tracked bool                // the columns are those whose values have changed, and listeners are shown them
}

// updates are those of single rows that are over: their memory is used again.
var updates = sync.Pool{New: func() any { return new(update) }}

// Update writes an instance by its key: the named columns, or all that it has.
func (w *Writer) Update(ctx context.Context, m *schema.Model, row unsafe.Pointer, names []string) error {
	if err := Persisted(m, row); err != nil {
		return err
	}
	s, err := selectColumns(m, names)
	if err != nil {
		return err
	}
	u := updates.Get().(*update)
	u.job = job{writer: w, model: m, pre: hooks.PreUpdateKind, post: hooks.PostUpdateKind}
	u.must = true
	u.single(row)
	u.only[0], u.changes = s.of(row), u.only[:]
	if len(names) == 0 && remembers(m, row) {
		err = u.runChanged(ctx, s, row)
	} else {
		err = u.run(ctx, u, u.only[0].touch, true)
	}
	*u = update{}
	updates.Put(u)
	return err
}

// runChanged writes what is other than the row was. A relation that was changed changes the fields that are its key first.
func (u *update) runChanged(ctx context.Context, s selection, row unsafe.Pointer) error {
	write := func() error {
		if u.only[0] = s.changed(row); u.only[0].columns == nil {
			return nil
		}
		return u.run(ctx, u, u.only[0].touch, true)
	}
	if len(u.model.On) == 0 {
		return write()
	}
	var before engine.Memory
	before.Whole(u.model, row)
	return before.Undoing(func() error {
		if err := u.settle(nil); err != nil {
			return err
		}
		return write()
	})
}

// BulkUpdate writes the named columns of instances, or all, and gives the number of rows that were
// there; list is what the listeners are shown.
func (w *Writer) BulkUpdate(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, list any, names []string) (int64, error) {
	u, err := w.bulkUpdate(m, rows, list, names)
	if err != nil {
		return 0, err
	}
	alone := len(u.runs) == 1 && !w.Engine.InTransaction(ctx) && w.Engine.OneUpdate(m, rows, u.runs[0].columns)
	if err := u.run(ctx, u, engine.Touched(m.Attributes, names), alone); err != nil {
		return 0, w.Engine.Judge(ctx, err)
	}
	return u.count, nil
}

// bulkUpdate checks the arguments of a BulkUpdate.
func (w *Writer) bulkUpdate(m *schema.Model, rows []unsafe.Pointer, list any, names []string) (*update, error) {
	for i, row := range rows {
		if err := Persisted(m, row); err != nil {
			return nil, fmt.Errorf("object %d: %w", i, err)
		}
	}
	if err := distinct(m, m.Keys, rows); err != nil {
		return nil, err
	}
	s, err := selectColumns(m, names)
	if err != nil {
		return nil, err
	}
	u := &update{job: job{writer: w, model: m, rows: rows, list: list, pre: hooks.PreBulkUpdateKind, post: hooks.PostBulkUpdateKind}}
	u.only[0] = s.whole
	u.changes = u.only[:]
	if slices.ContainsFunc(rows, s.varies) {
		u.changes = make([]change, len(rows))
		for i, row := range rows {
			u.changes[i] = s.of(row)
		}
	}
	u.runs = u.divided(nil)
	return u, nil
}

// change is what is written of a row.
func (u *update) change(i int) *change {
	if len(u.changes) == 1 {
		i = 0
	}
	return &u.changes[i]
}

func (u *update) told(i int) ([]string, bool) {
	c := u.change(i)
	if c.tracked {
		return engine.Names(u.model.State(u.rows[i]).State.Changed(u.rows[i])), true
	}
	return c.names, !c.untold
}

func (u *update) prepare(context.Context) error {
	for i, row := range u.rows {
		engine.Touch(row, u.change(i).touch)
	}
	return nil
}

func (u *update) check(context.Context) error {
	if c := &u.only[0]; c.tracked { // listeners may have changed more
		s := selection{model: u.model}
		c.columns = s.changed(u.rows[0]).columns
	}
	return u.valid(func(i int) []*schema.Attribute { return u.change(i).columns })
}

func (u *update) send(ctx context.Context) error {
	if u.must && len(u.rows) == 1 {
		if err := u.writer.Engine.UpdateRow(ctx, u.model, u.rows[0], u.changes[0].columns); err != nil {
			return err
		}
		u.writer.Engine.Updated(u.model, u.rows[0], u.changes[0].columns)
		return nil
	}
	for _, r := range u.runs {
		if err := u.sendRun(ctx, r); err != nil {
			return err
		}
	}
	note := u.writer.Engine.Updated
	if u.count < int64(len(u.rows)) { // it is not known whose row is missing: none is taken for saved which was not before
		note = u.writer.Engine.Written
	}
	for _, r := range u.runs {
		for _, row := range r.rows {
			note(u.model, row, r.columns)
		}
	}
	return nil
}

func (u *update) sendRun(ctx context.Context, r updateRun) error {
	db, columns := u.writer.Engine, r.columns
	if u.must && len(r.rows) == 1 {
		u.count++
		return db.UpdateRow(ctx, u.model, r.rows[0], columns)
	}
	if u.must && len(columns) == 0 {
		columns = engine.Still(u.model) // nothing but the key: are the rows there?
	}
	n, err := db.UpdateMany(ctx, u.model, r.rows, columns, 0)
	u.count += n
	if missing := int64(len(r.rows)) - n; err == nil && u.must && missing > 0 {
		err = fmt.Errorf("%w: %d of %d rows of %s are not there", engine.ErrNoMatch, missing, len(r.rows), u.model.Name)
	}
	return err
}

// updateRun is rows whose update writes the same columns, in one statement or in batches of it.
type updateRun struct {
	columns []*schema.Attribute
	rows    []unsafe.Pointer
	keys    map[schema.Key]bool // of rows that others may be the same as
}

// divided are the rows in runs. With keys, which are those of the rows, a run has each row once.
func (u *update) divided(keys []schema.Key) []updateRun {
	if len(u.changes) == 1 && keys == nil && u.model.Version == nil {
		return []updateRun{{columns: u.changes[0].columns, rows: u.rows}}
	}
	var runs []updateRun
	for i, row := range u.rows {
		columns, key := u.change(i).columns, schema.Key{}
		if keys != nil {
			key = keys[i]
		}
		n := slices.IndexFunc(runs, func(r updateRun) bool {
			return slices.Equal(r.columns, columns) && (key.IsZero() || !r.keys[key]) && engine.Matched(u.model, r.rows[0]) == engine.Matched(u.model, row)
		})
		if n < 0 {
			n, runs = len(runs), append(runs, updateRun{columns: columns, keys: map[schema.Key]bool{}})
		}
		runs[n].rows = append(runs[n].rows, row)
		runs[n].keys[key] = true
	}
	return runs
}

// selection is what an update by name writes.
type selection struct {
	model *schema.Model
	whole change // of an instance that has all columns, and of every one when there are names
}

// selectColumns resolves the columns that an update names; without names all are written.
func selectColumns(m *schema.Model, names []string) (s selection, err error) {
	names = columnNames(m, names)
	s = selection{model: m, whole: change{names: names}}
	if len(names) == 0 {
		s.whole.columns, _ = m.Body()
	} else if s.whole.columns, err = named(m, names); err != nil {
		return s, err
	}
	s.whole.touch = engine.Touched(s.whole.columns, names)
	return s, nil
}

// columnNames are names with those of the columns in the place of a relation whose key is no attribute of that name.
func columnNames(m *schema.Model, names []string) []string {
	for i, name := range names {
		side := m.Side(name)
		if side == nil || side.Kind != schema.ForwardSide || m.Attribute(name) != nil {
			continue
		}
		out := slices.Clone(names[:i])
		for _, a := range side.Key.Columns() {
			if !a.PrimaryKey || a == side.Key {
				out = append(out, a.Name)
			}
		}
		return append(out, columnNames(m, names[i+1:])...)
	}
	return names
}

// named are the columns of an update that names some: those, and every one that has an on-update
// value.
func named(m *schema.Model, names []string) ([]*schema.Attribute, error) {
	for _, name := range names {
		a := m.Attribute(name)
		switch {
		case a == nil:
			if _, err := m.Path(name); err != nil {
				return nil, err
			}
			return nil, query.Errorf("%s has no column %q", m.Name, name)
		case a == m.Version:
			return nil, query.Errorf("%s.%s is the version of the row, which every update raises; it cannot be named", m.Name, name)
		case a.Generated != "":
			return nil, engine.Computed(a)
		case a == m.ShardKey:
			return nil, query.Errorf("%s.%s is the shard key, by which the row is found; it cannot be updated", m.Name, name)
		case a.PrimaryKey:
			return nil, query.Errorf("%s.%s is the key by which the row is found; it cannot be updated", m.Name, name)
		}
	}
	return body(m, func(a *schema.Attribute) bool { return slices.Contains(names, a.Name) }), nil
}

// body are the columns of a model that are picked or have an on-update value, without the key and
// the version.
func body(m *schema.Model, picked func(*schema.Attribute) bool) []*schema.Attribute {
	out := make([]*schema.Attribute, 0, len(m.Attributes))
	for _, a := range m.Attributes {
		if !a.PrimaryKey && a != m.Version && a != m.ShardKey && a.Generated == "" && (a.OnUpdate != nil || picked(a)) {
			out = append(out, a)
		}
	}
	return out
}

// varies reports whether an instance is written in other columns than others: one that was read in
// part, unless columns are named.
func (s *selection) varies(row unsafe.Pointer) bool {
	return len(s.whole.names) == 0 && engine.Part(s.model, row) != nil
}

// of is what is written of an instance: of one that was read in part what it has.
func (s *selection) of(row unsafe.Pointer) change {
	if !s.varies(row) {
		return s.whole
	}
	part := engine.Part(s.model, row)
	columns := body(s.model, func(a *schema.Attribute) bool { return part.Has(a.Index) && !a.ReadBack })
	return change{columns: columns, touch: engine.Touched(columns, nil)}
}
