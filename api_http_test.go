package ormar_test

import (
	"context"
	"net/http"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

func _[T any, P orm.PtrTo[T]]() {
	var (
		_ func(*orm.DB, ...ormhttp.Option) *ormhttp.Handler                                  = ormhttp.Resource[T, P]
		_ http.Handler                                                                       = (*ormhttp.Handler)(nil)
		_ func(orm.Policy) ormhttp.Option                                                    = ormhttp.Policy
		_ func(...ormhttp.Action) ormhttp.Option                                             = ormhttp.Only
		_ func(...string) ormhttp.Option                                                     = ormhttp.Read
		_ func(...string) ormhttp.Option                                                     = ormhttp.Write
		_ func(...string) ormhttp.Option                                                     = ormhttp.Relations
		_ func(func(*http.Request, ormhttp.Action, any) error) ormhttp.Option                = ormhttp.Authorize
		_ func(int64) ormhttp.Option                                                         = ormhttp.MaxBody
		_ func(ormhttp.Store) ormhttp.Option                                                 = ormhttp.Idempotency
		_ func(func(*http.Request, ormhttp.Action, any) error) ormhttp.Option                = ormhttp.Before
		_ func(func(*http.Request, ormhttp.Action, any)) ormhttp.Option                      = ormhttp.After
		_ func(error) ormhttp.Problem                                                        = ormhttp.ProblemOf
		_ func(http.ResponseWriter, error)                                                   = ormhttp.WriteProblem
		_ func(string, string, map[string]*ormhttp.Handler) ([]byte, error)                  = ormhttp.OpenAPI
		_ func([]byte) (http.Handler, error)                                                 = ormhttp.Docs
		_ func(context.Context, *orm.DB, any, string, orm.Request) (*orm.RelatedPage, error) = orm.PageOfRelated
		_ []string                                                                           = []string{string(ormhttp.List), string(ormhttp.Create), string(ormhttp.Get),
			string(ormhttp.Replace), string(ormhttp.Patch), string(ormhttp.Delete)}
		_ = ormhttp.Problem{Type: "", Title: "", Status: 0, Detail: "", Errors: []ormhttp.FieldError{{Pointer: "", Rule: "", Detail: ""}}}
	)
}
