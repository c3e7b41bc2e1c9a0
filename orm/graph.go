package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// GraphOption is a setting of LoadAll and SaveRelated.
type GraphOption struct{ apply func(*graphSettings) }

type graphSettings struct {
	follow, all bool
	prune       bool
	except      []string
	order       []string
}

// Follow goes on along the relations of what is reached. LoadAll descends until a model is its own ancestor on the path;
// SaveRelated visits every instance once.
func Follow() GraphOption { return GraphOption{func(s *graphSettings) { s.follow = true }} }

// SaveAll makes SaveRelated write saved instances as well, which may have been changed in memory. LoadAll refuses it.
func SaveAll() GraphOption { return GraphOption{func(s *graphSettings) { s.all = true }} }

// Prune makes SaveRelated take away what is related to an instance and is in its list no longer: the links of a many-to-many relation,
// the foreign key of a child where that can be NULL, else the child itself, marked where its model marks rows as deleted. A list that was
// neither loaded nor set takes nothing away, nor do relations that Except leaves out; one that was loaded under a condition is taken for the
// whole. The hooks of removing, or of deleting, run for each
// row; it costs a statement for each list and one for each row that goes. LoadAll refuses it.
func Prune() GraphOption { return GraphOption{func(s *graphSettings) { s.prune = true }} }

// OrderRelated sorts what LoadAll loads; the keys are paths from the instance, such as "-books__year". SaveRelated refuses it.
func OrderRelated(keys ...string) GraphOption {
	return GraphOption{func(s *graphSettings) { s.order = append(s.order, keys...) }}
}

// Except leaves out the relations at the end of the paths and what is below them.
func Except(paths ...string) GraphOption {
	return GraphOption{func(s *graphSettings) { s.except = append(s.except, paths...) }}
}

func graphOptions(opts []GraphOption) graphSettings {
	var s graphSettings
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&s)
		}
	}
	return s
}

// pruned are the relations that Except names.
func (s *graphSettings) pruned(m *schema.Model) (*loaders.Pruned, []*schema.Path, error) {
	out := &loaders.Pruned{}
	var paths []*schema.Path
	for _, text := range s.except {
		list, err := lookup.Relations(m, text)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range list {
			out.Add(p)
		}
		paths = append(paths, list...)
	}
	return out, paths, nil
}

// LoadAll reads an instance and all its relations again by its key, with Follow also those of what it loads, by one
// statement. What it loaded before is replaced, and relations that Except names become unloaded. ErrNoMatch when the row is
// gone, ErrNotPersisted without a key; the instance is then as it was.
func LoadAll[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, opts ...GraphOption) error {
	row := unsafe.Pointer((*T)(m))
	model, err := db.instance(reflect.TypeFor[T](), row)
	if err == nil {
		err = write.Persisted(model, row)
	}
	if err != nil {
		return err
	}
	q, err := db.graphQuery(model, row, graphOptions(opts))
	if err != nil {
		return err
	}
	rows, err := db.engine.Select(db.engine.Reads(ctx), q)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return engine.NoMatch(model)
	}
	loaders.Move(model, rows[0], row)
	return nil
}

// graphQuery asks for one row with all its relations.
func (db *DB) graphQuery(m *schema.Model, row unsafe.Pointer, s graphSettings) (*query.Query, error) {
	if s.all || s.prune {
		return nil, query.Errorf("LoadAll: SaveAll and Prune are options of SaveRelated")
	}
	q := &query.Query{Model: m}
	_, except, err := s.pruned(m)
	if err != nil {
		return nil, err
	}
	if q.Related, err = lookup.AllRelations(m, s.follow, except); err != nil {
		return nil, err
	}
	for _, key := range s.order {
		o, err := lookup.Order(db.engine, q, key)
		if err != nil {
			return nil, err
		}
		q.Order = append(q.Order, o...)
	}
	for _, a := range m.Keys {
		v, err := a.Get(row)
		if err != nil {
			return nil, err
		}
		p := &schema.Path{Root: m, Attr: a, Text: a.Name}
		q.Where = append(q.Where, &query.Node{Op: query.Compare, Path: p, Lookup: query.Exact, Value: v})
	}
	return q, nil
}
