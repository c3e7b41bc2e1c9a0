package engine

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// The sentinels that package orm exports under the same names and documents.
var (
	ErrNoMatch         = fmt.Errorf("orm: no match: %w", sql.ErrNoRows)
	ErrMultipleMatches = errors.New("orm: multiple matches")
	ErrUnfiltered      = errors.New("orm: unfiltered")
	ErrRelationship    = schema.ErrRelationship
	ErrEmptyList       = errors.New("orm: empty list")
	ErrNotLoaded       = errors.New("orm: not loaded")
	ErrUnsupported     = query.ErrUnsupported
	ErrConnect         = errors.New("orm: connect")
	ErrReadOnly        = errors.New("orm: read-only")
	ErrOutcomeUnknown  = errors.New("orm: outcome unknown")
	ErrTxDoomed        = errors.New("orm: transaction doomed")
	ErrTxDone          = errors.New("orm: transaction done: the context belongs to one that is over; go on with the context that it was begun with")
	ErrDeadlock        = errors.New("orm: deadlock")
	ErrSerialization   = errors.New("orm: serialization failure")
	ErrLockTimeout     = errors.New("orm: lock timeout")
	ErrUnique          = errors.New("orm: unique constraint")
)

// ErrOutdated says that a statement was prepared before the tables changed; it is sent once more.
var ErrOutdated = errors.New("orm: outdated statement")

// NoMatch is the ErrNoMatch of a model.
func NoMatch(m *schema.Model) error { return &noMatchError{m.Name} }

// noMatchError is an ErrNoMatch that names the model.
type noMatchError struct{ model string }

// Error names the model.
func (e *noMatchError) Error() string { return "orm: no match: no such row of " + e.model }

// Unwrap is ErrNoMatch.
func (e *noMatchError) Unwrap() error { return ErrNoMatch }

// hushed takes the server's words out of the error of a statement that has a secret among its parameters, since they may quote it:
// what kind of error it is will be told by its code, and the driver's error stays in the chain.
func (db *DB) hushed(p *plan, err error) error {
	if p == nil || db.Driver.FromServer == nil || !db.Driver.FromServer(err) || !p.statement.Hides() {
		return err
	}
	return &hushedError{err}
}

// hushedError is a driver's error without its text.
type hushedError struct{ err error }

// Error says why there is no more.
func (e *hushedError) Error() string {
	return "the database's message is left out, since it may quote a secret field's value"
}

// Unwrap is the driver's error.
func (e *hushedError) Unwrap() error { return e.err }
