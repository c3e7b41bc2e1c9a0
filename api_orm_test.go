package ormar_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"iter"
	"net/url"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func _() {
	var (
		_ func(*orm.PathError) string                                                        = (*orm.PathError).Error
		_ func(*orm.ConstraintError) string                                                  = (*orm.ConstraintError).Error
		_ func(*orm.ConstraintError) error                                                   = (*orm.ConstraintError).Unwrap
		_ func(*orm.DecodeError) string                                                      = (*orm.DecodeError).Error
		_ func(*orm.Model) bool                                                              = (*orm.Model).Saved
		_ func(*orm.Model, any) bool                                                         = (*orm.Model).Has
		_ func() orm.ClearOption                                                             = orm.DeleteRows
		_ func(*orm.DB) error                                                                = (*orm.DB).Close
		_ func(*orm.DB) *sqlx.DB                                                             = (*orm.DB).SQLX
		_ func(*orm.DB) *schema.Registry                                                     = (*orm.DB).Models
		_ func(*orm.DB) *hooks.Set                                                           = (*orm.DB).Hooks
		_ func(*orm.DB) sql.DBStats                                                          = (*orm.DB).Stats
		_ func(*orm.DB, context.Context, func(context.Context) error, ...orm.TxOption) error = (*orm.DB).Transaction
		_ func(*orm.DB, context.Context, func()) error                                       = (*orm.DB).OnCommit
		_ func(sql.IsolationLevel) orm.TxOption                                              = orm.Isolation
		_ func() orm.TxOption                                                                = orm.ReadOnly
		_ func() orm.TxOption                                                                = orm.ForceRollback
		_ func(int) orm.TxOption                                                             = orm.Retry
		_ func(...orm.Condition) orm.Condition                                               = orm.And
		_ func(...orm.Condition) orm.Condition                                               = orm.Or
		_ func(orm.Condition) orm.Condition                                                  = orm.Not
		_ func(sq.Sqlizer) orm.Condition                                                     = orm.SQL
		_ func(string) string                                                                = orm.NullsFirst
		_ func(string) string                                                                = orm.NullsLast
		_ func(string, ...orm.Condition) orm.Condition                                       = orm.Some
		_ func(string, ...orm.Condition) orm.Condition                                       = orm.None
		_ func(string, ...orm.Condition) orm.Condition                                       = orm.Every
		_ func(string) orm.Expr                                                              = orm.F
		_ func(orm.Expr, any) orm.Expr                                                       = orm.Expr.Add
		_ func(orm.Expr, any) orm.Expr                                                       = orm.Expr.Sub
		_ func(orm.Expr, any) orm.Expr                                                       = orm.Expr.Mul
		_ func(orm.Expr, any) orm.Expr                                                       = orm.Expr.Div
		_ func(string) orm.Aggregate                                                         = orm.MaxOf
		_ func(string) orm.Aggregate                                                         = orm.MinOf
		_ func(string) orm.Aggregate                                                         = orm.SumOf
		_ func(string) orm.Aggregate                                                         = orm.AvgOf
		_ func(string) orm.Aggregate                                                         = orm.CountOf
		_ func(orm.Aggregate, string) orm.Aggregate                                          = orm.Aggregate.As
		_ func() orm.BulkOption                                                              = orm.IgnoreConflicts
		_ func(...string) orm.BulkOption                                                     = orm.UpdateOnConflict
		_ func(int) orm.BulkOption                                                           = orm.BatchSize
		_ func(...string) orm.DumpOption                                                     = orm.Include
		_ func(...string) orm.DumpOption                                                     = orm.Exclude
		_ func() orm.DumpOption                                                              = orm.ExcludePrimaryKeys
		_ func() orm.DumpOption                                                              = orm.ExcludeThrough
		_ func() orm.DumpOption                                                              = orm.ExcludeLists
		_ func() orm.DumpOption                                                              = orm.ExcludeNull
		_ func() orm.DecodeOption                                                            = orm.AllowKey
		_ func(...string) orm.DecodeOption                                                   = orm.FollowPaths
		_ func() orm.DecodeOption                                                            = orm.IgnoreUnknown
		_ func(...string) orm.DecodeOption                                                   = orm.AllowFields
		_ func(int64) orm.DecodeOption                                                       = orm.MaxBody
		_ func() orm.GraphOption                                                             = orm.Follow
		_ func() orm.GraphOption                                                             = orm.SaveAll
		_ func() orm.GraphOption                                                             = orm.Prune
		_ func(...string) orm.GraphOption                                                    = orm.OrderRelated
		_ func(...string) orm.GraphOption                                                    = orm.Except
		_ func() orm.LockOption                                                              = orm.SkipLocked
		_ func() orm.LockOption                                                              = orm.NoWait
		_ func(...string) orm.LockOption                                                     = orm.OfPaths
		_ func(map[string]any, orm.Policy) orm.Condition                                     = orm.Untrusted
		_ func(context.Context, *orm.DB) error                                               = orm.Refresh[int]
		_ func(url.Values, orm.Policy) orm.Request                                           = orm.UntrustedQuery
		_ func([]string, orm.Policy) []string                                                = orm.UntrustedOrder
		_ func(orm.Observer) orm.Option                                                      = orm.WithObserver
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Eq
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Ne
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Lt
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Lte
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Gt
		_ func(orm.Expr, any) orm.Condition                                                  = orm.Expr.Gte
		_ func(...string) orm.BulkOption                                                     = orm.OnConflict
		_ func(any) orm.Any                                                                  = orm.RefAny
		_ func(orm.Any) any                                                                  = orm.Any.Get
		_ func(orm.Any) any                                                                  = orm.Any.PK
		_ func(orm.Any) string                                                               = orm.Any.Type
		_ func(orm.Any) bool                                                                 = orm.Any.Loaded
		_ func(orm.Any) bool                                                                 = orm.Any.IsZero
		_ func(*orm.Any, context.Context) (any, error)                                       = (*orm.Any).Load
		_ func(orm.Any) ([]byte, error)                                                      = orm.Any.MarshalJSON
		_ func(*orm.Any, []byte) error                                                       = (*orm.Any).UnmarshalJSON
	)
}

