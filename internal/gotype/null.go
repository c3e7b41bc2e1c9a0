// Package gotype knows what several packages ask about the types of struct fields: what is behind a
// pointer or a sql.Null, which fields lie in a struct, and what a json tag says.
package gotype

import (
	"database/sql"
	"reflect"
	"strings"
)

var nullPackage = reflect.TypeFor[sql.Null[int]]().PkgPath()

// IsNull reports whether t is a sql.Null[T].
func IsNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == nullPackage && strings.HasPrefix(t.Name(), "Null[")
}

// Nullable reports whether a field of the type can tell NULL from a value by its own form: a
// pointer, a sql.Null.
func Nullable(t reflect.Type) bool { return t.Kind() == reflect.Pointer || IsNull(t) }

// Plain takes a pointer or a sql.Null off a type, one of them and once.
func Plain(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.Pointer:
		return t.Elem()
	case IsNull(t):
		return t.Field(0).Type
	}
	return t
}

// PlainValue takes a pointer or a sql.Null off a value, and reports whether it is NULL.
func PlainValue(v reflect.Value) (plain reflect.Value, null bool) {
	switch {
	case v.Kind() == reflect.Pointer:
		return v.Elem(), v.IsNil()
	case IsNull(v.Type()):
		return v.Field(0), !v.Field(1).Bool()
	}
	return v, false
}
