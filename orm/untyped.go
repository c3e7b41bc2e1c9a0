package orm

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Untyped works on the rows of a model that is known only when the program runs, for tools: seeds,
// pages of an administrator. Its rows are pointers to the model's struct, and each of its methods
// is the function of the same name for them. It is a value that goroutines may share; the zero
// value belongs to no database, and its methods are ErrQuery.
type Untyped struct {
	db    *DB
	model *schema.Model
}

// Untyped finds the model of a table. A table that no model has, and the table of a relation whose
// link rows have no struct, is ErrQuery.
func (db *DB) Untyped(table string) (Untyped, error) {
	for _, m := range db.Models().Models() {
		if m.Table == table && m.Type != nil {
			return Untyped{db, m}, nil
		}
		if m.Table == table {
			return Untyped{}, query.Errorf("the table %s ties two models together, and its rows have no struct; declare one, and give it to ManyThrough", schema.Quote(table))
		}
	}
	return Untyped{}, query.Errorf("no model has the table %s", schema.Quote(table))
}

// Model is the model; nil for the zero value.
func (u Untyped) Model() *schema.Model { return u.model }

// New is a pointer to an empty instance; nil for the zero value.
func (u Untyped) New() any {
	if u.model == nil {
		return nil
	}
	return reflect.New(u.model.Type).Interface()
}

// row checks what a caller gives for a row.
func (u Untyped) row(call string, row any) (unsafe.Pointer, error) {
	if u.model == nil {
		return nil, query.Errorf("%s: this Untyped belongs to no database; it comes from db.Untyped", call)
	}
	v := reflect.ValueOf(row)
	if !v.IsValid() || v.Type() != reflect.PointerTo(u.model.Type) || v.IsNil() {
		return nil, query.Errorf("%s: %s is no row of %s; give what New or Get gave", call, describeType(v), u.model.Name)
	}
	return v.UnsafePointer(), nil
}

// describeType is a type for messages.
func describeType(v reflect.Value) string {
	if !v.IsValid() {
		return "nil"
	}
	return fmt.Sprintf("a %s", v.Type())
}

// Decode is the function Decode for a row.
func (u Untyped) Decode(r io.Reader, row any, opts ...DecodeOption) error {
	p, err := u.row("Untyped.Decode", row)
	if err != nil {
		return err
	}
	return decode(u.db, u.model.Type, r, p, opts)
}

// Get is QuerySet.Get: the one row of which the conditions hold.
func (u Untyped) Get(ctx context.Context, c ...Condition) (any, error) {
	if u.model == nil {
		return nil, query.Errorf("Untyped.Get: this Untyped belongs to no database; it comes from db.Untyped")
	}
	row, err := question{u.db, u.db.base(u.model.Type)}.get(ctx, c...)
	if err != nil {
		return nil, err
	}
	return reflect.NewAt(u.model.Type, row).Interface(), nil
}

// Count is QuerySet.Count: how many rows there are of which the conditions hold.
func (u Untyped) Count(ctx context.Context, c ...Condition) (int64, error) {
	if u.model == nil {
		return 0, query.Errorf("Untyped.Count: this Untyped belongs to no database; it comes from db.Untyped")
	}
	return question{u.db, u.db.base(u.model.Type)}.filter(c...).count(ctx, false)
}

// Page is PageOf: the rows that a request asks for, pointers to the model's struct. It costs what PageOf does.
func (u Untyped) Page(ctx context.Context, r Request) (*RelatedPage, error) {
	if u.model == nil {
		return nil, query.Errorf("Untyped.Page: this Untyped belongs to no database; it comes from db.Untyped")
	}
	return question{u.db, u.db.base(u.model.Type)}.untypedPage(ctx, u.model, r)
}

// Save is the function Save for a row.
func (u Untyped) Save(ctx context.Context, row any) error {
	p, err := u.row("Untyped.Save", row)
	if err != nil {
		return err
	}
	return saveInstance(ctx, u.db, u.model.Type, p)
}

// Update is the function Update for a row.
func (u Untyped) Update(ctx context.Context, row any, columns ...string) error {
	p, err := u.row("Untyped.Update", row)
	if err != nil {
		return err
	}
	return updateInstance(ctx, u.db, u.model.Type, p, columns)
}

// Delete is the function Delete for a row.
func (u Untyped) Delete(ctx context.Context, row any) error {
	p, err := u.row("Untyped.Delete", row)
	if err != nil {
		return err
	}
	return remove(ctx, u.db, u.model.Type, p)
}
