package orm

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// rotateBatch is how many rows RotateEncryption reads and locks at a time.
const rotateBatch = 500

// RotateEncryption writes the encrypted fields of the rows that the conditions select again under the primary key of their
// ciphers, and gives the number of rows that it wrote. Values that the primary key sealed already are left alone, so that a second
// run writes nothing and an interrupted one goes on where it stopped: run it again. A cipher of the caller's own that is no
// schema.Keyed is sealed anew every time. HMAC and Hash cannot be rotated, as their digests do not open; a model that has no
// other encrypted field is ErrQuery.
//
// It goes through the primary keys in batches of 500 rows, each in a transaction of its own that holds its rows while they are
// written, so that no write of others is lost and every row can be read at all times; with a transaction in ctx everything is in
// that one. A batch costs one statement to read and one per hundred rows to write. Hooks do not run, on-update values do not apply.
// A value that no key opens is ErrDecrypt, naming the row's key; the batches before it stay written and are counted.
func RotateEncryption[T any](ctx context.Context, q QuerySet[T]) (int64, error) {
	return rotateEncryption(ctx, q.core)
}

func rotateEncryption(ctx context.Context, q question) (int64, error) {
	q = q.checked()
	if q.intent.Err != nil {
		return 0, q.intent.Err
	}
	m := q.intent.Model
	var sealed []*schema.Attribute
	for _, a := range m.Attributes {
		if a.Rotates() {
			sealed = append(sealed, a)
		}
	}
	if len(sealed) == 0 {
		return 0, query.Errorf("%s has no encrypted field that can be sealed anew", m.Name)
	}
	rows, order, err := q.rotation()
	if err != nil {
		return 0, err
	}
	var total int64
	var last []any
	for {
		batch := rows.Clone()
		if last != nil {
			batch.Where = append(slices.Clip(batch.Where), q.db.engine.After(order, last))
		}
		n, next, err := q.db.engine.Reseal(ctx, batch, sealed)
		total += n
		if err != nil || next == nil {
			return total, err
		}
		last = next
	}
}

// rotation is the question to one batch of rows in the order of the primary key. A page or an annotation stays a question of its
// own, of which the keys are taken.
func (q question) rotation() (*query.Query, []query.Order, error) {
	m := q.intent.Model
	if len(q.intent.Cuts()) > 0 || q.intent.Reverse && q.intent.HasLimit {
		return nil, nil, query.Errorf("a page that is read from the end cannot be written")
	}
	n := &query.Query{Model: m, Where: q.intent.AllWhere(), NoDefault: true, HasLimit: true, Limit: rotateBatch}
	if q.intent.HasLimit || q.intent.HasOffset || len(q.intent.Annotations()) > 0 {
		db, sub, err := q.SubQuery()
		if err != nil {
			return nil, nil, err
		}
		if n.Where, err = q.db.where(&query.Query{Model: m}, nil, []Condition{Q{"pk__in": column{db: db, sub: sub}}}); err != nil {
			return nil, nil, err
		}
	}
	for _, a := range m.Keys {
		p, err := m.Path(a.Name)
		if err != nil {
			return nil, nil, err
		}
		n.Order = append(n.Order, query.Order{Path: p})
	}
	return n, n.Order, nil
}
