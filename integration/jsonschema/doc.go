// Package jsonschema holds the schemas of orm.JSONSchema against an independent validator, and against what orm.Decode takes. It is a
// module of its own, since nothing else needs that validator. There are only tests.
package jsonschema
