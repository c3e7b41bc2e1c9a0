package migration

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SumFile has the sums of a folder's files.
const SumFile = "ormar.sum"

// SumError is a file that is not what its folder's sums say.
type SumError struct {
	File string
	Is   string // "changed", "missing" or "new"
}

// Error names the file and says what to do.
func (e *SumError) Error() string {
	return "migrate: the files are not those of " + SumFile + ": " + e.File + " is " + e.Is + "; if it was meant, write the sums anew: ormar migrate sum"
}

// sums are lines of name and sum, in the order of the migrations. Each sum is of the one before,
// the name, and the bytes of the file with line feeds alone between lines.
func sums(dir fs.FS) (string, error) {
	names, err := sqlFiles(dir)
	if err != nil {
		return "", err
	}
	slices.SortFunc(names, func(a, b string) int {
		return Compare(strings.TrimSuffix(a, ".sql"), strings.TrimSuffix(b, ".sql"))
	})
	var out strings.Builder
	before := ""
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return "", fmt.Errorf("migrate: read %s: %w", name, err)
		}
		h := sha256.New()
		for _, part := range []string{before, name, normal(text)} {
			fmt.Fprintf(h, "%d:%s", len(part), part)
		}
		before = hex.EncodeToString(h.Sum(nil))
		fmt.Fprintf(&out, "%s %s\n", name, before)
	}
	return out.String(), nil
}

// WriteSum writes ormar.sum of a directory anew, or of each of its folders for a dialect.
func WriteSum(dir string) error {
	folders, err := Folders(os.DirFS(dir))
	if err != nil {
		return err
	}
	at := []string{dir}
	if len(folders) > 0 {
		at = at[:0]
		for _, f := range folders {
			at = append(at, filepath.Join(dir, f))
		}
	}
	for _, folder := range at {
		text, err := sums(os.DirFS(folder))
		if err != nil {
			return err
		}
		if err := replace(filepath.Join(folder, SumFile), text); err != nil {
			return err
		}
	}
	return nil
}

// replace writes a file in one step, so that no reader sees a part of it.
func replace(name, text string) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("migrate: write %s: %w", name, err)
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("migrate: write %s: %w", name, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// CheckSum compares the files of a folder with its ormar.sum; a folder without one is as it should
// be. Each file that is another, new or gone is told. Since a sum is of all files before it too, a
// change is told at the first file alone.
func CheckSum(dir fs.FS) error {
	text, err := fs.ReadFile(dir, SumFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("migrate: read %s: %w", SumFile, err)
	}
	is, err := sums(dir)
	if err != nil {
		return err
	}
	have, want := strings.Split(is, "\n"), strings.Split(strings.TrimRight(normal(text), "\n")+"\n", "\n")
	for i := range max(len(have), len(want)) {
		var h, w string
		if i < len(have) {
			h, _, _ = strings.Cut(have[i], " ")
		}
		if i < len(want) {
			w, _, _ = strings.Cut(want[i], " ")
		}
		switch {
		case i < len(have) && i < len(want) && have[i] == want[i]:
			continue
		case h == w:
			return &SumError{File: h, Is: "changed"}
		case h == "" || w != "" && slices.IndexFunc(have, func(l string) bool { return strings.HasPrefix(l, w+" ") }) < 0:
			return &SumError{File: w, Is: "missing"}
		}
		return &SumError{File: h, Is: "new"}
	}
	return nil
}
