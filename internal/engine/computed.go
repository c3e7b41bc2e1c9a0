package engine

import "github.com/ormar-go/ormar/schema"

// uncomputable is the error of a number that the server could not compute. The driver's text is left out: it is about the SQL
// that this module wrote, or quotes a value.
type uncomputable struct {
	kinds []error
	err   error
}

// Error says what may be wrong.
func (e *uncomputable) Error() string {
	text := e.kinds[0].Error()
	if len(e.kinds) > 1 {
		text += ", " + e.kinds[1].Error()
	}
	return text + ": a number that is computed is outside of 64 bits, infinite, outside of what its column holds, " +
		"or divided by zero"
}

// Unwrap gives the kinds and the driver's error.
func (e *uncomputable) Unwrap() []error { return append([]error{e.err}, e.kinds...) }

// computed types an error that arithmetic of this module has met; others stay as they are. An update may compute in its conditions
// and for its columns, and where it does both the server does not say which has failed.
func (db *DB) computed(p *plan, err, typed error) error {
	if p == nil || p.operation == "raw" || db.Driver.Computed == nil || !db.Driver.Computed(err) {
		return typed
	}
	e := &uncomputable{err: err}
	if !p.write || p.statement.Computes {
		e.kinds = append(e.kinds, schema.ErrQuery)
	}
	if p.statement.Assigns {
		e.kinds = append(e.kinds, schema.ErrValidation)
	}
	if e.kinds == nil { // a value that was given, not computed
		return typed
	}
	return e
}
