package loaders

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Fetched are the rows of a follow-up query: parallel lists with one entry for each time that a related row belongs to a
// parent's key, in the order in which the parents are to have them.
type Fetched struct {
	Parents  []schema.Key
	Children []unsafe.Pointer
	Links    []unsafe.Pointer // the link rows' objects, where the parents' fields hold such; else nil
}

// Source is the database, as far as a prefetch along one side asks it.
type Source interface {
	// Fetch asks for the rows related to parents by their keys: at least one, at most as many as a batch may have. Within one
	// call equal related rows are one object.
	Fetch(ctx context.Context, keys []schema.Key) (Fetched, error)
	// Same asks which keys that were found equal which that were asked for: pairs in the order of Compare. Equal keys may be
	// spelled differently where a column folds case, accents or trailing blanks; which do is known to the database alone.
	Same(ctx context.Context, found, asked []schema.Key) ([]Same, error)
}

// Prefetch loads a relation of rows that are in memory, by one Fetch for every batch of distinct keys and none
// when there are no keys, and returns the distinct related objects. Every row's relation is loaded afterwards, though it may
// be empty; binding is what the relation fields hold. Same is asked where no key is a row's own
// to the letter. After an error of the source, which is returned as it is, no row is changed.
func Prefetch(ctx context.Context, side *schema.Side, rows []unsafe.Pointer, binding *schema.Binding, batch int, source Source) ([]unsafe.Pointer, error) {
	return prefetch(ctx, NewStitch(side, rows, binding), batch, source)
}

// PrefetchInto is Prefetch that leaves the relation's field alone: into takes the distinct children of each row.
func PrefetchInto(ctx context.Context, side *schema.Side, rows []unsafe.Pointer, batch int, source Source, into func(row unsafe.Pointer, children []unsafe.Pointer)) ([]unsafe.Pointer, error) {
	s := NewStitch(side, rows, nil)
	s.into = into
	return prefetch(ctx, s, batch, source)
}

func prefetch(ctx context.Context, s *Stitch, batch int, source Source) ([]unsafe.Pointer, error) {
	batch = max(batch, 1)
	for from := 0; from < len(s.keys); from += batch {
		to := min(from+batch, len(s.keys))
		f, err := source.Fetch(ctx, s.keys[from:to])
		if err == nil {
			err = s.Add(ctx, from, to, f, source)
		}
		if err != nil {
			return nil, err
		}
	}
	return s.Finish(), nil
}
