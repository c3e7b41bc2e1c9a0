package orm

import (
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// orderBy is QuerySet.OrderBy.
func (q querySet) orderBy(keys ...string) querySet {
	return q.with(func(n *query.Query) error {
		for _, key := range keys {
			o, err := lookup.Order(n, key)
			if err != nil {
				return err
			}
			n.Order = append(n.Order, o)
		}
		return nil
	})
}
