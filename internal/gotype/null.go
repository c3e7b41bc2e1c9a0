package gotype

import (
	"database/sql"
	"reflect"
	"strings"
)

// IsSQLNull reports whether a type is a sql.Null[T].
func IsSQLNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == reflect.TypeFor[sql.NullInt64]().PkgPath() &&
		strings.HasPrefix(t.Name(), "Null[")
}

// Bare takes a pointer or a sql.Null off a type.
func Bare(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.Pointer:
		return t.Elem()
	case IsSQLNull(t):
		return t.Field(0).Type
	}
	return t
}
