package orm

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// StaleError is an instance whose row has another version than it: somebody else has written the row since it was read. It is an
// ErrStale, and nothing was written; read the row again, and decide. Model is the type's name, Key the row's key, a []any of several
// columns. Have is the version of the instance and Stored that of the row, in the type of the field; Stored is nil when the row is
// gone, and then it is an ErrNoMatch as well.
type StaleError struct {
	Model             string
	Key, Have, Stored any
	secret            bool
}

// Error names the model, the key unless it is secret, and both versions.
func (e *StaleError) Error() string {
	key := ""
	if !e.secret {
		key = fmt.Sprintf(" with the key %s", schema.Printable(fmt.Sprint(e.Key)))
	}
	if e.Stored == nil {
		return fmt.Sprintf("%v: the row of %s%s, version %v when it was read, is gone", ErrStale, e.Model, key, e.Have)
	}
	return fmt.Sprintf("%v: the row of %s%s has version %v, the instance %v; read it again", ErrStale, e.Model, key, e.Stored, e.Have)
}

// Unwrap is ErrStale and, when the row is gone, ErrNoMatch.
func (e *StaleError) Unwrap() []error {
	if e.Stored == nil {
		return []error{ErrStale, ErrNoMatch}
	}
	return []error{ErrStale}
}

// outrun is what the engine makes a StaleError with.
func outrun(m *schema.Model, key, have, stored any) error {
	e := &StaleError{Model: m.Name, Key: key, Have: have, Stored: stored}
	for _, a := range m.Keys {
		e.secret = e.secret || a.Secret
	}
	return e
}
