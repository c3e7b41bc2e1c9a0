// Package loaders knows the shape of object graphs: which tables a SELECT joins (Tree), how the objects in its rows come to
// point at each other (Link), and how the rows of follow-up queries are given to their parents (Prefetch, Stitch). It asks no
// database anything: a follow-up query is a function that the caller passes in.
//
// It is the machinery behind package orm, which programs use instead. Its names may change between minor versions.
package loaders
