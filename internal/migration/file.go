// Package migration is the files of versioned migrations: their names and order, what stands in
// them, the statements that a text falls into, and the sums that tell whether a file was changed.
// It opens no database.
package migration

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Format is how the files of a directory are written.
type Format string

// The formats.
const (
	Native        Format = "native"
	Goose         Format = "goose"
	GolangMigrate Format = "golang-migrate"
)

// ErrFile is a file that cannot be read as a migration.
var ErrFile = errors.New("migrate: bad migration file")

// FileError is what is wrong at a line of a file; it is an ErrFile.
type FileError struct {
	File   string
	Line   int // 0: the whole file
	Reason string
}

// Error names file, line and reason.
func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("migrate: %s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("migrate: %s:%d: %s", e.File, e.Line, e.Reason)
}

// Is makes every FileError an ErrFile.
func (e *FileError) Is(target error) bool { return target == ErrFile }

// File is one migration.
type File struct {
	ID   string // the file's name without .sql
	Path string // below the directory
	// DownPath is the file of the way back where that is another one; else empty.
	DownPath string
	Hash     string // of the bytes, with line feeds alone between lines
	Up       Section
	Down     *Section // nil: there is no way back
}

// Section is one direction of a migration.
type Section struct {
	Line       int // of its mark
	Statements []Statement
	// Transaction: all statements are to run in one, where the database can roll definitions back.
	Transaction bool
	// ForeignKeysOff: SQLite is not to look at foreign keys before the end.
	ForeignKeysOff bool
	// Unfilled are the lines that a person has to fill before the section may run.
	Unfilled []int
}

// Statement is one thing to send, without the semicolon behind it.
type Statement struct {
	Text string
	Line int
}

// Options of a section, behind its mark.
const (
	transactionOff = "transaction:false"
	foreignKeysOff = "foreign_keys:off"
)

// Fill stands in a comment at a line that a person has to fill: no section with such a comment is
// run.
const Fill = "migrate:fill"

// normal is a text with line feeds alone between lines and without a byte order mark.
func normal(text []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
}

// hashOf is the sum of texts, each with its length in front.
func hashOf(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s", len(t), t)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Partial is the sum of the first n statements of a section, by which a resumed run knows them
// again.
func (s *Section) Partial(n int) string {
	texts := make([]string, 0, n)
	for _, st := range s.Statements[:min(n, len(s.Statements))] {
		texts = append(texts, st.Text)
	}
	return hashOf(texts...)
}
