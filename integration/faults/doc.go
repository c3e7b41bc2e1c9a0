// Package faults holds tests of what happens when a database says no, says nothing, or is gone: the same typed error for the
// same condition on every database, and what a program may believe of a write whose reply it never got.
package faults
