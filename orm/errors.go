package orm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// What a call can say. Test with errors.Is: the value that is returned carries details, and the driver's own error is
// still in its chain.
var (
	// ErrQuery is a question that cannot be asked; nothing was sent. Only a regular expression that the database does not read, and
	// arithmetic in a condition that leaves its range, are found by the database.
	ErrQuery = schema.ErrQuery
	// ErrNotSearchable is a condition on, or order by, an encrypted field that cannot answer it. It is an ErrQuery.
	ErrNotSearchable = schema.ErrNotSearchable
	// ErrValidation is a value that must not reach the database; see schema.ValidationError for every failure.
	ErrValidation = schema.ErrValidation
	// ErrNotPersisted is an instance without a key where a key is needed.
	ErrNotPersisted = schema.ErrNotPersisted
	// ErrDecrypt is a stored value that its field's cipher cannot open.
	ErrDecrypt = schema.ErrDecrypt

	// ErrStored is a stored value that its field cannot hold: a text that is no date, an enumeration's value outside the set, a NULL in a
	// column that is declared NOT NULL. A *schema.ValueError in the chain names model, field and row.
	ErrStored = schema.ErrStored

	// ErrNoMatch says that no row is there. It is sql.ErrNoRows.
	ErrNoMatch = engine.ErrNoMatch
	// ErrStale says that a row has another version than the instance that was to be written; see StaleError.
	ErrStale = engine.ErrStale
	// ErrMultipleMatches says that a question for one row found several.
	ErrMultipleMatches = engine.ErrMultipleMatches
	// ErrUnfiltered refuses a set-wise write without an effective condition; Each() says that every row is meant.
	ErrUnfiltered = engine.ErrUnfiltered
	// ErrRelationship is a use of a relation that its definition does not allow.
	ErrRelationship = engine.ErrRelationship
	// ErrEmptyList is a bulk call without objects.
	ErrEmptyList = engine.ErrEmptyList
	// ErrNotLoaded is the use of a relation that was not loaded.
	ErrNotLoaded = engine.ErrNotLoaded
	// ErrUnsupported is something that this database does not have.
	ErrUnsupported = engine.ErrUnsupported
	// ErrConnect says that a database cannot be reached, or not under the settings that this module needs.
	ErrConnect = engine.ErrConnect
	// ErrReadOnly is a write in a read-only transaction or database.
	ErrReadOnly = engine.ErrReadOnly
	// ErrOutcomeUnknown is a write whose reply was lost: it has happened once or not at all.
	ErrOutcomeUnknown = engine.ErrOutcomeUnknown
	// ErrTxDoomed is work in a transaction that the database has ended or may have ended.
	ErrTxDoomed = engine.ErrTxDoomed
	// ErrTxDone is work in a transaction that is over.
	ErrTxDone = engine.ErrTxDone
	// ErrDecode is a body that Decode refuses.
	ErrDecode = jsonio.ErrDecode

	// The constraint errors; see ConstraintError.
	ErrUnique     = engine.ErrUnique
	ErrForeignKey = errors.New("orm: foreign key constraint")
	ErrNotNull    = errors.New("orm: not-null constraint")
	ErrCheck      = errors.New("orm: check constraint")
	// ErrExclusion is a row that overlaps with another, under an exclusion constraint of PostgreSQL.
	ErrExclusion = errors.New("orm: exclusion constraint")

	// ErrDeadlock, ErrSerialization and ErrLockTimeout undo the transaction; Retry repeats it on the first two.
	ErrDeadlock      = engine.ErrDeadlock
	ErrSerialization = engine.ErrSerialization
	ErrLockTimeout   = engine.ErrLockTimeout
)

// PathError is a wrong name in a path, key or list; it is an ErrQuery.
type PathError = schema.PathError

// ConstraintError is a violated constraint, the same on every database. Kind is ErrUnique, ErrForeignKey, ErrNotNull,
// ErrCheck or ErrExclusion; Table, Constraint and Fields are empty where the database does not tell.
type ConstraintError struct {
	Kind              error
	Table, Constraint string
	Fields            []string // attribute names
	Err               error    // the driver's
}

// Error names the constraint and its fields, never a value.
func (e *ConstraintError) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.Error())
	if e.Constraint != "" {
		b.WriteString(" " + schema.Quote(e.Constraint))
	}
	if e.Table != "" {
		b.WriteString(" on table " + schema.Quote(e.Table))
	}
	if len(e.Fields) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(e.Fields, ", "))
	}
	return b.String()
}

// Is makes the error its Kind.
func (e *ConstraintError) Is(target error) bool { return target == e.Kind }

// taken is the error of an instance whose row is there.
func taken(m *schema.Model) error {
	return &ConstraintError{Kind: ErrUnique, Table: m.Table, Fields: engine.Names(m.Keys)}
}

// referred is the error of a row that cannot be deleted since others refer to it over a side.
func referred(s *schema.Side) error {
	return &ConstraintError{Kind: ErrForeignKey, Table: s.Target.Table, Constraint: s.Inverse.Constraint, Fields: engine.Names(s.Key.Columns())}
}

// Unwrap is the driver's error.
func (e *ConstraintError) Unwrap() error { return e.Err }

// DecodeError is what a refused body says; it is an ErrDecode.
//
// Failures is everything that is wrong with the body: names that are not known, values of the wrong type and broken rules alike, each
// with its place in the body by JSON names ("books[1].title") as Path, and at most 1,000 of them. Their rules are those of
// schema.Failure, and "unknown", "duplicate", "primary_key" and "read_only" (AllowKey), "relation" (FollowPaths; its Param is nil where a key is
// taken, else the model whose rows have it), "json",
// "max_bytes", "max_values" and "max_depth". A body that is no JSON or too large has that one failure. Path and Reason are of the
// first one.
type DecodeError struct {
	Path, Reason string
	Failures     []schema.Failure
}

// shownFailures is how many of the further failures of a body an error names.
const shownFailures = 5

// Error names the first place in the body with the reason, and where else something is wrong.
func (e *DecodeError) Error() string {
	var b strings.Builder
	b.WriteString("orm: decode: ")
	if e.Path != "" {
		b.WriteString(schema.Quote(e.Path) + ": ")
	}
	b.WriteString(e.Reason)
	if len(e.Failures) > 1 {
		b.WriteString("; also wrong: ")
		for i, f := range e.Failures[1:] {
			if i == shownFailures {
				fmt.Fprintf(&b, " and %d more", len(e.Failures)-1-shownFailures)
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(schema.Quote(f.Path) + " (" + f.Rule + ")")
		}
	}
	return b.String()
}

// Is makes every DecodeError an ErrDecode.
func (e *DecodeError) Is(target error) bool { return target == ErrDecode }
