package sqlite

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// Fault is what SQLite said of a statement.
type Fault struct {
	Code int    // the extended result code, or the primary one where there is no other
	Text string // sqlite3_errmsg, as it is
}

func (f Fault) primary() int { return f.Code & 0xff }

// The result codes of SQLite, https://www.sqlite.org/rescode.html, that mean something to package orm.
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeCantOpen   = 14
	codeTooBig     = 18
	codeConstraint = 19
	codeMismatch   = 20
	codeNotADB     = 26

	codeBusySnapshot = codeBusy | 2<<8

	codeCheck      = codeConstraint | 1<<8
	codeForeignKey = codeConstraint | 3<<8
	codeNotNull    = codeConstraint | 5<<8
	codePrimaryKey = codeConstraint | 6<<8
	codeTrigger    = codeConstraint | 7<<8
	codeUnique     = codeConstraint | 8<<8
	codeRowID      = codeConstraint | 10<<8
	codeDatatype   = codeConstraint | 12<<8 // a value that a STRICT table refuses
)

// errTooBig is SQLITE_TOOBIG.
var errTooBig = fmt.Errorf("%w: a value above the limit of SQLite", orm.ErrValidation)

// fromServer recognises what the database itself said.
func (b Binding) fromServer(err error) bool {
	_, ok := b.Fault(err)
	return ok
}

// code is the extended result code.
func (b Binding) code(err error) string {
	f, ok := b.Fault(err)
	if !ok {
		return ""
	}
	return strconv.Itoa(f.Code)
}

// computed recognises a number that could not be computed, by the code that the SQL of this module raises on purpose.
func (b Binding) computed(err error) bool {
	f, ok := b.Fault(err)
	return ok && f.primary() == codeTooBig
}

// Classify finds the meaning of a driver's error by its code. The names in a constraint error are read from its text,
// since SQLite has no other place for them: "table.column, table.column", or the name of a CHECK.
//
//lint:ignore ST1008 the error is an answer here, not a failure
func (b Binding) Classify(err error) (kind error, constraint, table string) {
	f, ok := b.Fault(err)
	if !ok {
		return nil, "", ""
	}
	if f.Code == codeBusySnapshot {
		return orm.ErrSerialization, "", ""
	}
	switch f.primary() {
	case codeConstraint:
		return f.constraint()
	case codeBusy, codeLocked:
		return orm.ErrLockTimeout, "", ""
	case codeReadOnly:
		return orm.ErrReadOnly, "", ""
	case codeTooBig:
		return errTooBig, "", ""
	case codeMismatch:
		return orm.ErrValidation, "", ""
	case codeCantOpen, codeNotADB:
		return orm.ErrConnect, "", ""
	}
	return nil, "", ""
}

//lint:ignore ST1008 the error is an answer here, not a failure
func (f Fault) constraint() (kind error, constraint, table string) {
	switch f.Code {
	case codeUnique, codePrimaryKey, codeRowID:
		constraint, table = f.columns()
		return orm.ErrUnique, constraint, table
	case codeNotNull:
		constraint, table = f.columns()
		return orm.ErrNotNull, constraint, table
	case codeForeignKey:
		return orm.ErrForeignKey, "", ""
	case codeTrigger:
		// ON DELETE RESTRICT is a trigger inside SQLite; only the message tells it from a RAISE of the user's.
		if f.Text == "FOREIGN KEY constraint failed" {
			return orm.ErrForeignKey, "", ""
		}
	case codeCheck:
		return orm.ErrCheck, f.detail(), ""
	case codeDatatype:
		return orm.ErrValidation, "", ""
	}
	return nil, "", ""
}

// columns reads "table.a, table.b", or the name of an index on expressions, which has no table.
func (f Fault) columns() (columns, table string) {
	columns = f.detail()
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
func (f Fault) detail() string {
	_, names, _ := strings.Cut(f.Text, ": ")
	return names
}
