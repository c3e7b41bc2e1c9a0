package ormar_test

import (
	"context"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/schema"
)

func _[T any, P orm.PtrTo[T]]() {
	var (
		_ func(testing.TB, *schema.Registry, ...orm.Option) *orm.DB                        = ormtest.Open
		_ func(testing.TB, *orm.DB) context.Context                                        = ormtest.Tx
		_ func(testing.TB, *orm.DB, int, func(*orm.DB))                                    = ormtest.Statements
		_ func(testing.TB, context.Context, *orm.DB, ...func(*T)) *T                       = ormtest.Make[T, P]
		_ func(*testing.T, func(*testing.T, *schema.Registry) *orm.DB, ...ormtest.Feature) = ormtest.Exercise
		_ func(*orm.DB, orm.Observer) *orm.DB                                              = (*orm.DB).Observing
		_ func() orm.TxOption                                                              = orm.Savepoints
		_ []ormtest.Feature                                                                = []ormtest.Feature{ormtest.RowLocks}
	)
}
