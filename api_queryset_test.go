package ormar_test

import (
	"context"
	"iter"

	"github.com/ormar-go/ormar/orm"
)

func _[T any]() {
	var (
		_ func(*orm.Many[T]) orm.QuerySet[T]                                                 = (*orm.Many[T]).Objects
		_ func(orm.QuerySet[T], ...orm.Condition) orm.QuerySet[T]                            = orm.QuerySet[T].Filter
		_ func(orm.QuerySet[T], ...orm.Condition) orm.QuerySet[T]                            = orm.QuerySet[T].Exclude
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].SelectRelated
		_ func(orm.QuerySet[T], bool) orm.QuerySet[T]                                        = orm.QuerySet[T].SelectAll
		_ func(orm.QuerySet[T], orm.Request) orm.QuerySet[T]                                 = orm.Apply[T]
		_ func(context.Context, orm.QuerySet[T], orm.Request) (orm.Page[T], error)           = orm.PageOf[T]
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].PrefetchRelated
		_ func(orm.QuerySet[T], string, orm.Source) orm.QuerySet[T]                          = orm.QuerySet[T].Prefetch
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].OrderBy
		_ func(orm.QuerySet[T], int) orm.QuerySet[T]                                         = orm.QuerySet[T].Limit
		_ func(orm.QuerySet[T], int) orm.QuerySet[T]                                         = orm.QuerySet[T].Offset
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].LimitRaw
		_ func(orm.QuerySet[T], int, int) orm.QuerySet[T]                                    = orm.QuerySet[T].Paginate
		_ func(orm.QuerySet[T], int, int) orm.QuerySet[T]                                    = orm.QuerySet[T].Slice
		_ func(orm.QuerySet[T], int) orm.QuerySet[T]                                         = orm.QuerySet[T].SliceFrom
		_ func(orm.QuerySet[T], int) orm.QuerySet[T]                                         = orm.QuerySet[T].Tail
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].Fields
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].ExcludeFields
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].Each
		_ func(orm.QuerySet[T], string, string, orm.Source) orm.QuerySet[T]                  = orm.QuerySet[T].PrefetchAs
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].WithDeleted
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].OnlyDeleted
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].Unscoped
		_ func(orm.QuerySet[T]) (string, []any, error)                                       = orm.QuerySet[T].ToSql
		_ func(orm.QuerySet[T], context.Context, T) (*T, error)                              = orm.QuerySet[T].Create
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].Get
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].GetOrNone
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].First
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].FirstOrNone
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].Last
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (*T, error)               = orm.QuerySet[T].LastOrNone
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) ([]*T, error)             = orm.QuerySet[T].All
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) iter.Seq2[*T, error]      = orm.QuerySet[T].Iterate
		_ func(orm.QuerySet[T], context.Context) (int64, error)                              = orm.QuerySet[T].Count
		_ func(orm.QuerySet[T], context.Context) (int64, error)                              = orm.QuerySet[T].CountRows
		_ func(orm.QuerySet[T], context.Context) (bool, error)                               = orm.QuerySet[T].Exists
		_ func(orm.QuerySet[T], context.Context, orm.V, ...orm.Assignment) (*T, bool, error) = orm.QuerySet[T].GetOrCreate
		_ func(orm.QuerySet[T], context.Context, orm.V, ...orm.Assignment) (*T, bool, error) = orm.QuerySet[T].UpdateOrCreate
		_ func(orm.QuerySet[T], context.Context, []*T, ...orm.BulkOption) error              = orm.QuerySet[T].BulkCreate
		_ func(orm.QuerySet[T], context.Context, []*T, ...string) (int64, error)             = orm.QuerySet[T].BulkUpdate
		_ func(orm.QuerySet[T], context.Context, ...orm.Assignment) (int64, error)           = orm.QuerySet[T].Update
		_ func(orm.QuerySet[T], context.Context, ...orm.Condition) (int64, error)            = orm.QuerySet[T].Delete
		_ func(orm.QuerySet[T], context.Context, ...string) ([]orm.Row, error)               = orm.QuerySet[T].Values
		_ func(orm.QuerySet[T], context.Context, ...string) ([][]any, error)                 = orm.QuerySet[T].ValuesList
		_ func(orm.QuerySet[T], context.Context, ...orm.Aggregate) (orm.Row, error)          = orm.QuerySet[T].Aggregate
		_ func(orm.QuerySet[T], ...string) orm.Grouped[T]                                    = orm.QuerySet[T].GroupBy
		_ func(orm.Grouped[T], ...string) orm.Grouped[T]                                     = orm.Grouped[T].OrderBy
		_ func(orm.Grouped[T], int) orm.Grouped[T]                                           = orm.Grouped[T].Limit
		_ func(orm.Grouped[T], ...orm.Condition) orm.Grouped[T]                              = orm.Grouped[T].Having
		_ func(orm.Grouped[T], context.Context, ...orm.Aggregate) ([]orm.Row, error)         = orm.Grouped[T].Aggregate
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].Distinct
		_ func(orm.QuerySet[T], string, orm.Aggregate) orm.QuerySet[T]                       = orm.QuerySet[T].Annotate
		_ func(orm.QuerySet[T], string, orm.Expr) orm.QuerySet[T]                            = orm.QuerySet[T].AnnotateExpr
		_ func(orm.QuerySet[T], ...orm.QuerySet[T]) orm.QuerySet[T]                          = orm.QuerySet[T].Union
		_ func(orm.QuerySet[T], ...orm.QuerySet[T]) orm.QuerySet[T]                          = orm.QuerySet[T].UnionAll
		_ func(orm.QuerySet[T], ...orm.QuerySet[T]) orm.QuerySet[T]                          = orm.QuerySet[T].Intersect
		_ func(orm.QuerySet[T], ...orm.QuerySet[T]) orm.QuerySet[T]                          = orm.QuerySet[T].Except
		_ func(orm.QuerySet[T], ...string) orm.QuerySet[T]                                   = orm.QuerySet[T].DistinctOn
		_ func(orm.QuerySet[T], orm.Aggregate) orm.Expr                                      = orm.ScalarOf[T]
		_ func(orm.QuerySet[T], ...orm.LockOption) orm.QuerySet[T]                           = orm.QuerySet[T].ForUpdate
		_ func(orm.QuerySet[T], ...orm.LockOption) orm.QuerySet[T]                           = orm.QuerySet[T].ForShare
		_ func(orm.QuerySet[T], string) orm.QuerySet[T]                                      = orm.QuerySet[T].After
		_ func(orm.QuerySet[T], string) orm.QuerySet[T]                                      = orm.QuerySet[T].Before
		_ func(orm.QuerySet[T]) orm.QuerySet[T]                                              = orm.QuerySet[T].Strict
		_ func(orm.QuerySet[T], *T) (string, error)                                          = orm.QuerySet[T].Cursor
		_ func(orm.QuerySet[T], context.Context) (string, error)                             = orm.QuerySet[T].Explain
		_ func(orm.QuerySet[T], string) orm.Source                                           = orm.Column[T]
	)
}

func _[T any, P orm.PtrTo[T]]() {
	var (
		_ func(*orm.DB) orm.QuerySet[T] = orm.Objects[T, P]
	)
}

func _[N, T any]() {
	var (
		_ func(context.Context, orm.QuerySet[T], string) (N, error)   = orm.Max[N, T]
		_ func(context.Context, orm.QuerySet[T], string) (N, error)   = orm.Min[N, T]
		_ func(context.Context, orm.QuerySet[T], string) (N, error)   = orm.Sum[N, T]
		_ func(context.Context, orm.QuerySet[T], string) (N, error)   = orm.Avg[N, T]
		_ func(context.Context, orm.QuerySet[T], string) ([]N, error) = orm.Pluck[N, T]
	)
}

func _[D, T any]() {
	var (
		_ func(context.Context, orm.QuerySet[T]) ([]D, error) = orm.Into[D, T]
	)
}
