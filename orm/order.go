package orm

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// orderBy is QuerySet.OrderBy.
func (q querySet) orderBy(keys ...string) querySet {
	return q.with(func(n *query.Query) error {
		for _, key := range keys {
			o, err := orderKey(n, key)
			if err != nil {
				return err
			}
			n.Order = append(n.Order, o)
		}
		return nil
	})
}

func orderKey(n *query.Query, key string) (query.Order, error) {
	key, err := admit(n.Model, key)
	if err != nil {
		return query.Order{}, err
	}
	path, desc, nulls, err := parseKey(key)
	if err != nil {
		return query.Order{}, err
	}
	o := query.Order{Desc: desc, Nulls: nulls}
	for _, a := range n.Annotations() {
		if a.Name == path {
			o.Annotation = a
			return o, nil
		}
	}
	if o.Path, err = sortPath(n.Model, path); err != nil {
		return query.Order{}, err
	}
	return o, nil
}

// sortPath resolves a path whose column has an order.
func sortPath(m *schema.Model, text string) (*schema.Path, error) {
	p, err := valuePath(m, text)
	if err != nil {
		return nil, err
	}
	return p, query.Sortable(p.Attr)
}
