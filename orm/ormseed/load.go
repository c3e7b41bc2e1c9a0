// Package ormseed writes rows that a program needs before it can run, from JSON and YAML files: parents first, each row found again by
// its natural key, so that a file may be loaded at every start.
package ormseed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/ormar-go/ormar/orm"
)

// Report is what Load has done.
type Report struct{ Inserted, Updated, Unchanged int }

// ErrSeed is a file that cannot be read as seeds, or a row in one that does not fit its table.
var ErrSeed = errors.New("ormseed: bad seed")

// Error is what is wrong with a file or a row; it is an ErrSeed when nothing was sent for it, and
// else has the database's error in its chain.
type Error struct {
	File  string
	Line  int    // of the row; 0: the whole file
	Table string // empty: the whole file
	Err   error
}

// Error names file, line and table.
func (e *Error) Error() string {
	text := "ormseed: " + e.File
	if e.Line > 0 {
		text += fmt.Sprintf(":%d", e.Line)
	}
	if e.Table != "" {
		text += ": " + e.Table
	}
	return text + ": " + e.Err.Error()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Load writes the rows of JSON and YAML files, each found by its natural key, parents first; a
// second run changes nothing.
//
// A file is an object of lists: {"authors": [{"name": "Lem"}]}. Its names are tables; the names in
// a row are those of JSON or of attributes. The natural key of a row is the first unique set of its
// model of which the row gives every column, else its primary key. A row that is not there is
// inserted, with defaults; of one that is there the columns are updated that the seed gives and
// that differ. A relation is the key of its parent, or an object of the parent's natural key:
// {"author": {"name": "Lem"}}. Parents are written before their children, whichever file they are
// in.
//
// Rows go the way of all writes: they are validated, encrypted, and seen by hooks. All is done in
// one transaction, a savepoint in the one that ctx carries, and an error undoes it. A hashed value
// that cannot be compared is left as it is in a row that is there.
//
// patterns are those of fs.Glob; one without a file is an error, as are unknown tables and names.
// Errors are an *Error with file and line. It costs one statement for each row and each parent that
// is named, and one more for each row that is written.
func Load(ctx context.Context, db *orm.DB, files fs.FS, patterns ...string) (Report, error) {
	if db == nil || files == nil {
		return Report{}, fmt.Errorf("%w: Load needs a database and a file system", ErrSeed)
	}
	rows, err := read(files, patterns)
	if err != nil {
		return Report{}, err
	}
	l := &loader{db: db, tables: map[string]orm.Untyped{}}
	for _, r := range rows {
		if err := l.prepare(r); err != nil {
			return Report{}, r.wrong(err)
		}
	}
	rows = l.sorted(rows)
	err = db.Transaction(ctx, func(ctx context.Context) error {
		l.report, l.parents = Report{}, map[string]bool{}
		return l.write(ctx, rows)
	})
	if err != nil {
		return Report{}, err
	}
	return l.report, nil
}
