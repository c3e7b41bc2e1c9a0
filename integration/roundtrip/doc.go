// Package roundtrip proves that a value which goes into a database comes out of it unchanged, or does not go in: every type of
// field, as a plain value, a pointer, a sql.Null and encrypted, on every database, with the values at the limits and as many
// random ones as ORMAR_ROUNDTRIP says (a number of rows per model; the default keeps the run short).
package roundtrip
