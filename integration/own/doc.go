// Package own tests SQL of the caller's own on every database: Exec, RawInto, RawEach, Conn, and arguments that are bound as columns
// store them.
package own
