package engine

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// equalKeys asks the database which values of one attribute equal which of another, as it compares their columns: one statement, or
// as many as the lists have batches.
func (db *DB) equalKeys(ctx context.Context, a *schema.Attribute, found []schema.Key, b *schema.Attribute, asked []schema.Key) ([]loaders.Same, error) {
	if len(a.Parts) > 0 {
		return db.equalTuples(ctx, a, found, b, asked)
	}
	var out []loaders.Same
	for i := 0; i < len(found); i += db.Dialect.PrefetchKeys {
		left := canonicals(found[i:min(i+db.Dialect.PrefetchKeys, len(found))])
		for j := 0; j < len(asked); j += db.Dialect.PrefetchKeys {
			right := canonicals(asked[j:min(j+db.Dialect.PrefetchKeys, len(asked))])
			pairs, err := db.equalLists(ctx, a, left, b, right)
			if err != nil {
				return nil, err
			}
			for _, p := range pairs {
				out = append(out, loaders.Same{Found: i + p.Found, Asked: j + p.Asked})
			}
		}
	}
	return out, nil
}

// Refers reports whether a foreign key holds the key of a row that was found by it. What a condition finds, which compares with a
// value, a join may not take for equal where the two columns differ in what they fold.
func (db *DB) Refers(ctx context.Context, side *schema.Side, foreign any, row unsafe.Pointer) (bool, error) {
	a := side.Target.Identity()
	if side.Kind == schema.ForwardSide {
		a = side.Ref
	}
	if !folds(a) {
		return true, nil
	}
	own, err := a.Get(row)
	if err != nil {
		return false, err
	}
	found, asked := schema.KeyOf(own), schema.KeyOf(foreign)
	if found == asked {
		return true, nil
	}
	holds := a // on a far side it is the row's key itself that is known
	if side.Kind == schema.ForwardSide {
		holds = side.Key
	}
	pairs, err := db.equalKeys(ctx, a, []schema.Key{found}, holds, []schema.Key{asked})
	return len(pairs) > 0, err
}

func canonicals(keys []schema.Key) []any {
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = k.Canonical()
	}
	return out
}

// equalLists is one statement of equalKeys.
func (db *DB) equalLists(ctx context.Context, a *schema.Attribute, found []any, b *schema.Attribute, asked []any) ([]loaders.Same, error) {
	shape := func(s *query.Shape) {
		s.Text("same keys")
		for _, x := range []*schema.Attribute{a, b} {
			s.Text(x.Model.Place())
			s.Text(x.Column)
		}
		s.List(a, a, found)
		s.List(b, b, asked)
	}
	rows, err := db.plain(ctx, "select", a.Model, shape, func() (*compile.Statement, error) {
		return db.compiler.SameKeys(a, len(found), b, len(asked))
	})
	if err != nil {
		return nil, err
	}
	first := 0
	if db.Dialect.Arrays {
		first = 1 // WITH ORDINALITY counts from 1
	}
	out := make([]loaders.Same, 0, len(rows))
	for _, row := range rows {
		p := loaders.Same{Found: int(row[0].(int64)) - first, Asked: int(row[1].(int64)) - first}
		if p.Found < len(found) && p.Asked < len(asked) { // a list may be rounded up with its last value
			out = append(out, p)
		}
	}
	slices.SortFunc(out, loaders.Same.Compare)
	return out, nil
}
