package migration

import (
	"cmp"
	"io/fs"
	"regexp"
	"strings"
	"time"
)

// stamp is the form of the numbers of new migrations, in UTC.
const stamp = "20060102150405"

var (
	identity = regexp.MustCompile(`^([0-9]+)_(.+)$`)
	unnamed  = regexp.MustCompile(`[^\pL\pN]+`)
)

// Number is the number that an ID begins with; empty when there is none.
func Number(id string) string {
	parts := identity.FindStringSubmatch(id)
	if parts == nil {
		return ""
	}
	return parts[1]
}

// Name is what stands behind the number of an ID.
func Name(id string) string {
	parts := identity.FindStringSubmatch(id)
	if parts == nil {
		return id
	}
	return parts[2]
}

// Compare orders IDs by their numbers, whatever their lengths, and then by name.
func Compare(a, b string) int {
	if c := CompareNumbers(Number(a), Number(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

// CompareNumbers orders decimal numbers of any length.
func CompareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return cmp.Compare(len(a), len(b))
	}
	return cmp.Compare(a, b)
}

// NewID is the ID of a new migration: the time, or the next second that no file of the directory or
// of a folder in it has, and the name with words joined by _.
func NewID(fsys fs.FS, name string, now time.Time) string {
	taken := map[string]bool{}
	_ = fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			taken[Number(d.Name())] = true
		}
		return nil // what cannot be listed takes no number
	})
	name = strings.Trim(unnamed.ReplaceAllString(strings.ToLower(name), "_"), "_")
	if name == "" {
		name = "change"
	}
	for now = now.UTC(); ; now = now.Add(time.Second) {
		if number := now.Format(stamp); !taken[number] {
			return number + "_" + name
		}
	}
}
