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
