package engine

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Link is a row that ties an owner to a target along a many side.
type Link struct {
	Side          *schema.Side
	Owner, Target any            // canonical keys
	Row           unsafe.Pointer // the link's own fields; nil when it has none
}

// InsertLink writes a link row; one that is there already is left as it is, unless the relation admits duplicates. It
// reports whether a row was written.
func (db *DB) InsertLink(ctx context.Context, l Link) (bool, error) {
	m := l.Side.Through()
	owner, target := l.Side.LinkOwner.Key, l.Side.LinkTarget.Key
	var columns []*schema.Attribute
	var values []any
	var err error
	for _, a := range m.Attributes {
		switch {
		case a == owner:
			columns, values = append(columns, a), append(values, l.Owner)
		case a == target:
			columns, values = append(columns, a), append(values, l.Target)
		case l.Row == nil || (a.Autoincrement || a.ServerDefault != "") && a.IsZero(l.Row):
		default:
			columns = append(columns, a)
			if values, err = stored(l.Row, []*schema.Attribute{a}, values); err != nil {
				return false, err
			}
		}
	}
	var conflict *compile.Conflict
	operation := "insert link"
	if !l.Side.AllowDuplicates {
		conflict = &compile.Conflict{Ignore: true, Target: []*schema.Attribute{owner, target}}
		operation = "insert link once"
	}
	p, err := db.rowPlan(operation, m, columns, func() (*compile.Statement, error) {
		return db.compiler.InsertMany(m, columns, 1, conflict, nil)
	})
	if err != nil {
		return false, err
	}
	var id int64
	n, err := db.exec(ctx, p, values, &id)
	if err != nil || n == 0 {
		return false, err
	}
	if key := m.Key(); l.Row != nil && key != nil && key.Autoincrement && id != 0 && db.Dialect.LastInsertID {
		err = key.Set(l.Row, id)
	}
	return true, err
}

// linkWhere selects the link rows of an owner, of one target or of all.
func linkWhere(side *schema.Side, owner, target any) *query.Query {
	m := side.Through()
	q := &query.Query{Model: m, NoDefault: true, Where: []*query.Node{equal(m, side.LinkOwner.Key, owner)}}
	if target != nil {
		q.Where = append(q.Where, equal(m, side.LinkTarget.Key, target))
	}
	return q
}

func equal(m *schema.Model, a *schema.Attribute, v any) *query.Node {
	return &query.Node{Op: query.Compare, Path: &schema.Path{Root: m, Attr: a, Text: a.Name}, Lookup: query.Exact, Value: v}
}

// DeleteLinks deletes the link rows of an owner, to one target or, with a nil target, to all.
func (db *DB) DeleteLinks(ctx context.Context, side *schema.Side, owner, target any) (int64, error) {
	w, err := db.DeleteSet(linkWhere(side, owner, target))
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// UpdateLink writes fields of the link row between an owner and a target and gives the number of rows that matched.
func (db *DB) UpdateLink(ctx context.Context, side *schema.Side, owner, target any, list []*query.Assignment) (int64, error) {
	w, err := db.UpdateSet(linkWhere(side, owner, target), list)
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// KeyOf is the canonical key of an instance of a model with a single one.
func KeyOf(m *schema.Model, row unsafe.Pointer) (any, error) {
	if !HasKey(m, row) {
		return nil, fmt.Errorf("%w: the instance of %s has no key", schema.ErrNotPersisted, m.Name)
	}
	return m.Key().Get(row)
}
