package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/go-playground/validator/v10"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
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
	return db.validateRow(model, row, only)
}

// tagged says of each type whether it has validate tags: a named cache.
var tagged sync.Map // reflect.Type to bool

// tagValidator runs the validate tags; it caches what it learns of each type and is safe for concurrent use. It knows fields by
// their JSON names as well.
var tagValidator = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := jsonTag(f.Tag)
		return name
	})
	return v
})

// validateRow checks the given columns of an instance, or all.
func (db *DB) validateRow(m *schema.Model, row unsafe.Pointer, only schema.Mask) error {
	err := m.Validate(row, only)
	if m.Type == nil || !hasTags(m.Type) {
		return err
	}
	failures, broken := validateTags(m, object(m, row), only)
	switch {
	case broken != nil:
		return broken
	case len(failures) == 0:
		return err
	}
	var v *schema.ValidationError
	if errors.As(err, &v) {
		failures = append(v.Failures, failures...)
	} else if err != nil {
		return err
	}
	return &schema.ValidationError{Failures: failures}
}

// hasTags reports whether the validator would find something to do: a tag in the struct or in a struct inside it.
func hasTags(t reflect.Type) bool {
	if known, ok := tagged.Load(t); ok {
		return known.(bool)
	}
	found := findTags(t, map[reflect.Type]bool{})
	tagged.Store(t, found)
	return found
}

func findTags(t reflect.Type, seen map[reflect.Type]bool) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return false
	}
	seen[t] = true
	for f := range t.Fields() {
		if !f.IsExported() && !f.Anonymous {
			continue
		}
		if _, ok := f.Tag.Lookup("validate"); ok || findTags(f.Type, seen) {
			return true
		}
	}
	return false
}

// tagFailure is a failure of a validate tag.
type tagFailure struct {
	schema.Failure
	attr *schema.Attribute // nil for a Go field that Schema does not mention
	json string            // the path by JSON names
}

// validateTags are the failures of the struct's validate tags at the given columns, or at all.
func validateTags(m *schema.Model, row any, only schema.Mask) ([]schema.Failure, error) {
	list, err := failedTags(m, row)
	var out []schema.Failure
	for _, f := range list {
		if f.attr == nil || only == nil || only.Has(f.attr.Index) {
			out = append(out, f.Failure)
		}
	}
	return out, err
}

// failedTags runs the validate tags of a struct. The validator panics over a tag that it does not know; that becomes an error,
// since the first write must not take the program down.
func failedTags(m *schema.Model, row any) (out []tagFailure, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, &schema.DefinitionError{Model: m.Name, Reason: fmt.Sprintf("a validate tag cannot be used: %v; correct the tag", p)}
		}
	}()
	var failed validator.ValidationErrors
	if err := tagValidator().Struct(row); !errors.As(err, &failed) {
		return nil, err
	}
	for _, f := range failed {
		path, a, embedded := failedPath(m, f.StructNamespace())
		t := tagFailure{schema.Failure{Path: path, Rule: f.Tag(), Param: f.Param(), Value: f.Value()}, a, ""}
		if names := strings.Split(f.Namespace(), "."); len(names) > embedded {
			t.json = strings.Join(names[1+embedded:], ".")
		}
		if a != nil {
			t.Attribute = a.Name
		}
		if a == nil || a.Secret || a.Cipher != nil || a.Kind == schema.KindOpaque {
			t.Value = nil // a field that Schema does not mention cannot say that it is secret
		}
		out = append(out, t)
	}
	return out, nil
}

// validateAssigned runs the validate tags of the columns that an assignment by name gives values, each by itself: a tag that
// looks at another field is left out, since the rows' own values of that field are not at hand.
func validateAssigned(m *schema.Model, list []*query.Assignment) error {
	if m.Type == nil || !hasTags(m.Type) {
		return nil
	}
	row, only := reflect.New(m.Type), schema.NewMask(len(m.Attributes))
	for _, a := range list {
		if a.Expr != nil || a.Attr.Type == nil {
			continue
		}
		if err := a.Attr.Set(row.UnsafePointer(), a.Plain); err != nil {
			return err
		}
		only.Set(a.Attr.Index)
	}
	failures, err := validateTags(m, row.Interface(), only)
	if err != nil {
		return err
	}
	failures = slices.DeleteFunc(failures, func(f schema.Failure) bool {
		name, _, _ := strings.Cut(f.Path, ".")
		name, _, _ = strings.Cut(name, "[")
		return m.Attribute(name) == nil || comparing(f.Rule)
	})
	if len(failures) == 0 {
		return nil
	}
	return &schema.ValidationError{Failures: failures}
}

// comparing reports whether a tag of the validator looks at other fields.
func comparing(tag string) bool {
	return strings.HasSuffix(tag, "field") || strings.HasPrefix(tag, "field") || strings.HasPrefix(tag, "required_") ||
		strings.HasPrefix(tag, "excluded_") || strings.HasPrefix(tag, "skip_")
}

// failedPath makes a path of the validator's, such as Book.Stamps.CreatedAt or Book.Meta.Tags[0], and finds the attribute at
// its beginning. The names of embedded structs are no part of it.
// embedded is how many these were.
func failedPath(m *schema.Model, namespace string) (path string, attr *schema.Attribute, embedded int) {
	names := strings.Split(namespace, ".")[1:]
	t := m.Type
	for len(names) > 1 {
		f, ok := t.FieldByName(names[0])
		if !ok || !f.Anonymous || f.Type.Kind() != reflect.Struct {
			break
		}
		t, names = f.Type, names[1:]
		embedded++
	}
	for i, name := range names {
		bare, index, _ := strings.Cut(name, "[")
		if index != "" {
			index = "[" + index
		}
		if names[i] = schema.SnakeCase(bare) + index; i == 0 {
			attr = m.Attribute(schema.SnakeCase(bare))
		}
	}
	return strings.Join(names, "."), attr, embedded
}

// hasKey reports whether an instance has a key.
func hasKey(m *schema.Model, row unsafe.Pointer) bool { return engine.HasKey(m, row) }
