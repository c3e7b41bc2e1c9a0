package migrate

import (
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/internal/migration"
)

// What versioned migrations can say. Test with errors.Is: the error itself names file, table or
// version, and says what to do.
var (
	// ErrArgument is an argument or option of a call that does not fit. Nothing was sent or written.
	ErrArgument = errors.New("migrate: an argument does not fit")
	// ErrNothingToDo is Make without a difference.
	ErrNothingToDo = errors.New("migrate: nothing to do")
	// ErrChanged is a file that was applied, or summed up in ormar.sum, and is another now.
	ErrChanged = errors.New("migrate: an applied file was changed")
	// ErrMissing is a file that was applied, or summed up in ormar.sum, and is gone.
	ErrMissing = errors.New("migrate: an applied file is missing")
	// ErrOutOfOrder is a pending file that is older than an applied one: somebody else's branch
	// came first. OutOfOrder applies it.
	ErrOutOfOrder = errors.New("migrate: a pending file is older than an applied one")
	// ErrLoss is a change that would lose rows or values. AllowLoss says that it is meant.
	ErrLoss = errors.New("migrate: data would be lost")
	// ErrAmbiguous is a difference that may be a rename. Rename says that it is one.
	ErrAmbiguous = errors.New("migrate: a rename, or a drop and an add?")
	// ErrDrift is a database that is not in the state that was recorded.
	ErrDrift = errors.New("migrate: the database is not in the recorded state")
	// ErrLocked is a wait for another process that migrates the database which the caller's context
	// has ended.
	ErrLocked = errors.New("migrate: another process migrates this database")
	// ErrUnfinished is a migration of which some statements are done: Up or Down goes on with it.
	ErrUnfinished = errors.New("migrate: a migration is unfinished")
	// ErrUnclear is a statement that was under way when its process was killed, and that may have
	// been done or not. A person looks, and says so with Repair.
	ErrUnclear = errors.New("migrate: a statement may have been done")
	// ErrFile is a file that cannot be read as a migration, or that still has lines for a person to
	// fill.
	ErrFile = migration.ErrFile
)

// AmbiguousError is an ErrAmbiguous with all that a program needs to ask.
type AmbiguousError struct {
	Questions []Question
	text      string
}

// Question is a table, or a column as table.column, that goes while others come of which each may
// be the same. Rename(From, candidate) says that it is, Rename(From, "") that none is.
type Question struct {
	From       string
	Candidates []string
}

// Error asks all questions, and says how each is answered.
func (e *AmbiguousError) Error() string { return e.text }

// Is makes it an ErrAmbiguous.
func (e *AmbiguousError) Is(target error) bool { return target == ErrAmbiguous }

// FileError is what is wrong at a line of a file, an ErrFile, or the error of the statement that
// stands there.
type FileError struct {
	File   string
	Line   int    // 0: the whole file
	Reason string // empty where Err says it
	Err    error  // of the statement, when it was sent
}

// Error names file, line and reason.
func (e *FileError) Error() string {
	text := "migrate: " + e.File
	if e.Line > 0 {
		text += fmt.Sprintf(":%d", e.Line)
	}
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Is makes every FileError without a cause an ErrFile.
func (e *FileError) Is(target error) bool { return target == ErrFile && e.Err == nil }

// Unwrap is the statement's error.
func (e *FileError) Unwrap() error { return e.Err }

// told makes the errors of this package of those of reading files.
func told(err error) error {
	if err == nil || errors.Is(err, ErrNothingToDo) || errors.Is(err, ErrAmbiguous) {
		return err
	}
	var one *migration.FileError
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		all := list.Unwrap()
		out := make([]error, len(all))
		for i, e := range all {
			out[i] = told(e)
		}
		return errors.Join(out...)
	}
	if errors.As(err, &one) {
		return &FileError{File: one.File, Line: one.Line, Reason: one.Reason}
	}
	return err
}

// Finding is a risk of a change, by code: "MIG101 drops a column".
type Finding struct {
	Code    string // MIG and a number
	Object  string // table, or table.column, or index
	Message string // one sentence: what happens
	Advice  string // what to do instead
	File    string // empty where there is none yet
	Line    int
}

// String is code, place and message in one line.
func (f Finding) String() string {
	text := f.Code
	if f.Object != "" {
		text += " " + f.Object
	}
	return text + ": " + f.Message
}
