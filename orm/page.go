package orm

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
)

// Page is a page of rows. As JSON it is items, total and size; the rows are written as by JSON, of which a request that
// chooses fields writes these and the relations that it includes, and no others.
type Page[T any] struct {
	Items          []*T   `json:"items"`
	Total          *int64 `json:"total,omitempty"` // rows in all; nil where they were not counted
	Page, Pages    int    `json:"-"`               // from 1, 0 behind a cursor; how many, 0 without a total
	Size           int    `json:"size"`
	Next, Previous string `json:"-"` // cursors, empty where there is no such page, or an order that no cursor can follow

	show []string
}

// MarshalJSON writes items, total and size.
func (p Page[T]) MarshalJSON() ([]byte, error) {
	return jsonio.Page(reflect.TypeFor[T](), pointers(p.Items), p.Total, p.Size, p.show)
}

// PageOf reads the page that a request asks for. Without page, after and before it is the first one, with a total
// unless total=false, and with cursors; behind a cursor nothing is counted. A request that is wrong is a *RequestError before any
// SQL, a cursor that was changed an ErrQuery.
//
// It costs one statement and those of the relations, one more for the total, and then a transaction around them, so that both are
// of one snapshot; inside a transaction of the caller's they are of that one's.
func PageOf[T any](ctx context.Context, q QuerySet[T], r Request) (Page[T], error) {
	p, err := q.core.page(ctx, r)
	if err != nil {
		return Page[T]{}, err
	}
	items, _ := typed[*T](p.rows, nil)
	return Page[T]{items, p.total, p.number, p.pages, p.size, p.next, p.previous, p.show}, nil
}

// page is a Page without the type of its rows.
type page struct {
	rows           []unsafe.Pointer
	total          *int64
	number, pages  int
	size           int
	next, previous string
	show           []string
}

// page is PageOf.
func (q question) page(ctx context.Context, r Request) (*page, error) {
	whole, asked := q.narrowed(r)
	if asked == nil {
		return nil, whole.intent.Err
	}
	p := &page{number: asked.Page, size: asked.Size}
	if len(asked.Fields) > 0 {
		p.show = slices.Concat(asked.Fields, roots(asked.Include))
	}
	if !asked.Total || asked.Page == 0 {
		return p, p.read(ctx, whole, asked)
	}
	both := func(ctx context.Context) error {
		if err := p.read(ctx, whole, asked); err != nil {
			return err
		}
		return p.count(ctx, whole)
	}
	if q.db.engine.InTransaction(ctx) {
		return p, both(ctx)
	}
	return p, q.db.Transaction(ctx, both, ReadOnly(), Isolation(sql.LevelRepeatableRead))
}

// read reads the rows and one more, which tells whether there is another page.
func (p *page) read(ctx context.Context, whole question, asked *lookup.Request) error {
	loading, borrowed := whole.ordered(len(asked.Fields) > 0)
	rows, err := loading.pageOf(asked).limit(p.size + 1).all(ctx)
	if err != nil {
		return err
	}
	more := len(rows) > p.size
	next, previous := more, asked.Page > 1 || asked.After != ""
	switch {
	case more && asked.Before != "":
		rows = rows[1:]
	case more:
		rows = rows[:p.size]
	}
	if asked.Before != "" {
		next, previous = true, more
	}
	p.rows = rows
	if len(rows) == 0 {
		return nil
	}
	defer func() {
		for _, b := range borrowed {
			for _, row := range rows {
				b.giveBack(row)
			}
		}
	}()
	if next {
		if p.next, err = whole.cursor(rows[len(rows)-1]); err != nil && asked.Page == 0 {
			return err
		}
	}
	if previous {
		if p.previous, err = whole.cursor(rows[0]); err != nil && asked.Page == 0 {
			return err
		}
	}
	return nil
}

// count counts all rows, where the page does not tell how many there are.
func (p *page) count(ctx context.Context, whole question) error {
	before := int64(p.number-1) * int64(p.size)
	total := before + int64(len(p.rows))
	if len(p.rows) == p.size || len(p.rows) == 0 && before > 0 {
		var err error
		if total, err = whole.count(ctx, false); err != nil {
			return err
		}
	}
	p.total = &total
	p.pages = int((total + int64(p.size) - 1) / int64(p.size))
	return nil
}
