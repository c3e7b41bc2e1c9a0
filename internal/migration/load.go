package migration

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

// dialects are the names that folders of a directory may have.
var dialects = []string{"sqlite", "postgres", "mysql", "mariadb", "cockroachdb", "yugabytedb", "citus", "tidb", "vitess"}

// Folders are the folders of a directory that are named for a dialect.
func Folders(dir fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("migrate: read the directory of migrations: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && slices.Contains(dialects, e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Folder is where the files for a dialect are: the directory itself, or its folder of that name
// when it has such ones.
func Folder(dir fs.FS, name string) (fs.FS, error) {
	list, err := Folders(dir)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return dir, misplaced(dir)
	}
	if !slices.Contains(list, name) {
		return nil, &FileError{File: name, Line: 0, Reason: "the directory has folders for " + strings.Join(list, ", ") + " and none for this database; make one with its files"}
	}
	loose, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, err
	}
	if len(loose) > 0 {
		return nil, &FileError{File: loose[0], Line: 0, Reason: "it stands beside folders for " + strings.Join(list, ", ") + "; move it into one of them"}
	}
	return fs.Sub(dir, name)
}

// misplaced reports a file system whose files all stand one folder below, as those of go:embed
// migrations/*.sql do: taken as it is, it would be one without migrations.
func misplaced(dir fs.FS) error {
	files, err := sqlFiles(dir)
	if err != nil || len(files) > 0 {
		return err
	}
	below, err := fs.Glob(dir, "*/*.sql")
	if err != nil || len(below) == 0 {
		below, err = fs.Glob(dir, "*/*/*.sql") // of folders for dialects
	}
	if err != nil || len(below) == 0 {
		return err
	}
	folder, _, _ := strings.Cut(below[0], "/")
	return &FileError{File: folder, Reason: fmt.Sprintf("the files stand in it and not at the top; give that folder: fs.Sub(files, %q)", folder)}
}

// Load reads all files of a folder, in order. Everything that is wrong with them is one error.
func Load(dir fs.FS, format Format, d *dialect.Dialect) ([]*File, error) {
	names, err := sqlFiles(dir)
	if err != nil {
		return nil, err
	}
	var problems []error
	byID := map[string]*File{}
	var out []*File
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("migrate: read %s: %w", name, err)
		}
		r := &reader{syntax: d.Syntax, file: name}
		if strings.ContainsRune(string(text), 0) {
			r.problem(0, "there is a NUL in it; save it as text")
		}
		if f := r.read(name, normal(text), format, byID); f != nil {
			byID[f.ID] = f
			out = append(out, f)
		}
		problems = append(problems, r.problems...)
	}
	problems = append(problems, halves(out)...)
	slices.SortStableFunc(out, func(a, b *File) int { return Compare(a.ID, b.ID) })
	problems = append(problems, twins(out)...)
	return out, errors.Join(problems...)
}

// sqlFiles are the names of a folder's files.
func sqlFiles(dir fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("migrate: read the directory of migrations: %w", err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ".sql" && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// read reads one file; nil when it belongs to a migration that is known, or to none.
func (r *reader) read(name, text string, format Format, known map[string]*File) *File {
	id := strings.TrimSuffix(name, ".sql")
	base, down := strings.CutSuffix(id, ".down")
	base, up := strings.CutSuffix(base, ".up")
	if format == GolangMigrate && (up || down) {
		id = base
	}
	if Number(id) == "" {
		r.problem(0, "its name must be a number, _ and a name: 20261129153000_add_email.sql")
		return nil
	}
	f := &File{ID: id, Path: name, Hash: hashOf(text)}
	ours := len(marks(r.syntax, text, nativeMark)) > 0
	switch {
	case format == GolangMigrate && (up || down):
		return r.half(f, known[id], text, down)
	case format == Goose && !ours:
		r.goose(text, f)
	default:
		r.native(text, f)
	}
	return f
}

// half adds one direction of a pair of files.
func (r *reader) half(f, other *File, text string, down bool) *File {
	section := r.golangMigrate(text)
	if other == nil {
		other = f
		f = nil
	} else {
		f = other
	}
	if down {
		other.Down, other.DownPath = &section, r.file
	} else {
		other.Up, other.Path, other.Hash = section, r.file, hashOf(text)
	}
	if f != nil {
		return nil
	}
	return other
}

// halves reports ways back without a way forth.
func halves(list []*File) []error {
	var out []error
	for _, f := range list {
		if f.DownPath != "" && f.Path == f.DownPath {
			out = append(out, &FileError{File: f.DownPath, Line: 0, Reason: "there is no " + f.ID + ".up.sql beside it"})
		}
	}
	return out
}

// twins reports numbers that two files have.
func twins(list []*File) []error {
	var out []error
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1], list[i]; CompareNumbers(Number(a.ID), Number(b.ID)) == 0 {
			out = append(out, &FileError{File: b.Path, Line: 0, Reason: "it has the number of " + a.Path + "; give the later one another"})
		}
	}
	return out
}
