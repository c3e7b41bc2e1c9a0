package suite

import (
	"regexp"
	"testing"
)

var nameForm = regexp.MustCompile(`^[a-z0-9]+/[^/]+$`)

// Skips and -run go by name, so a name is there, has its area, and is given once.
func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if !nameForm.MatchString(c.Name) {
			t.Errorf("%q is no area, a slash and a sentence without one", c.Name)
		}
		if seen[c.Name] {
			t.Errorf("%q is there twice", c.Name)
		}
		seen[c.Name] = true
		if c.Models == nil || c.Run == nil {
			t.Errorf("%q has no models or nothing to run", c.Name)
		}
	}
}
