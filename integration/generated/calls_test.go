package generated

import (
	"context"

	"github.com/ormar-go/ormar/orm"
)

// calls are the calls of the library on one model, for objects whose type only the test knows.
type calls interface {
	fresh() any
	defaults(db *orm.DB) any
	save(ctx context.Context, db *orm.DB, o any) error
	create(ctx context.Context, db *orm.DB, o any) (any, error)
	update(ctx context.Context, db *orm.DB, o any, names []string) error
	upsert(ctx context.Context, db *orm.DB, o any) error
	remove(ctx context.Context, db *orm.DB, o any) error
	bulkCreate(ctx context.Context, db *orm.DB, list []any, opts []orm.BulkOption) error
	bulkUpdate(ctx context.Context, db *orm.DB, list []any, names []string) (int64, error)
	getOrCreate(ctx context.Context, db *orm.DB, match, v orm.V) (any, bool, error)
	updateOrCreate(ctx context.Context, db *orm.DB, match, v orm.V) (any, bool, error)
	saveRelated(ctx context.Context, db *orm.DB, o any, opts []orm.GraphOption) (int64, error)
	all(ctx context.Context, db *orm.DB, where orm.Q, fields []string) ([]any, error)
	updateSet(ctx context.Context, db *orm.DB, where orm.Q, v orm.V) (int64, error)
	deleteSet(ctx context.Context, db *orm.DB, where orm.Q) (int64, error)
}

// of is the calls on T.
type of[T any, P orm.PtrTo[T]] struct{}

func callsOf(name string) calls {
	switch name {
	case "shelf":
		return of[shelf, *shelf]{}
	case "ticket":
		return of[ticket, *ticket]{}
	case "badge":
		return of[badge, *badge]{}
	case "page":
		return of[page, *page]{}
	}
	return of[pair, *pair]{}
}

func (of[T, P]) fresh() any              { return new(T) }
func (of[T, P]) defaults(db *orm.DB) any { return orm.New[T, P](db) }

func (of[T, P]) save(ctx context.Context, db *orm.DB, o any) error {
	return orm.Save(ctx, db, P(o.(*T)))
}

func (of[T, P]) create(ctx context.Context, db *orm.DB, o any) (any, error) {
	return orm.Objects[T, P](db).Create(ctx, *o.(*T))
}

func (of[T, P]) update(ctx context.Context, db *orm.DB, o any, names []string) error {
	return orm.Update(ctx, db, P(o.(*T)), names...)
}

func (of[T, P]) upsert(ctx context.Context, db *orm.DB, o any) error {
	return orm.Upsert(ctx, db, P(o.(*T)))
}

func (of[T, P]) remove(ctx context.Context, db *orm.DB, o any) error {
	return orm.Delete(ctx, db, P(o.(*T)))
}

func list[T any](objects []any) []*T {
	out := make([]*T, len(objects))
	for i, o := range objects {
		out[i] = o.(*T)
	}
	return out
}

func (of[T, P]) bulkCreate(ctx context.Context, db *orm.DB, objects []any, opts []orm.BulkOption) error {
	return orm.Objects[T, P](db).BulkCreate(ctx, list[T](objects), opts...)
}

func (of[T, P]) bulkUpdate(ctx context.Context, db *orm.DB, objects []any, names []string) (int64, error) {
	return orm.Objects[T, P](db).BulkUpdate(ctx, list[T](objects), names...)
}

func (of[T, P]) getOrCreate(ctx context.Context, db *orm.DB, match, v orm.V) (any, bool, error) {
	return orm.Objects[T, P](db).GetOrCreate(ctx, match, v)
}

func (of[T, P]) updateOrCreate(ctx context.Context, db *orm.DB, match, v orm.V) (any, bool, error) {
	return orm.Objects[T, P](db).UpdateOrCreate(ctx, match, v)
}

func (of[T, P]) saveRelated(ctx context.Context, db *orm.DB, o any, opts []orm.GraphOption) (int64, error) {
	return orm.SaveRelated(ctx, db, P(o.(*T)), opts...)
}

func (of[T, P]) all(ctx context.Context, db *orm.DB, where orm.Q, fields []string) ([]any, error) {
	rows, err := orm.Objects[T, P](db).Fields(fields...).All(ctx, where)
	out := make([]any, len(rows))
	for i, r := range rows {
		out[i] = r
	}
	return out, err
}

func (of[T, P]) updateSet(ctx context.Context, db *orm.DB, where orm.Q, v orm.V) (int64, error) {
	return orm.Objects[T, P](db).Filter(where).Update(ctx, v)
}

func (of[T, P]) deleteSet(ctx context.Context, db *orm.DB, where orm.Q) (int64, error) {
	return orm.Objects[T, P](db).Filter(where).Delete(ctx)
}
