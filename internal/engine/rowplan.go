package engine

import (
	"context"
	"slices"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// rowForm is a kind of statement about rows of a model that instances stand for.
type rowForm byte

const (
	selectRow rowForm = iota + 1
	updateRow
	deleteRow
	upsertRow
	insertRows
	updateRows
)

// operation is what an observer reads of a form.
func (f rowForm) operation() string {
	switch f {
	case selectRow:
		return "select"
	case updateRow, updateRows:
		return "update"
	case deleteRow:
		return "delete"
	}
	return "insert"
}

// rowStatement is a statement about rows of a model: all that its text depends on, and so all that
// is in the key of its plan. What a further feature adds to such a statement, such as a column by
// which a row must also be found, becomes a field here.
type rowStatement struct {
	form      rowForm
	model     *schema.Model
	columns   []*schema.Attribute // that it reads, or writes into each row
	update    []*schema.Attribute // of an upsert: that it writes into the row that is there
	by        []*schema.Attribute // by which a row is found
	lock      bool                // a row that is read stays as it is
	raise     bool                // the version of a row that is there rises
	rows      int                 // how many rows the text is for; 0 where it serves any number
	conflict  *compile.Conflict
	returning []*schema.Attribute
	scoped    bool  // it finds only rows of which their scopes hold
	args      []any // values of the scopes, which follow all others; filled by rowPlan
}

// shape writes the key of the plan.
func (r *rowStatement) shape(s *query.Shape) {
	s.Text("row")
	s.Number(int(r.form))
	s.Text(r.model.Place())
	s.Attributes(r.columns)
	s.Attributes(r.update)
	s.Attributes(r.by)
	s.Number(4*r.rows + 2*bit(r.lock) + bit(r.raise))
	s.Attributes(r.returning)
	if c := r.conflict; c != nil {
		s.Number(2*bit(c.Raise) + bit(c.Ignore))
		s.Attributes(c.Update)
		s.Attributes(c.Touch)
		s.Attributes(c.Target)
		if c.Index != nil {
			s.Text(c.Index.Name)
		}
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// values is how many values stand before those of the scopes.
func (r *rowStatement) values() int {
	switch n := len(r.columns) + len(r.by); {
	case r.form == selectRow:
		return len(r.by)
	case r.form == updateRows && r.rows > 0:
		return n * r.rows
	default:
		return n
	}
}

// compile writes the statement.
func (r *rowStatement) compile(c *compile.Compiler, scope compile.Scope) (*compile.Statement, error) {
	switch r.form {
	case selectRow:
		return c.SelectRow(r.model, r.columns, r.by, r.lock, scope)
	case updateRow:
		return c.UpdateRow(r.model, r.columns, r.by, r.raise, scope)
	case deleteRow:
		return c.DeleteRow(r.model, r.by, scope)
	case upsertRow:
		return c.UpsertRow(r.model, r.columns, r.update, r.raise, r.returning)
	case updateRows:
		return c.UpdateMany(r.model, r.by, r.columns, r.rows, r.raise, scope)
	}
	if c.Dialect.Arrays {
		return c.InsertColumns(r.model, r.columns, r.conflict, r.returning)
	}
	return c.InsertMany(r.model, r.columns, r.rows, r.conflict, r.returning)
}

// rowPlan is the plan of a statement about rows of a model.
func (db *DB) rowPlan(ctx context.Context, r *rowStatement) (*plan, error) {
	if db.Dialect.Arrays { // one text serves every number of rows
		r.rows = 0
	}
	s := db.shape()
	defer db.shapes.Put(s)
	scope := compile.Scope{}
	if r.scoped && db.Scoped(r.model) {
		scope.First = r.values()
		scope.Shape = db.under(ctx, func(s *query.Shape) { s.Scope(r.model) })
		scope.Shape(s)
		if err := s.Scopes.Err(); err != nil {
			return nil, err
		}
		r.args = slices.Clone(s.Args)
	}
	r.shape(s)
	return db.plans.get(s.Key, func() (*plan, error) {
		st, err := db.compileForms(ctx, func() (*compile.Statement, error) { return r.compile(db.compiler, scope) })
		if err != nil {
			return nil, err
		}
		return &plan{statement: st, operation: r.form.operation(), model: r.model, write: r.form != selectRow}, nil
	})
}
