// Package limits asks for as much as each database takes, for one less and for one more: the answer is right, or the error is a typed
// one that came before any SQL.
package limits
