package schema

import (
	"errors"
	"fmt"
)

// DefinitionError is one mistake in what a model says. NewRegistry returns all of them, joined; errors.As finds the first.
type DefinitionError struct {
	Model  string // the type's bare name
	Field  string // the Go field's name, or the name as written where there is no such field; empty for the model itself
	Reason string // what is wrong, and what to write instead
}

// Error names model, field and reason.
func (e *DefinitionError) Error() string {
	if e.Field == "" {
		return "schema: " + Printable(e.Model) + ": " + e.Reason
	}
	return "schema: " + Printable(e.Model) + "." + Printable(e.Field) + ": " + e.Reason
}

// Is makes every DefinitionError an ErrDefinition.
func (e *DefinitionError) Is(target error) bool { return target == ErrDefinition }

// findings collects the mistakes of a registry, so that all of them are reported at once.
type findings struct{ list []error }

func (f *findings) add(model, field, format string, args ...any) {
	Quoting(format, args)
	f.list = append(f.list, &DefinitionError{Model: model, Field: field, Reason: fmt.Sprintf(format, args...)})
}

func (f *findings) err() error { return errors.Join(f.list...) }
