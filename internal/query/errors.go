package query

import (
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// ErrUnsupported is something that the database at hand does not have; package orm exports it.
var ErrUnsupported = errors.New("orm: unsupported")

// Errorf is a mistake in a question: an ErrQuery with a text.
func Errorf(format string, args ...any) error {
	return fmt.Errorf("%w: %w", schema.ErrQuery, fmt.Errorf(format, args...))
}
