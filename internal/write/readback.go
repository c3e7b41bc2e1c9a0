package write

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// readsBack reports whether rows have columns to be read after the action.
func (j *job) readsBack(a action) bool {
	made := func(of func(*schema.Attribute) bool) bool { return slices.ContainsFunc(j.model.Attributes, of) }
	switch a.(type) {
	case *remove:
		return false
	case *insert:
		return made(func(a *schema.Attribute) bool { return a.ReadBack })
	}
	return made((*schema.Attribute).ServerMade)
}

// readBack gives instances what the database computed and what triggers have set. After a bulk update they do not have it any more, where
// that can be told of them.
func (j *job) readBack(ctx context.Context, a action) error {
	rows, inserted, some := j.rows, false, false
	switch a := a.(type) {
	case *insert:
		inserted = true
		if c := a.bulk.Conflict; c != nil {
			if c.Ignore {
				return nil
			}
			inserted = false
		}
		rows = a.sent
	case *update:
		if attrs := engine.ServerMade(j.model, false); a.list != nil && j.model.HasState {
			for _, row := range rows {
				engine.Unload(j.model, row, attrs)
			}
			return nil
		}
		some = a.list != nil && a.count < int64(len(rows))
	}
	return j.writer.Engine.ReadBack(ctx, j.model, rows, engine.ServerMade(j.model, inserted), some)
}
