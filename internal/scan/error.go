package scan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// FieldError is a value of a result that its field does not take: an ErrStored with a *schema.ValueError in the chain, unless it is
// the field's cipher that could not open it.
type FieldError struct {
	Model string
	Field string // the attribute's name
	Row   int    // from 1; 0 for a row that was read back
	Err   error
}

// Error names the place and gives the reason.
func (e *FieldError) Error() string {
	advice := ""
	if v := new(schema.ValueError); errors.As(e.Err, &v) && strings.Contains(v.Got, `"0000-00-00`) {
		advice = "; open the database with mysql.ZeroDates(mysql.AsNull), and have a field that takes NULL"
	}
	if e.Row == 0 {
		return fmt.Sprintf("orm: reading %s.%s: %v%s", e.Model, e.Field, e.Err, advice)
	}
	return fmt.Sprintf("orm: reading %s.%s in row %d: %v%s", e.Model, e.Field, e.Row, e.Err, advice)
}

// Unwrap is the reason.
func (e *FieldError) Unwrap() error { return e.Err }

// Is makes it an ErrStored.
func (e *FieldError) Is(target error) bool {
	return target == schema.ErrStored && !errors.Is(e.Err, schema.ErrDecrypt)
}

// Stored says of the error of a value that was read where it was; nil stays nil.
func Stored(a *schema.Attribute, row int, err error) error {
	if err == nil {
		return nil
	}
	e := fieldError(a, err)
	e.at(row)
	return e
}

func fieldError(a *schema.Attribute, err error) *FieldError {
	var v *schema.ValueError
	var p *panicked
	if !errors.As(err, &v) && !errors.As(err, &p) && !errors.Is(err, schema.ErrDecrypt) {
		err = &unreadable{&schema.ValueError{Field: a.Name, Want: a.Kind.String(), Got: err.Error()}, err}
	}
	return &FieldError{Model: a.Model.Name, Field: a.Name, Err: err}
}

// at says in which row the value was, also in the ValueError.
func (e *FieldError) at(row int) {
	e.Row = row
	var v *schema.ValueError
	if errors.As(e.Err, &v) {
		v.Model, v.Row = e.Model, row
	}
}

// unreadable is an error of a value that did not come as far as its field, beside the ValueError that names it.
type unreadable struct {
	value *schema.ValueError
	err   error
}

// Error is the reason.
func (e *unreadable) Error() string { return e.err.Error() }

// Unwrap is both.
func (e *unreadable) Unwrap() []error { return []error{e.value, e.err} }

// ColumnError is a value in a form that is not known; it is an ErrStored.
type ColumnError struct {
	Column int // from 0
	Err    error
}

// Error gives the reason.
func (e *ColumnError) Error() string {
	return fmt.Sprintf("orm: reading column %d: %v", e.Column+1, e.Err)
}

// Unwrap is the reason.
func (e *ColumnError) Unwrap() error { return e.Err }

// Is makes it an ErrStored.
func (e *ColumnError) Is(target error) bool { return target == schema.ErrStored }

// errNull is Null with its place.
func errNull(a *schema.Attribute) error { return fieldError(a, Null(a)) }

// Null is a NULL in a column that has none.
func Null(a *schema.Attribute) error {
	return &schema.ValueError{Field: a.Name, Want: "a value, since it is declared NOT NULL", Got: "NULL"}
}

// panicked carries a panic of a field's own type, or of a cipher, out of database/sql: that holds a lock while it scans, under which
// the rows could never be closed.
type panicked struct{ value any }

// Error is for nobody: failure panics again.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// capture makes an error of a panic.
func capture(a *schema.Attribute, err *error) {
	if p := recover(); p != nil {
		*err = fieldError(a, &panicked{p})
	}
}

// failure says in which row the scan failed, or goes on with the panic that ended it. What database/sql puts around the error of a
// field, the alias of the column, tells a caller nothing.
func (p *Plan) failure(row int, err error) error {
	var stopped *panicked
	if errors.As(err, &stopped) {
		panic(stopped.value)
	}
	var f *FieldError
	if errors.As(err, &f) {
		f.at(row)
		return f
	}
	return fmt.Errorf("orm: reading row %d of %s: %w", row, p.tree.Root().Model.Name, err)
}
