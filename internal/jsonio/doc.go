// Package jsonio carries rows of models in and out of JSON without type parameters: a request's
// body into a row (Decode), a row into a map (Dump), a row and the relations in it into JSON and
// back (Marshaler, WriteOne, ReadOne, WriteMany, ReadMany), and a model into the JSON Schema that
// describes all of it (Schema).
//
// Names, tags and embedding are those of encoding/json; layout.go holds what it thinks of a model's
// struct.
package jsonio
