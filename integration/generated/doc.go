// Package generated writes at random through models whose columns and options are drawn at random too, and compares what is stored, and
// what the instances say, with a reference that knows the rules and no SQL.
package generated
