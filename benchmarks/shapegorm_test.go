package benchmarks

import (
	"context"
	"strings"

	"gorm.io/gorm"
)

// shapedGorm does the shapes with gorm.
type shapedGorm struct{ *gormed }

func (g shapedGorm) wide(ctx context.Context, n int) (any, error) {
	var list []gormWide
	err := g.db.WithContext(ctx).Order("id").Limit(n).Find(&list).Error
	return list, err
}

func (g shapedGorm) texts(ctx context.Context, n int) (any, error) {
	var list []gormDoc
	err := g.db.WithContext(ctx).Order("id").Limit(n).Find(&list).Error
	return list, err
}

func byID(db *gorm.DB) *gorm.DB { return db.Order("id") }

func (g shapedGorm) tree(ctx context.Context, n int) (any, error) {
	var list []gormNode
	q := g.db.WithContext(ctx).Where("id <= ?", n).Order("id")
	for i := range depth {
		q = q.Preload(strings.Repeat("Children.", i)+"Children", byID)
	}
	err := q.Find(&list).Error
	return list, err
}

func (g shapedGorm) links(ctx context.Context, n int) (any, error) {
	var list []gormLeft
	first, last := leftsOf(n)
	err := g.db.WithContext(ctx).Where("id BETWEEN ? AND ?", first, last).Order("id").Preload("Rights", byID).Find(&list).Error
	return list, err
}

func (g shapedGorm) conditions(ctx context.Context, n int) (any, error) {
	var list []gormWide
	q := g.db.WithContext(ctx)
	texts, args := conditionsOf(n)
	for i, text := range texts {
		q = q.Where(text, args[i])
	}
	err := q.Order("id").Find(&list).Error
	return list, err
}

func (g shapedGorm) chain(ctx context.Context, n int) (any, error) {
	var list []gormNode
	q := g.db.WithContext(ctx)
	for i := range n {
		q = q.Joins(strings.Repeat("Next.", i) + "Next")
	}
	err := q.Order("nodes.id").Limit(chained).Find(&list).Error
	return list, err
}
