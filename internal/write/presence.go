package write

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Presence is what an instance says of its row.
type Presence uint8

const (
	Absent Presence = iota // it has no key yet
	Keyed                  // it has a key of the program's own; only the database knows whether the row is there
	Saved                  // the row is there
	Stub                   // the row is there, and nothing but its key is in memory
)

// PresenceOf reads it from the embedded orm.Model. Without one a key that the database makes says
// that the row is saved, and so do relations that came from a database.
func PresenceOf(m *schema.Model, row unsafe.Pointer) Presence {
	if m.HasState {
		if s := m.State(row).State; s != nil && s.Saved {
			if s.Loaded != nil && s.Loaded.Len() == len(m.Keys)+versions(m, s.Loaded) {
				return Stub
			}
			return Saved
		}
	}
	switch {
	case !engine.HasKey(m, row):
		return Absent
	case !m.HasState && (m.Key() != nil && m.Key().Autoincrement || engine.Bound(m, row)):
		return Saved
	}
	return Keyed
}

// versions is how many of the columns that were loaded are the version or the shard key, which are no content of their own.
func versions(m *schema.Model, loaded schema.Mask) int {
	n := 0
	if m.Version != nil && loaded.Has(m.Version.Index) {
		n++
	}
	if m.ShardKey != nil && !m.ShardKey.PrimaryKey && loaded.Has(m.ShardKey.Index) {
		n++
	}
	return n
}

// There tells of rows with keys which of them are in the database.
func (w *Writer) There(ctx context.Context, m *schema.Model, rows []unsafe.Pointer) ([]bool, error) {
	out := make([]bool, len(rows))
	key := m.Identity()
	if key == nil {
		for i, row := range rows {
			err := w.Engine.Load(ctx, m, row, m.Keys)
			if err != nil && !errors.Is(err, engine.ErrNoMatch) {
				return nil, err
			}
			out[i] = err == nil
		}
		return out, nil
	}
	keys := make([]any, len(rows))
	for i, row := range rows {
		var err error
		if keys[i], err = key.Get(row); err != nil {
			return nil, err
		}
	}
	found, err := w.Engine.KeysThere(ctx, m, keys, engine.Shards(m, rows))
	if err != nil {
		return nil, err
	}
	for i, k := range keys {
		out[i] = found[schema.KeyOf(k)]
	}
	return out, nil
}

// insertable refuses to insert rows among which one was read in part.
func (w *Writer) insertable(ctx context.Context, m *schema.Model, rows []unsafe.Pointer) error {
	for _, row := range rows {
		if engine.Part(m, row) != nil {
			return w.uninsertable(ctx, m, row)
		}
	}
	return nil
}

// uninsertable is why an instance that was read in part is not inserted: its row is there, or it is
// gone.
func (w *Writer) uninsertable(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	there, err := w.There(ctx, m, []unsafe.Pointer{row})
	if err != nil {
		return err
	}
	if there[0] {
		return fmt.Errorf("the row of the instance is there; Update or Upsert writes it: %w", w.Taken(m))
	}
	return fmt.Errorf("%w: the instance of %s was read in part, and its row is not there; what was not read cannot be inserted", engine.ErrNoMatch, m.Name)
}
