// Package writes tries the writes of package orm where they can go wrong after the statement: on tables that ormar did not
// make, which make no key or values that a field does not hold, and at random against a reference in memory.
package writes
