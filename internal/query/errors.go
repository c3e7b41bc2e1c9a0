package query

import (
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// ErrUnsupported is something that the database at hand does not have; package orm exports it.
var ErrUnsupported = errors.New("orm: unsupported")

// MaxDepth is how deep conditions and expressions may nest; the databases' own limits lie above.
const MaxDepth = 100

// MaxArguments is how many arguments a function may have; that of SQLite lies at 1,000 today, and was 127 before.
const MaxArguments = 100

// MaxSelects is how many SELECTs may lie in each other. MariaDB takes 63; the depth that SQLite counts grows with their square, and so
// does the time in which PostgreSQL plans them.
const MaxSelects = 20

// TooDeep is the error of what nests deeper.
func TooDeep() error {
	return Errorf("conditions or expressions nest deeper than %d levels; And and Or take any number of conditions side by side", MaxDepth)
}

// Errorf is a mistake in a question: an ErrQuery with a text. What a caller wrote is given under %q, which shows it as schema.Quote
// does.
func Errorf(format string, args ...any) error {
	schema.Quoting(format, args)
	return fmt.Errorf("%w: %w", schema.ErrQuery, fmt.Errorf(format, args...))
}

// Misfit is the error of a value that a field does not take, which is named once, as the question names it.
func Misfit(name string, err error) error {
	var wrong *schema.ValueError
	if errors.As(err, &wrong) {
		return &misfit{name, wrong}
	}
	return Errorf("%s: %w", name, err)
}

// misfit is an ErrQuery.
type misfit struct {
	name string
	err  *schema.ValueError
}

// Error says what the field takes and what was given.
func (e *misfit) Error() string {
	return schema.ErrQuery.Error() + ": " + e.name + " takes " + e.err.Want + ", got " + e.err.Got
}

// Unwrap is what it is and the field's own error.
func (e *misfit) Unwrap() []error { return []error{schema.ErrQuery, e.err} }
