package validate

import (
	"errors"

	"github.com/ormar-go/ormar/schema"
)

// Value is a value for a field, validated: as an instance holds it, and as it is stored.
func Value(a *schema.Attribute, value any) (plain, stored any, err error) {
	plain, err = a.Convert(value)
	if err != nil {
		return nil, nil, invalid(a, value, err)
	}
	stored, err = Storable(a, plain)
	return plain, stored, err
}

// Storable validates a canonical value and seals it where the field is encrypted.
func Storable(a *schema.Attribute, plain any) (any, error) {
	if failures := a.Check(plain); len(failures) > 0 {
		return nil, &schema.ValidationError{Failures: failures}
	}
	if plain != nil && a.Cipher != nil {
		return a.Seal(plain)
	}
	return plain, nil
}

// invalid is the ValidationError of a value that does not convert; the instance of a relation that
// is not saved keeps its own.
func invalid(a *schema.Attribute, value any, err error) error {
	if errors.Is(err, schema.ErrNotPersisted) {
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
