package migration

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

// Draft is a migration that is to be written.
type Draft struct {
	ID       string
	Comment  string // above the sections; may have lines
	Up, Down Part
}

// Part is one direction of a draft.
type Part struct {
	NoTransaction, ForeignKeysOff bool
	Lines                         []Line
}

// Line is a statement of a draft, without its semicolon, with a comment above it; either may be
// empty. What a person has to fill is said in a comment with [Fill] in it: the section does not run
// before the comment is gone.
type Line struct{ Comment, SQL string }

// Text is the file of a draft.
func (d Draft) Text() string {
	var b strings.Builder
	comment(&b, d.Comment)
	d.Up.write(&b, "up")
	b.WriteString("\n")
	d.Down.write(&b, "down")
	return b.String()
}

func (p Part) write(b *strings.Builder, word string) {
	b.WriteString("-- migrate:" + word)
	if p.NoTransaction {
		b.WriteString(" " + transactionOff)
	}
	if p.ForeignKeysOff {
		b.WriteString(" " + foreignKeysOff)
	}
	b.WriteString("\n")
	for _, l := range p.Lines {
		comment(b, l.Comment)
		if l.SQL != "" {
			b.WriteString(strings.TrimRight(strings.TrimSpace(l.SQL), ";") + ";\n")
		}
	}
}

func comment(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight("-- "+line, " ") + "\n")
	}
}

// Write writes the file of a draft into a folder and the folder's sums anew, and gives the file's
// name with the folder. What is written is read again first: statements that would be read
// otherwise are an error, and no file. A file that exists is one too.
func Write(folder string, d Draft, x *dialect.Dialect) (string, error) {
	text, name := d.Text(), d.ID+".sql"
	r := &reader{syntax: x.Syntax, file: name}
	f := &File{ID: d.ID}
	r.native(normal([]byte(text)), f)
	if err := errors.Join(r.problems...); err != nil {
		return "", err
	}
	if err := errors.Join(d.Up.same(name, &f.Up), d.Down.same(name, f.Down)); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("migrate: make the directory of migrations: %w", err)
	}
	at := filepath.Join(folder, name)
	out, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", fmt.Errorf("migrate: write %s: %w", at, err)
	}
	_, err = out.WriteString(text)
	if err = errors.Join(err, out.Close()); err != nil {
		return "", fmt.Errorf("migrate: write %s: %w", at, err)
	}
	return at, WriteSum(folder)
}

// same reports a statement that is read as another, or as several.
func (p Part) same(file string, s *Section) error {
	i := 0
	for _, l := range p.Lines {
		want := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(l.SQL), ";"))
		if want == "" {
			continue
		}
		if i >= len(s.Statements) || s.Statements[i].Text != want {
			return &FileError{File: file, Line: 0, Reason: fmt.Sprintf("statement %d would be read as another; write it into the file by hand: %s", i+1, want)}
		}
		i++
	}
	if i != len(s.Statements) {
		return &FileError{File: file, Line: s.Statements[i].Line, Reason: "a comment would be read as a statement"}
	}
	return nil
}
