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
	if a.Secret || a.Cipher != nil {
		value = nil
	}
	return &schema.ValidationError{Failures: []schema.Failure{{Path: a.Name, Rule: "type", Param: err.Error(), Value: value}}}
}