func _[T any]() {
	var (
		_ func(*T) orm.One[T]                                                             = orm.Ref[T]
		_ func(any) orm.One[T]                                                            = orm.RefPK[T]
		_ func(*orm.One[T])                                                               = (*orm.One[T]).ToOneRelation
		_ func(*orm.One[T]) *T                                                            = (*orm.One[T]).Fields
		_ func(orm.One[T]) *T                                                             = orm.One[T].Get
		_ func(orm.One[T]) any                                                            = orm.One[T].PK
		_ func(orm.One[T]) bool                                                           = orm.One[T].Loaded
		_ func(orm.One[T]) (*T, error)                                                    = orm.One[T].Require
		_ func(orm.One[T]) bool                                                           = orm.One[T].IsZero
		_ func(orm.One[T]) ([]byte, error)                                                = orm.One[T].MarshalJSON
		_ func(*orm.One[T], []byte) error                                                 = (*orm.One[T]).UnmarshalJSON
		_ func(*orm.One[T], context.Context) (*T, error)                                  = (*orm.One[T]).Load
		_ func(*orm.Many[T])                                                              = (*orm.Many[T]).ToManyRelation
		_ func(*orm.Many[T]) *T                                                           = (*orm.Many[T]).Fields
		_ func(orm.Many[T]) []*T                                                          = orm.Many[T].All
		_ func(orm.Many[T]) int                                                           = orm.Many[T].Len
		_ func(orm.Many[T], int) *T                                                       = orm.Many[T].At
		_ func(orm.Many[T]) bool                                                          = orm.Many[T].Loaded
		_ func(orm.Many[T]) ([]*T, error)                                                 = orm.Many[T].Require
		_ func(orm.Many[T]) bool                                                          = orm.Many[T].IsZero
		_ func(orm.Many[T]) ([]byte, error)                                               = orm.Many[T].MarshalJSON
		_ func(*orm.Many[T], []byte) error                                                = (*orm.Many[T]).UnmarshalJSON
		_ func(*orm.Many[T], context.Context) ([]*T, error)                               = (*orm.Many[T]).Load
		_ func(*orm.Many[T], context.Context, T) (*T, error)                              = (*orm.Many[T]).Create
		_ func(*orm.Many[T], context.Context, ...*T) error                                = (*orm.Many[T]).Add
		_ func(*orm.Many[T], context.Context, ...*T) error                                = (*orm.Many[T]).Remove
		_ func(*orm.Many[T], context.Context, ...*T) error                                = (*orm.Many[T]).Set
		_ func(*orm.Many[T], context.Context, ...orm.ClearOption) (int64, error)          = (*orm.Many[T]).Clear
		_ func(*orm.Many[T], context.Context, orm.V, ...orm.Assignment) (*T, bool, error) = (*orm.Many[T]).GetOrCreate
		_ func(*orm.Many[T], context.Context, orm.V, ...orm.Assignment) (*T, bool, error) = (*orm.Many[T]).UpdateOrCreate
		_ func(...*T) orm.Many[T]                                                         = orm.ManyOf[T]
		_ func() *T                                                                       = orm.Fields[T]
	)
}

