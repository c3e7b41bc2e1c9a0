package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
	"github.com/ormar-go/ormar/schema"
)

// manage finds the database, the relation and the owner's key behind a Many.
func manage(state *schema.ManyState, target reflect.Type) (*DB, *write.Relation, error) {
	db, key := bound(state.Binding), state.OwnerKey()
	if db == nil || key.IsZero() {
		return nil, nil, engine.NoOwner(target)
	}
	return db, db.writer.Relation(state, key), nil
}

// Objects is the QuerySet of the related rows. Reading through it leaves the relation in memory as it is.
func (m *Many[T]) Objects() QuerySet[T] {
	return QuerySet[T]{relatedSet(&m.state, reflect.TypeFor[T]())}
}

// relatedSet is the question to the rows of a relation.
func relatedSet(state *schema.ManyState, t reflect.Type) question {
	db, g, err := manage(state, t)
	if err != nil {
		return question{intent: &query.Query{Model: &schema.Model{Name: t.Name()}, Err: err}}
	}
	return question{db, g.Query()}
}

// relation is the relation whose rows a scoped QuerySet asks for, nil for the QuerySet of a model. What the QuerySet writes stays
// within it: new rows are tied to the owner, and rows of others are not there.
func (q question) relation() *write.Relation { return q.db.writer.Of(q.intent.Relation()) }

// Create inserts a related row and ties it to the owner: it costs what Save does, and one statement more for a link row.
func (m *Many[T]) Create(ctx context.Context, v T) (*T, error) {
	row := new(T)
	*row = v
	if err := createRelated(ctx, &m.state, reflect.TypeFor[T](), unsafe.Pointer(row)); err != nil {
		return nil, err
	}
	return row, nil
}

func createRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, row unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.Create(ctx, row)
}

// Add ties rows to the owner, all or none. Over a foreign key a child without a row is inserted, a saved one gets the new
// owner. Over a link table the rows must be saved, and one that is tied already stays as it is. It costs a
// statement for each row, in one transaction.
func (m *Many[T]) Add(ctx context.Context, items ...*T) error {
	return addRelated(ctx, &m.state, reflect.TypeFor[T](), pointers(items))
}

func addRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, items []unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.Add(ctx, items)
}

// Set ties exactly these rows to the owner, all or nothing: what else is tied is untied as by Remove, what is not tied yet is tied as by
// Add, and the hooks of both fire. Without items it unties all. Children over a NOT NULL key cannot be untied: one too many is
// ErrRelationship. It reads the tied rows, then costs what Remove and Add of the difference do, in one transaction.
func (m *Many[T]) Set(ctx context.Context, items ...*T) error {
	return setRelated(ctx, &m.state, reflect.TypeFor[T](), pointers(items))
}

func setRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, items []unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.Set(ctx, items)
}

// Remove unties rows from the owner, all or none; those that are not tied to it stay as they are. Over a foreign key the
// child's key becomes NULL, which a NOT NULL one refuses with ErrRelationship; over a link table the link row is deleted.
// It costs a statement for each row, in one transaction.
func (m *Many[T]) Remove(ctx context.Context, items ...*T) error {
	return removeRelated(ctx, &m.state, reflect.TypeFor[T](), pointers(items))
}

func removeRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, items []unsafe.Pointer) error {
	_, g, err := manage(state, t)
	if err != nil {
		return err
	}
	return g.Remove(ctx, items)
}

// ClearOption is a setting of Clear.
type ClearOption struct{ rows bool }

// DeleteRows deletes the children themselves instead of untying them.
func DeleteRows() ClearOption { return ClearOption{rows: true} }

// Clear unties every row from the owner, as Remove would, and gives their number. The relation-remove hooks are told once,
// with a nil child. It is one statement, a few with DeleteRows of a model that marks rows as
// deleted.
func (m *Many[T]) Clear(ctx context.Context, opts ...ClearOption) (int64, error) {
	return clearRelated(ctx, &m.state, reflect.TypeFor[T](), opts)
}

func clearRelated(ctx context.Context, state *schema.ManyState, t reflect.Type, opts []ClearOption) (int64, error) {
	_, g, err := manage(state, t)
	if err != nil {
		return 0, err
	}
	rows := false
	for _, o := range opts {
		rows = rows || o.rows
	}
	return g.Clear(ctx, rows)
}
