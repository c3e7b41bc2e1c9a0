package ormar_test

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func _[T any]() {
	var (
		_ func(*hooks.Set, func(context.Context, hooks.Save[T]) error) func()     = hooks.PreSave[T]
		_ func(*hooks.Set, func(context.Context, hooks.Save[T]) error) func()     = hooks.PostSave[T]
		_ func(*hooks.Set, func(context.Context, hooks.Update[T]) error) func()   = hooks.PreUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Update[T]) error) func()   = hooks.PostUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Delete[T]) error) func()   = hooks.PreDelete[T]
		_ func(*hooks.Set, func(context.Context, hooks.Delete[T]) error) func()   = hooks.PostDelete[T]
		_ func(*hooks.Set, func(context.Context, hooks.Relation[T]) error) func() = hooks.PreRelationAdd[T]
		_ func(*hooks.Set, func(context.Context, hooks.Relation[T]) error) func() = hooks.PostRelationAdd[T]
		_ func(*hooks.Set, func(context.Context, hooks.Relation[T]) error) func() = hooks.PreRelationRemove[T]
		_ func(*hooks.Set, func(context.Context, hooks.Relation[T]) error) func() = hooks.PostRelationRemove[T]
		_ func(*hooks.Set, func(context.Context, hooks.Bulk[T]) error) func()     = hooks.PreBulkCreate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Bulk[T]) error) func()     = hooks.PostBulkCreate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Bulk[T]) error) func()     = hooks.PreBulkUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Bulk[T]) error) func()     = hooks.PostBulkUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Query) error) func()       = hooks.PreQueryUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Query) error) func()       = hooks.PostQueryUpdate[T]
		_ func(*hooks.Set, func(context.Context, hooks.Query) error) func()       = hooks.PreQueryDelete[T]
		_ func(*hooks.Set, func(context.Context, hooks.Query) error) func()       = hooks.PostQueryDelete[T]
	)
}

func _() {
	var (
		_ func(*hooks.Set, func(context.Context, hooks.Kind, any) error) func() = hooks.Any
	)
}

func _[E any]() {
	var (
		_ func(string) *hooks.Event[E]                                             = hooks.New[E]
		_ func(*hooks.Event[E], *hooks.Set, func(context.Context, E) error) func() = (*hooks.Event[E]).Listen
		_ func(*hooks.Event[E], context.Context, *hooks.Set, E) error              = (*hooks.Event[E]).Send
	)
}

func _() {
	var (
		_ func(context.Context, migrate.Target, ...migrate.Option) error = migrate.CreateAll
		_ func(context.Context, migrate.Target, ...migrate.Option) error = migrate.DropAll
		_ func(string, *schema.Registry) (string, error)                 = migrate.SQL
	)
}

func _() {
	type open = func(string, *schema.Registry, ...orm.Option) (*orm.DB, error)
	type adopt = func(*sqlx.DB, *schema.Registry, ...orm.Option) (*orm.DB, error)
	var (
		_ open  = sqlite.Open
		_ adopt = sqlite.New
		_ open  = postgres.Open
		_ adopt = postgres.New
		_ open  = mysql.Open
		_ adopt = mysql.New
	)
}
