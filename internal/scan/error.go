package scan

import (
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// FieldError is a value of a result that its field does not take. Err says why, and is in the chain.
type FieldError struct {
	Model string
	Field string // the attribute's name
	Row   int    // from 1
	Err   error
}

// Error names the place and gives the reason.
func (e *FieldError) Error() string {
	return fmt.Sprintf("orm: reading %s.%s in row %d: %v", e.Model, e.Field, e.Row, e.Err)
}

// Unwrap is the reason.
func (e *FieldError) Unwrap() error { return e.Err }

func fieldError(a *schema.Attribute, err error) error {
	return &FieldError{Model: a.Model.Name, Field: a.Name, Err: err}
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
		f.Row = row
		return f
	}
	return fmt.Errorf("orm: reading row %d of %s: %w", row, p.tree.Root().Model.Name, err)
}
