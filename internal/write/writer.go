// Package write writes instances: rows alone, in bulk, with what their relations hold, and the rows
// of relations. Every write goes one way, which job.go shows. Rows are pointers to structs that
// package orm knows the type of.
package write

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Writer writes the instances of one database. It is safe for concurrent use.
type Writer struct {
	Engine *engine.DB
	Hooks  *hooks.Set
	// Taken makes the error of an instance that cannot be inserted since its row is there: a type
	// of package orm.
	Taken func(m *schema.Model) error
	// Referred makes the error of a row that cannot be deleted since rows refer to it over a side: a
	// type of package orm.
	Referred func(s *schema.Side) error
}

// object is an instance as its pointer type.
func object(m *schema.Model, row unsafe.Pointer) any { return reflect.NewAt(m.Type, row).Interface() }

// Persisted refuses an instance without a key, or with another than its row has.
func Persisted(m *schema.Model, row unsafe.Pointer) error {
	if engine.HasKey(m, row) {
		return m.Kept(row)
	}
	if err := writable(m); err != nil {
		return err
	}
	return fmt.Errorf("%w: the instance of %s has no key", schema.ErrNotPersisted, m.Name)
}

// copyOf is a copy of an instance.
func copyOf(m *schema.Model, row unsafe.Pointer) unsafe.Pointer {
	c := reflect.New(m.Type)
	c.Elem().Set(reflect.NewAt(m.Type, row).Elem())
	return c.UnsafePointer()
}
