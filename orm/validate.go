package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// Validate checks an instance as a write would: the model's rules, and the struct's validate tags
// (github.com/go-playground/validator). Of an instance that was read in part, only what was read is checked. The error is a
// *schema.ValidationError with every failure; a tag that the validator does not know is a *schema.DefinitionError.
func Validate[T any, P PtrTo[T]](db *DB, m P) error {
	row := unsafe.Pointer((*T)(m))
	model, err := db.instance(reflect.TypeFor[T](), row)
	if err != nil {
		return err
	}
	var only schema.Mask
	if model.HasState {
		if s := model.State(row).State; s != nil {
			only = s.Loaded
		}
	}
	return validate.Row(model, row, only)
}

// hasKey reports whether an instance has a key.
func hasKey(m *schema.Model, row unsafe.Pointer) bool { return engine.HasKey(m, row) }