func _[T, L any]() {
	var (
		_ func(...orm.Link[T, L]) orm.ManyThrough[T, L]                              = orm.LinksOf[T, L]
		_ func(orm.ManyThrough[T, L]) []orm.Link[T, L]                               = orm.ManyThrough[T, L].Links
		_ func(*orm.ManyThrough[T, L], context.Context, T, L) (*T, error)            = (*orm.ManyThrough[T, L]).CreateLink
		_ func(*orm.ManyThrough[T, L], context.Context, *T, L) error                 = (*orm.ManyThrough[T, L]).AddLink
		_ func(*orm.ManyThrough[T, L], context.Context, *T, ...orm.Assignment) error = (*orm.ManyThrough[T, L]).UpdateLink
		_ func(*orm.ManyThrough[T, L]) *L                                            = (*orm.ManyThrough[T, L]).ThroughFields
	)
}

func _[F any]() {
	var (
		_ func(*F) string                    = orm.Path[F]
		_ func(*F) string                    = orm.Asc[F]
		_ func(*F) string                    = orm.Desc[F]
		_ func(*F, F) orm.Assignment         = orm.Set[F]
		_ func(*F, F) orm.Condition          = orm.Eq[F]
		_ func(*F, F) orm.Condition          = orm.Ne[F]
		_ func(*F, F) orm.Condition          = orm.Lt[F]
		_ func(*F, F) orm.Condition          = orm.Lte[F]
		_ func(*F, F) orm.Condition          = orm.Gt[F]
		_ func(*F, F) orm.Condition          = orm.Gte[F]
		_ func(*F, ...F) orm.Condition       = orm.In[F]
		_ func(*F, ...F) orm.Condition       = orm.NotIn[F]
		_ func(*F, F, F) orm.Condition       = orm.Between[F]
		_ func(*F) orm.Condition             = orm.IsNull[F]
		_ func(*F) orm.Condition             = orm.NotNull[F]
		_ func(*F) orm.Expr                  = orm.Col[F]
		_ func(*F, orm.Expr) orm.Assignment  = orm.SetExpr[F]
		_ func(*F, orm.Source) orm.Condition = orm.InQuery[F]
		_ func(*F, orm.Source) orm.Condition = orm.NotInQuery[F]
	)
}

