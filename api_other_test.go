package ormar_test

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/ormseed"
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

		_ func(string, *schema.Registry, ...migrate.MakeOption) (*migrate.Made, error) = migrate.Make

		_ func(string, *schema.Registry, *schema.Registry, ...migrate.MakeOption) ([]string, []string, error) = migrate.Diff

		_ func(context.Context, migrate.Target, ...migrate.Option) ([]migrate.Change, []string, error) = migrate.Drift

		_ func(string) migrate.MakeOption           = migrate.Name
		_ func(...string) migrate.MakeOption        = migrate.Dialects
		_ func(string, string) migrate.MakeOption   = migrate.Rename
		_ func() migrate.MakeOption                 = migrate.Empty
		_ func(string, string) migrate.MakeOption   = migrate.Fill
		_ func(func() time.Time) migrate.MakeOption = migrate.Clock
		_ func(migrate.Change) string               = migrate.Change.String
		_                                           = migrate.Made{ID: "", Files: []string{}, Changes: []migrate.Change{{Op: "", Table: "", Object: "", From: "", To: ""}}, Findings: []migrate.Finding{}}
	)
}

func _() {
	type open = func(string, *schema.Registry, ...orm.Option) (*orm.DB, error)
	type adopt = func(*sqlx.DB, *schema.Registry, ...orm.Option) (*orm.DB, error)
	var (
		_ open                                                                     = sqlite.Open
		_ adopt                                                                    = sqlite.New
		_ open                                                                     = postgres.Open
		_ func(string, []string, *schema.Registry, ...orm.Option) (*orm.DB, error) = postgres.OpenCluster
		_ func(string, []string, *schema.Registry, ...orm.Option) (*orm.DB, error) = mysql.OpenCluster
		_ adopt                                                                    = postgres.New
		_ open                                                                     = mysql.Open
		_ adopt                                                                    = mysql.New
	)
}

func _() {
	var (
		_ func(migrate.Target, fs.FS, ...migrate.MigratorOption) (*migrate.Migrator, error)         = migrate.New
		_ func(...migrate.GoMigration) migrate.MigratorOption                                       = migrate.WithGo
		_ func(migrate.Format) migrate.MigratorOption                                               = migrate.WithFormat
		_ func(string) migrate.MigratorOption                                                       = migrate.WithTable
		_ func(*slog.Logger) migrate.MigratorOption                                                 = migrate.WithLogger
		_ func(func(migrate.Progress)) migrate.MigratorOption                                       = migrate.WithProgress
		_ func(*migrate.Migrator, context.Context) ([]migrate.Version, error)                       = (*migrate.Migrator).Status
		_ func(*migrate.Migrator, context.Context, ...migrate.RunOption) ([]migrate.Step, error)    = (*migrate.Migrator).Plan
		_ func(*migrate.Migrator, context.Context, ...migrate.RunOption) ([]migrate.Version, error) = (*migrate.Migrator).Up
		_ func(*migrate.Migrator, context.Context, ...migrate.RunOption) ([]migrate.Version, error) = (*migrate.Migrator).Down
		_ func(*migrate.Migrator, context.Context, string, migrate.Resolution) error                = (*migrate.Migrator).Repair
		_ func(*migrate.Migrator) error                                                             = (*migrate.Migrator).Verify
		_ func(*migrate.Migrator) ([]migrate.Finding, error)                                        = (*migrate.Migrator).Lint
		_ func(string) migrate.RunOption                                                            = migrate.To
		_ func(int) migrate.RunOption                                                               = migrate.Steps
		_ func() migrate.RunOption                                                                  = migrate.AllowLoss
		_ func() migrate.RunOption                                                                  = migrate.OutOfOrder
		_ func(string) error                                                                        = migrate.Sum
		_                                                                                           = []migrate.Format{migrate.FormatNative, migrate.FormatGoose, migrate.FormatGolangMigrate}
		_                                                                                           = []migrate.Resolution{migrate.MarkApplied, migrate.MarkUndone}
		_                                                                                           = []migrate.State{migrate.Pending, migrate.Applied, migrate.Failed, migrate.Changed, migrate.Missing}
		_                                                                                           = migrate.GoMigration{ID: "", Up: func(context.Context) error { return nil }, Down: nil, NoTransaction: false}
		_                                                                                           = migrate.Version{ID: "", Name: "", State: "", At: time.Time{}, Took: time.Second, Done: 0, Of: 0, Err: ""}
		_                                                                                           = migrate.Step{Version: "", SQL: "", Transaction: false, Findings: nil}
		_                                                                                           = migrate.Progress{Version: "", Done: 0, Of: 0}
		_                                                                                           = migrate.Finding{Code: "", Object: "", Message: "", Advice: "", File: "", Line: 0}
		_                                                                                           = migrate.FileError{File: "", Line: 0, Reason: "", Err: nil}
		_                                                                                           = []error{migrate.ErrNothingToDo, migrate.ErrChanged, migrate.ErrMissing, migrate.ErrOutOfOrder, migrate.ErrLoss, migrate.ErrAmbiguous, migrate.ErrDrift, migrate.ErrLocked, migrate.ErrUnclear, migrate.ErrFile}
	)
}

func _() {
	var (
		_ func(*migrate.Migrator, context.Context, string) error = (*migrate.Migrator).Baseline
		_ func(cli.Config)                                       = cli.Main
		_ func(cli.Config, []string) (int, string)               = cli.Run
		_                                                        = cli.Config{Models: nil, Open: (func(string, *schema.Registry) (*orm.DB, error))(nil), Dir: "", Dialects: []string{}, Go: []migrate.GoMigration{}}
		_                                                        = migrate.AmbiguousError{Questions: []migrate.Question{{From: "", Candidates: []string{}}}}
	)
}

func _() {
	var (
		_ func(context.Context, *orm.DB, fs.FS, ...string) (ormseed.Report, error) = ormseed.Load
		_                                                                          = ormseed.Report{Inserted: 0, Updated: 0, Unchanged: 0}
		_                                                                          = ormseed.Error{File: "", Line: 0, Table: "", Err: ormseed.ErrSeed}
		_ func(*orm.DB, string) (orm.Untyped, error)                               = (*orm.DB).Untyped
		_ func(orm.Untyped) *schema.Model                                          = orm.Untyped.Model
		_ func(orm.Untyped) any                                                    = orm.Untyped.New
		_ func(orm.Untyped, context.Context, ...orm.Condition) (any, error)        = orm.Untyped.Get
		_ func(orm.Untyped, context.Context, any) error                            = orm.Untyped.Save
		_ func(orm.Untyped, context.Context, any, ...string) error                 = orm.Untyped.Update
		_ func(orm.Untyped, io.Reader, any, ...orm.DecodeOption) error             = orm.Untyped.Decode
		_ func(orm.Untyped, context.Context, any, string, []any) ([]any, error)    = orm.Untyped.Links
	)
}
