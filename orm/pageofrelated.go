package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// RelatedPage is a Page of rows whose type only the model tells, of those behind a relation above all: Items are pointers to rows of Model.
type RelatedPage struct {
	Model          *schema.Model
	Items          []any
	Total          *int64
	Page, Pages    int
	Size           int
	Next, Previous string
}

// PageOfRelated is PageOf for the rows behind a relation of a row, a pointer to an instance that is saved: for code that knows
// models by their registry alone, as orm/ormhttp does. The relation is named as in paths. To-one relations have one row or none. It
// costs what PageOf does.
func PageOfRelated(ctx context.Context, db *DB, row any, relation string, r Request) (*RelatedPage, error) {
	v := reflect.ValueOf(row)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, query.Errorf("PageOfRelated takes a pointer to a row, got %T", row)
	}
	m, err := db.known(v.Type().Elem(), v.UnsafePointer())
	if err != nil {
		return nil, err
	}
	if err := query.Readable(relation); err != nil {
		return nil, err
	}
	side := m.Side(relation)
	if side == nil {
		return nil, &schema.PathError{Kind: "relation", Model: m.Name, Path: relation, Part: relation}
	}
	if side.Legs != nil {
		return nil, query.Errorf("%s.%s leads to rows of several models; name one of them, as in %s", m.Name, side.Name, side.Legs[0].Name)
	}
	q, err := db.behind(m, v.UnsafePointer(), side)
	if err != nil {
		return nil, err
	}
	return q.untypedPage(ctx, side.Target, r)
}

// untypedPage is a page of rows of a model, which only the model tells the type of.
func (q question) untypedPage(ctx context.Context, m *schema.Model, r Request) (*RelatedPage, error) {
	p, err := q.page(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &RelatedPage{m, make([]any, len(p.rows)), p.total, p.number, p.pages, p.size, p.next, p.previous}
	for i, item := range p.rows {
		out.Items[i] = reflect.NewAt(m.Type, item).Interface()
	}
	return out, nil
}

// behind is the question to the rows on the far side of a relation.
func (db *DB) behind(m *schema.Model, row unsafe.Pointer, side *schema.Side) (question, error) {
	if side.ToMany && side.HasField {
		q := relatedSet((*schema.ManyState)(unsafe.Add(row, side.Offset)), side.Target.Type)
		return q, q.intent.Err
	}
	condition, err := rowOf(m, row, side.Inverse.Name+"__")
	if err != nil {
		return question{}, err
	}
	return question{db, db.base(side.Target.Type)}.filter(condition), nil
}

// rowOf are the conditions that hold of a row alone, below a path that ends with __ where it is not empty.
func rowOf(m *schema.Model, row unsafe.Pointer, below string) (Q, error) {
	condition := Q{}
	for _, a := range m.Keys {
		value, err := a.Get(row)
		if err != nil {
			return nil, err
		}
		condition[below+a.Name] = value
	}
	return condition, nil
}
