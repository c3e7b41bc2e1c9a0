package sqlite

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/orm"
)

// datatype is SQLITE_CONSTRAINT_DATATYPE, a value that a STRICT table refuses; the driver has no name for it.
const datatype sqlite3.ErrNoExtended = 19 | 12<<8

// errTooBig is SQLITE_TOOBIG.
var errTooBig = fmt.Errorf("%w: a value above the limit of SQLite", orm.ErrValidation)

// fromServer recognises what the database itself said.
func fromServer(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e)
}

// code is the extended result code.
func code(err error) string {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return ""
	}
	if e.ExtendedCode == 0 {
		return strconv.Itoa(int(e.Code))
	}
	return strconv.Itoa(int(e.ExtendedCode))
}

// computed recognises a number that could not be computed, by the code that the SQL of this module raises on purpose.
func computed(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == sqlite3.ErrTooBig
}

// classify finds the meaning of a driver's error by its code. The names in a constraint error are read from its text,
// since SQLite has no other place for them: "table.column, table.column", or the name of a CHECK.
//
//lint:ignore ST1008 the error is an answer here, not a failure
func classify(err error) (kind error, constraint, table string) {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return nil, "", ""
	}
	if e.Code == sqlite3.ErrConstraint {
		return classifyConstraint(e)
	}
	switch {
	case e.ExtendedCode == sqlite3.ErrBusySnapshot:
		return orm.ErrSerialization, "", ""
	case e.Code == sqlite3.ErrBusy, e.Code == sqlite3.ErrLocked:
		return orm.ErrLockTimeout, "", ""
	case e.Code == sqlite3.ErrReadonly:
		return orm.ErrReadOnly, "", ""
	case e.Code == sqlite3.ErrTooBig:
		return errTooBig, "", ""
	case e.Code == sqlite3.ErrMismatch:
		return orm.ErrValidation, "", ""
	case e.Code == sqlite3.ErrCantOpen, e.Code == sqlite3.ErrNotADB:
		return orm.ErrConnect, "", ""
	}
	return nil, "", ""
}

//lint:ignore ST1008 the error is an answer here, not a failure
func classifyConstraint(e sqlite3.Error) (kind error, constraint, table string) {
	switch e.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey, sqlite3.ErrConstraintRowID:
		constraint, table = columnsOf(e)
		return orm.ErrUnique, constraint, table
	case sqlite3.ErrConstraintNotNull:
		constraint, table = columnsOf(e)
		return orm.ErrNotNull, constraint, table
	case sqlite3.ErrConstraintForeignKey:
		return orm.ErrForeignKey, "", ""
	case sqlite3.ErrConstraintTrigger:
		// ON DELETE RESTRICT is a trigger inside SQLite; only the message tells it from a RAISE of the user's.
		if e.Error() == "FOREIGN KEY constraint failed" {
			return orm.ErrForeignKey, "", ""
		}
	case sqlite3.ErrConstraintCheck:
		return orm.ErrCheck, detail(e), ""
	case datatype:
		return orm.ErrValidation, "", ""
	}
	return nil, "", ""
}

// columnsOf reads "table.a, table.b", or the name of an index on expressions, which has no table.
func columnsOf(e sqlite3.Error) (columns, table string) {
	columns = detail(e)
	if name, ok := strings.CutPrefix(columns, "index '"); ok {
		return strings.TrimSuffix(name, "'"), ""
	}
	first, _, _ := strings.Cut(columns, ", ")
	if point := strings.LastIndexByte(first, '.'); point >= 0 {
		table = first[:point]
	}
	return columns, table
}

// detail is what stands behind "… constraint failed: ".
func detail(e sqlite3.Error) string {
	_, names, _ := strings.Cut(e.Error(), ": ")
	return names
}
