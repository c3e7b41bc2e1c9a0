// Package functions asks every function of expressions for every value of a table, on every database, and compares with what a loop in
// Go gives.
package functions
