//go:build cgo

package faults

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

func isSQLite(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e)
}
