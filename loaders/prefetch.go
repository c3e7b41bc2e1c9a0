package loaders

import (
	"context"
	"slices"
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

// FetchFunc asks for the rows related to parents by their keys: at least one, at most as many as a batch may have. Within one
// call equal related rows are one object.
type FetchFunc func(ctx context.Context, keys []schema.Key) (Fetched, error)

// Prefetch loads a relation of rows that are in memory, by one call of fetch for every batch of distinct keys and none
// when there are no keys, and returns the distinct related objects. Every row's relation is loaded afterwards, though it may
// be empty; binding is what the relation fields hold. After an error of fetch, which is returned as it is, no row is changed.
func Prefetch(ctx context.Context, side *schema.Side, rows []unsafe.Pointer, binding *schema.Binding, batch int, fetch FetchFunc) ([]unsafe.Pointer, error) {
	s := NewStitch(side, rows, binding)
	for keys := range slices.Chunk(s.keys, max(batch, 1)) {
		f, err := fetch(ctx, keys)
		if err != nil {
			return nil, err
		}
		s.Add(f.Parents, f.Children, f.Links)
	}
	return s.Finish(), nil
}
