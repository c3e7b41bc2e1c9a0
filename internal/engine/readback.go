package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Computed refuses to write a column that the database computes.
func Computed(a *schema.Attribute) error {
	return fmt.Errorf("%w: %s.%s is generated: the database computes it from other columns; assign these", ErrReadOnly, a.Model.Name, a.Name)
}

// ServerMade are the columns of a model in which a write of its rows may leave other values than instances have: those that the database
// computes, and those that triggers set. Of an INSERT the first are returned with what else it made.
func ServerMade(m *schema.Model, inserted bool) []*schema.Attribute {
	var out []*schema.Attribute
	for _, a := range m.Attributes {
		if a.ReadBack || a.Generated != "" && !inserted {
			out = append(out, a)
		}
	}
	return out
}

// ReadBack reads columns of rows that were written, in the transaction of the write, and notes that the instances have them. With some,
// a row may be missing.
func (db *DB) ReadBack(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, attrs []*schema.Attribute, some bool) error {
	ctx = query.Lift(ctx, nil)
	var err error
	if key := m.Key(); key == nil || len(rows) == 1 || some {
		for i := 0; err == nil && i < len(rows); i++ {
			if err = db.Reload(ctx, m, rows[i], attrs); some && errors.Is(err, ErrNoMatch) {
				err = nil
			}
		}
	} else {
		for batch := range slices.Chunk(rows, arrayBatch) {
			if err = db.readBatch(ctx, m, batch, attrs); err != nil {
				break
			}
		}
	}
	if err != nil {
		return db.spoil(ctx, err)
	}
	for _, row := range rows {
		noteRead(m, row, attrs)
	}
	return nil
}

// readBatch reads columns of rows of a model with a key of one column by one statement.
func (db *DB) readBatch(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, attrs []*schema.Attribute) error {
	key := &schema.Path{Root: m, Text: m.Key().Name, Attr: m.Key()}
	keys := make([]any, len(rows))
	for i, row := range rows {
		var err error
		if keys[i], err = m.Key().Get(row); err != nil {
			return err
		}
	}
	all := append([]*schema.Attribute{m.Key()}, attrs...)
	fields := make([]query.Field, len(all))
	for i, a := range all {
		fields[i] = query.Field{Name: a.Name, Path: &schema.Path{Root: m, Text: a.Name, Attr: a}}
	}
	q := &query.Query{Model: m, NoDefault: true, Where: []*query.Node{{Op: query.Compare, Path: key, Lookup: query.In, List: keys}}}
	q.Where = append(q.Where, InShards(m, Shards(m, rows))...)
	got, _, err := db.rawValues(ctx, q, fields)
	if err != nil {
		return err
	}
	for _, tuple := range got {
		if err := canonicalTuple(all, tuple); err != nil {
			return err
		}
	}
	return db.match(ctx, m, m.Keys, attrs, got, rows)
}

// noteRead notes that an instance has columns as its row has them.
func noteRead(m *schema.Model, row unsafe.Pointer, attrs []*schema.Attribute) {
	if !m.HasState || m.State(row).State == nil {
		return
	}
	state := *m.State(row).State
	state.Loaded, state.Was = slices.Clone(state.Loaded), slices.Clone(state.Was)
	for _, a := range attrs {
		if state.Loaded != nil {
			state.Loaded.Set(a.Index)
		}
		if state.Was != nil {
			state.Was[a.Index], _ = a.Get(row)
		}
	}
	m.State(row).State = state.Holding(row)
}

// Unload notes that an instance does not have columns any more.
func Unload(m *schema.Model, row unsafe.Pointer, attrs []*schema.Attribute) {
	state := schema.RowState{Model: m, Saved: true}
	if was := m.State(row).State; was != nil {
		state = *was
	}
	loaded := schema.NewMask(len(m.Attributes))
	for _, a := range m.Attributes {
		if (state.Loaded == nil || state.Loaded.Has(a.Index)) && !slices.Contains(attrs, a) {
			loaded.Set(a.Index)
		}
	}
	state.Model, state.Loaded = m, loaded
	m.State(row).State = &state
}
