// Package validate holds instances to the rules of their models and to the validate tags of their
// structs (github.com/go-playground/validator).
package validate

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/go-playground/validator/v10"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// tagged says of each type whether it has validate tags: a named cache.
var tagged sync.Map // reflect.Type to bool

// tagValidator runs the validate tags; it caches what it learns of each type and is safe for
// concurrent use. It knows fields by their JSON names as well.
var tagValidator = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		return gotype.ParseJSONTag(f.Tag).Name
	})
	return v
})

// Row checks the given columns of an instance, or all: the model's rules and the struct's validate
// tags.
func Row(m *schema.Model, row unsafe.Pointer, only schema.Mask) error {
	err := m.Validate(row, only)
	if m.Type == nil || !HasTags(m.Type) {
		return err
	}
	failures, broken := validateTags(m, reflect.NewAt(m.Type, row).Interface(), only)
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

// Columns is Row for columns in a list; nil means all.
func Columns(m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) error {
	var only schema.Mask
	if whole, mask := m.Body(); sameList(columns, whole) {
		only = mask
	} else if columns != nil {
		only = schema.NewMask(len(m.Attributes))
		for _, a := range columns {
			only.Set(a.Index)
		}
	}
	return Row(m, row, only)
}

// sameList reports whether two lists are the same memory.
func sameList(a, b []*schema.Attribute) bool {
	return len(a) > 0 && len(a) == len(b) && &a[0] == &b[0]
}

// HasTags reports whether the validator would find something to do: a tag in the struct or in a
// struct inside it.
func HasTags(t reflect.Type) bool {
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

// TagFailure is a failure of a validate tag.
type TagFailure struct {
	schema.Failure
	Attr *schema.Attribute // nil for a Go field that Schema does not mention
	JSON string            // the path by JSON names
}

// validateTags are the failures of the struct's validate tags at the given columns, or at all.
func validateTags(m *schema.Model, row any, only schema.Mask) ([]schema.Failure, error) {
	list, err := FailedTags(m, row)
	var out []schema.Failure
	for _, f := range list {
		if f.Attr == nil || only == nil || only.Has(f.Attr.Index) {
			out = append(out, f.Failure)
		}
	}
	return out, err
}

// FailedTags runs the validate tags of a struct. The validator panics over a tag that it does not
// know; that becomes an error, since the first write must not take the program down.
func FailedTags(m *schema.Model, row any) (out []TagFailure, err error) {
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
		t := TagFailure{schema.Failure{Path: path, Rule: f.Tag(), Param: f.Param(), Value: f.Value()}, a, ""}
		if names := strings.Split(f.Namespace(), "."); len(names) > embedded {
			t.JSON = strings.Join(names[1+embedded:], ".")
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

// Assigned runs the validate tags of the columns that an assignment by name gives values, each by
// itself: a tag that looks at another field is left out, since the rows' own values of that field
// are not at hand.
func Assigned(m *schema.Model, list []*query.Assignment) error {
	if m.Type == nil || !HasTags(m.Type) {
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

// failedPath makes a path of the validator's, such as Book.Stamps.CreatedAt or Book.Meta.Tags[0],
// and finds the attribute at its beginning. The names of embedded structs are no part of it.
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
