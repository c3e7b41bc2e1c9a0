// Package schema is the model language: what a Go struct says about its table.
//
// A model is a plain struct with one method, Schema, which names its columns by pointers to its own fields. NewRegistry
// checks any number of models at once and gives back an immutable Registry in which every relation is resolved from both
// sides. The package imports the standard library only and knows nothing of queries or databases.
//
// The first half of the package is for those who write models: Table, the field constructors, their options, the
// constraints. The second half, from Model down, is what the other packages of this module read: resolved models,
// attributes, relation sides and paths. It is exported because they need it; programs rarely do.
package schema
