package benchmarks

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

// shapedBun does the shapes with bun.
type shapedBun struct{ *bunned }

func (b shapedBun) wide(ctx context.Context, n int) (any, error) {
	var list []*bunWide
	err := b.db.NewSelect().Model(&list).Order("id").Limit(n).Scan(ctx)
	return list, err
}

func (b shapedBun) texts(ctx context.Context, n int) (any, error) {
	var list []*bunDoc
	err := b.db.NewSelect().Model(&list).Order("id").Limit(n).Scan(ctx)
	return list, err
}

func (b shapedBun) tree(ctx context.Context, n int) (any, error) {
	var list []*bunNode
	q := b.db.NewSelect().Model(&list).Where("bun_node.id <= ?", n).Order("bun_node.id")
	for i := range depth {
		q = q.Relation(strings.Repeat("Children.", i)+"Children", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("bun_node.id") })
	}
	err := q.Scan(ctx)
	return list, err
}

func (b shapedBun) links(ctx context.Context, n int) (any, error) {
	var list []*bunLeft
	first, last := leftsOf(n)
	err := b.db.NewSelect().Model(&list).Where("id BETWEEN ? AND ?", first, last).Order("id").Relation("Rights", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Order("bun_right.id")
	}).Scan(ctx)
	return list, err
}

func (b shapedBun) conditions(ctx context.Context, n int) (any, error) {
	var list []*bunWide
	q := b.db.NewSelect().Model(&list)
	texts, args := conditionsOf(n)
	for i, text := range texts {
		q = q.Where(text, args[i])
	}
	err := q.Order("id").Scan(ctx)
	return list, err
}

func (b shapedBun) chain(ctx context.Context, n int) (any, error) {
	var list []*bunNode
	err := b.db.NewSelect().Model(&list).Relation(strings.Repeat("Next.", n-1) + "Next").Order("bun_node.id").Limit(chained).Scan(ctx)
	return list, err
}
