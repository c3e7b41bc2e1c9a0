package orm

import (
	"errors"

	"github.com/ormar-go/ormar/schema"
)

// invalid is the ValidationError of a value that does not convert; the instance of a relation that is not saved keeps its own.
func invalid(a *schema.Attribute, value any, err error) error {
	if errors.Is(err, ErrNotPersisted) {
		return err
	}
	if a.Secret || a.Cipher != nil || a.Kind == schema.KindOpaque {
		value = nil
	}
	var wrong *schema.ValueError
	if errors.As(err, &wrong) {
		f := wrong.Failure()
		f.Path, f.Attribute = a.Name, a.Name
		return &schema.ValidationError{Failures: []schema.Failure{f}}
	}
	return &schema.ValidationError{Failures: []schema.Failure{{Path: a.Name, Rule: "type", Param: err.Error(), Value: value}}}
}
