package orm

import (
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// Descendants are the rows below some rows in the tree that a relation of the model to itself makes, without these: path is the relation,
// named from either end ("parent" or "children"), roots are primary keys, instances or relations. How far below the nearest root a row
// is stands in the annotation "depth", from 1, which Filter, OrderBy and Values can name. Conditions and pages restrict what is found,
// not the way there; rows that a scope hides are on no way. Rings end. Without roots there is nothing. It works as a condition
// (Q{"category__in": …}), as the source of a prefetch, and with Update and Delete, by a recursive sub-query of the same statement.
func (q QuerySet[T]) Descendants(path string, roots ...any) QuerySet[T] {
	return QuerySet[T]{q.core.tree("Descendants", path, false, roots)}
}

// Ancestors are the rows above some rows, without these; depth counts from 1 at the parent. See Descendants.
func (q QuerySet[T]) Ancestors(path string, of ...any) QuerySet[T] {
	return QuerySet[T]{q.core.tree("Ancestors", path, true, of)}
}

func (q question) tree(call, path string, up bool, of []any) question {
	return q.with(func(n *query.Query) error {
		return lookup.ScopeOf(q.db.engine, n).Tree(n, call, path, up, of)
	})
}
