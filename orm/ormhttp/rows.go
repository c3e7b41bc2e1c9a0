package ormhttp

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/ormar-go/ormar/orm"
)

// rows is what the handler does with the rows of a model, whose type it does not know: a row is a pointer to one.
type rows interface {
	make() any
	decode(row any, body io.Reader, opts ...orm.DecodeOption) error
	find(ctx context.Context, key orm.Q, r orm.Request, lock bool) (any, error)
	page(ctx context.Context, r orm.Request) (*page, error)
	each(ctx context.Context, r orm.Request) iter.Seq2[any, error]
	validate(row any) error
	// copied is a copy of a row, to be compared with what becomes of it.
	copied(row any) any
	// references is orm.CheckReferences; was is nil for a new row.
	references(ctx context.Context, row, was any) error
	insert(ctx context.Context, row any) error
	update(ctx context.Context, row any, columns ...string) error
	remove(ctx context.Context, row any) error
}

// page is an orm.Page without the type of its rows.
type page struct {
	items          []any
	total          *int64
	number, pages  int
	size           int
	next, previous string
}

// rowsOf are the rows of T.
type rowsOf[T any, P orm.PtrTo[T]] struct{ db *orm.DB }

func (r rowsOf[T, P]) make() any { return new(T) }

func (r rowsOf[T, P]) decode(row any, body io.Reader, opts ...orm.DecodeOption) error {
	return orm.Decode[T, P](r.db, body, P(row.(*T)), opts...)
}

func (r rowsOf[T, P]) find(ctx context.Context, key orm.Q, asked orm.Request, lock bool) (any, error) {
	q := orm.Apply(orm.Objects[T, P](r.db).Filter(key), asked)
	asking := q
	if lock {
		asking = q.ForUpdate()
	}
	row, err := asking.Get(ctx)
	if lock && errors.Is(err, orm.ErrUnsupported) { // nothing was sent: there a transaction locks the whole database
		row, err = q.Get(ctx)
	}
	if err != nil {
		return nil, err
	}
	return row, nil
}

func (r rowsOf[T, P]) page(ctx context.Context, asked orm.Request) (*page, error) {
	p, err := orm.PageOf(ctx, orm.Objects[T, P](r.db), asked)
	if err != nil {
		return nil, err
	}
	out := &page{make([]any, len(p.Items)), p.Total, p.Page, p.Pages, p.Size, p.Next, p.Previous}
	for i, item := range p.Items {
		out.items[i] = item
	}
	return out, nil
}

func (r rowsOf[T, P]) each(ctx context.Context, asked orm.Request) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for row, err := range orm.Apply(orm.Objects[T, P](r.db), asked).Iterate(ctx) {
			if !yield(row, err) {
				return
			}
		}
	}
}

func (r rowsOf[T, P]) validate(row any) error { return orm.Validate[T, P](r.db, P(row.(*T))) }

func (r rowsOf[T, P]) copied(row any) any { return new(*row.(*T)) }

func (r rowsOf[T, P]) references(ctx context.Context, row, was any) error {
	before, _ := was.(*T)
	return orm.CheckReferences[T, P](ctx, r.db, P(row.(*T)), P(before))
}

func (r rowsOf[T, P]) insert(ctx context.Context, row any) error {
	return orm.Save[T, P](ctx, r.db, P(row.(*T)))
}

func (r rowsOf[T, P]) update(ctx context.Context, row any, columns ...string) error {
	return orm.Update[T, P](ctx, r.db, P(row.(*T)), columns...)
}

func (r rowsOf[T, P]) remove(ctx context.Context, row any) error {
	return orm.Delete[T, P](ctx, r.db, P(row.(*T)))
}
