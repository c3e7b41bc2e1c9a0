//go:build !cgo

package faults

import "errors"

// isSQLite knows the error of modernc.org/sqlite, which is no requirement of this module, by its method.
func isSQLite(err error) bool {
	var e interface{ Code() int }
	return errors.As(err, &e)
}
