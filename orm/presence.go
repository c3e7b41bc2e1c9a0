package orm

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// presence is what an instance says of its row.
type presence uint8

const (
	absent presence = iota // it has no key yet
	keyed                  // it has a key of the program's own; only the database knows whether the row is there
	saved                  // the row is there
	stub                   // the row is there, and nothing but its key is in memory
)

// presenceOf reads it from the embedded orm.Model. Without one a key that the database makes says that the row is saved, and so
// do relations that came from a database.
func presenceOf(m *schema.Model, row unsafe.Pointer) presence {
	if m.HasState {
		if s := m.State(row).State; s != nil && s.Saved {
			if s.Loaded != nil && s.Loaded.Len() == len(m.Keys) {
				return stub
			}
			return saved
		}
	}
	switch {
	case !engine.HasKey(m, row):
		return absent
	case !m.HasState && (m.Key() != nil && m.Key().Autoincrement || engine.Bound(m, row)):
		return saved
	}
	return keyed
}

// there tells of rows with keys which of them are in the database.
func (db *DB) there(ctx context.Context, m *schema.Model, rows []unsafe.Pointer) ([]bool, error) {
	out := make([]bool, len(rows))
	key := m.Key()
	if key == nil {
		for i, row := range rows {
			err := db.engine.Reload(ctx, m, row, m.Keys)
			if err != nil && !errors.Is(err, ErrNoMatch) {
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
	found, err := db.engine.KeysThere(ctx, m, keys)
	if err != nil {
		return nil, err
	}
	for i, k := range keys {
		out[i] = found[schema.KeyOf(k)]
	}
	return out, nil
}

// insertable refuses to insert rows among which one was read in part.
func (db *DB) insertable(ctx context.Context, m *schema.Model, rows []unsafe.Pointer) error {
	for _, row := range rows {
		if engine.Part(m, row) != nil {
			return db.uninsertable(ctx, m, row)
		}
	}
	return nil
}

// uninsertable is why an instance that was read in part is not inserted: its row is there, or it is gone.
func (db *DB) uninsertable(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	there, err := db.there(ctx, m, []unsafe.Pointer{row})
	if err != nil {
		return err
	}
	if there[0] {
		return fmt.Errorf("the row of the instance is there; Update or Upsert writes it: %w",
			&ConstraintError{Kind: ErrUnique, Table: m.Table, Fields: attributeNames(m.Keys)})
	}
	return fmt.Errorf("%w: the instance of %s was read in part, and its row is not there; what was not read cannot be inserted", ErrNoMatch, m.Name)
}