func _[F schema.StringValue]() {
	var (
		_ func(*F, string) orm.Condition = orm.IExact[F]
		_ func(*F, string) orm.Condition = orm.Contains[F]
		_ func(*F, string) orm.Condition = orm.IContains[F]
		_ func(*F, string) orm.Condition = orm.StartsWith[F]
		_ func(*F, string) orm.Condition = orm.IStartsWith[F]
		_ func(*F, string) orm.Condition = orm.EndsWith[F]
		_ func(*F, string) orm.Condition = orm.IEndsWith[F]
		_ func(*F, string) orm.Condition = orm.Regex[F]
	)
}

var (
	_ func(any) orm.Expr                                  = orm.Value
	_ func(orm.Expr) orm.Expr                             = orm.Lower
	_ func(orm.Expr) orm.Expr                             = orm.Upper
	_ func(orm.Expr) orm.Expr                             = orm.Trim
	_ func(orm.Expr) orm.Expr                             = orm.Length
	_ func(orm.Expr, int, int) orm.Expr                   = orm.Substr
	_ func(orm.Expr, string, string) orm.Expr             = orm.Replace
	_ func(...any) orm.Expr                               = orm.Concat
	_ func(...any) orm.Expr                               = orm.Coalesce
	_ func(orm.Expr, any) orm.Expr                        = orm.NullIf
	_ func(...any) orm.Expr                               = orm.Greatest
	_ func(...any) orm.Expr                               = orm.Least
	_ func(orm.Expr) orm.Expr                             = orm.Abs
	_ func(orm.Expr, int) orm.Expr                        = orm.Round
	_ func(orm.Expr) orm.Expr                             = orm.Floor
	_ func(orm.Expr) orm.Expr                             = orm.Ceil
	_ func(orm.Expr, any) orm.Expr                        = orm.Mod
	_ func() orm.CaseExpr                                 = orm.Case
	_ func(orm.CaseExpr, orm.Condition, any) orm.CaseExpr = orm.CaseExpr.When
	_ func(orm.CaseExpr, any) orm.Expr                    = orm.CaseExpr.Else
	_ func(orm.CaseExpr) orm.Expr                         = orm.CaseExpr.End
	_ func(orm.Expr, ...any) orm.Condition                = orm.Expr.In
	_ func(orm.Expr) orm.Condition                        = orm.Expr.IsNull
	_ func(orm.Expr, string) orm.Condition                = orm.Expr.Contains
	_ func(orm.Expr) string                               = orm.Expr.Asc
	_ func(orm.Expr) string                               = orm.Expr.Desc
	_ func() orm.Expr                                     = orm.Random
	_ func() orm.Expr                                     = orm.Now
	_ func(string, orm.Expr, ...*time.Location) orm.Expr  = orm.DateTrunc
	_ func(string, orm.Expr, ...*time.Location) orm.Expr  = orm.DatePart
	_ func(orm.Expr, time.Duration) orm.Expr              = orm.DateAdd
	_ func(orm.Expr) orm.Expr                             = orm.Cast[int64]
	_ func(string) orm.Expr                               = orm.Outer
	_ func(...string) orm.Window                          = orm.PartitionBy
	_ func(orm.Window, ...string) orm.Window              = orm.Window.OrderKeys
	_ func(orm.Window, int, int) orm.Window               = orm.Window.Rows
	_ func(orm.Window) orm.Expr                           = orm.RowNumber
	_ func(orm.Window) orm.Expr                           = orm.Rank
	_ func(orm.Window) orm.Expr                           = orm.DenseRank
	_ func(orm.Expr, int, orm.Window) orm.Expr            = orm.Lag
	_ func(orm.Expr, int, orm.Window) orm.Expr            = orm.Lead
	_ func(orm.Expr, orm.Window) orm.Expr                 = orm.FirstValue
	_ func(int, orm.Window) orm.Expr                      = orm.NTile
	_ func(orm.Aggregate, orm.Window) orm.Expr            = orm.Aggregate.Over
	_ func(string) orm.Aggregate                          = orm.CountDistinctOf
	_ func(orm.Expr) orm.Aggregate                        = orm.SumOfExpr
	_ func(orm.Expr) orm.Aggregate                        = orm.AvgOfExpr
	_ func(orm.Expr) orm.Aggregate                        = orm.MinOfExpr
	_ func(orm.Expr) orm.Aggregate                        = orm.MaxOfExpr
	_ func(string, string, ...string) orm.Aggregate       = orm.StringAgg
	_ func(string, ...string) orm.Aggregate               = orm.JSONAgg
	_ func(orm.Aggregate, ...orm.Condition) orm.Aggregate = orm.Aggregate.Where
	_ func(orm.Source) orm.Expr                           = orm.Scalar
	_ func(orm.Source) orm.Condition                      = orm.ExistsIn
	_ func(string, string) orm.Condition                  = orm.Search
)

