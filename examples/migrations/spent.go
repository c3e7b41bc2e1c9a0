package main

import (
	"context"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// fillSpent sums up what customers have spent so far; the column was added by the file before.
func (s *shop) fillSpent() migrate.GoMigration {
	return migrate.GoMigration{
		ID: "20261114090001_fill_spent",
		Up: func(ctx context.Context) error {
			orders := orm.Objects[Order](s.db).Filter(orm.Q{"customer": orm.Outer("id")})
			_, err := orm.Objects[Customer](s.db).Each().Update(ctx, orm.V{
				"spent": orm.Coalesce(orm.ScalarOf(orders, orm.SumOf("cents")), 0),
			})
			return err
		},
		Down: func(context.Context) error { return nil }, // the column goes with the file before
	}
}