func _[D any]() {
	var (
		_ func(context.Context, *orm.DB, sq.Sqlizer) (int64, error)      = orm.Exec
		_ func(context.Context, *orm.DB, sq.Sqlizer) ([]D, error)        = orm.RawInto[D]
		_ func(context.Context, *orm.DB, sq.Sqlizer) iter.Seq2[D, error] = orm.RawEach[D]
		_ func(*D, D) any                                                = orm.Arg[D]
		_ func(*D, ...any) orm.Expr                                      = orm.JSONPath[D]
		_ func(*orm.DB, context.Context, func(*sqlx.Conn) error) error   = (*orm.DB).Conn
		_ func(*orm.DB, error) string                                    = (*orm.DB).ErrorCode
		_ func(*orm.DB) bool                                             = (*orm.DB).SharedSessions
	)
	type join = func(*orm.DB, context.Context, *sqlx.Conn, func(context.Context) error) (func(), error)
	var _ join = (*orm.DB).Join
}

func _[T any, P orm.PtrTo[T]]() {
	var (
		_ func(context.Context, *orm.DB, sq.Sqlizer) ([]*T, error)             = orm.Raw[T, P]
		_ func(*orm.DB) *T                                                     = orm.New[T, P]
		_ func(context.Context, *orm.DB, P) error                              = orm.Save[T, P]
		_ func(context.Context, *orm.DB, P, ...string) error                   = orm.Update[T, P]
		_ func(context.Context, *orm.DB, P) error                              = orm.Delete[T, P]
		_ func(context.Context, *orm.DB, P) error                              = orm.Restore[T, P]
		_ func(context.Context, *orm.DB, P) error                              = orm.HardDelete[T, P]
		_ func(context.Context, *orm.DB, P) error                              = orm.Load[T, P]
		_ func(*orm.DB, P) error                                               = orm.Validate[T, P]
		_ func(P) []string                                                     = orm.Changed[T, P]
		_ func(P, *string) (string, bool)                                      = orm.Old[T, P, string]
		_ func(context.Context, *orm.DB, P) error                              = orm.Upsert[T, P]
		_ func(context.Context, *orm.DB, P, ...orm.GraphOption) error          = orm.LoadAll[T, P]
		_ func(context.Context, *orm.DB, P, ...orm.GraphOption) (int64, error) = orm.SaveRelated[T, P]
		_ func(context.Context, orm.QuerySet[T]) (int64, error)                = orm.RotateEncryption[T]
		_ func(*orm.DB, P, ...orm.DumpOption) (map[string]any, error)          = orm.Dump[T, P]
		_ func(*orm.DB, io.Reader, P, ...orm.DecodeOption) error               = orm.Decode[T, P]
		_ func(P, ...orm.DumpOption) json.Marshaler                            = orm.JSON[T, P]
		_ func(*orm.DB, ...orm.DumpOption) ([]byte, error)                     = orm.JSONSchema[T, P]
		_ func(P, P) bool                                                      = orm.Same[T, P]
	)
}
