package spelling

import (
	"errors"
	"strings"
	"testing"
)

// A text of a driver's becomes a line that a terminal can show, and the error stays what it is.
func TestLine(t *testing.T) {
	for given, want := range map[string]string{
		"plain": "plain", "two\n\tlines": "two lines", "\x1b[2J": `\x1b[2J`, "a\u202eb": `a\u202eb`, "\xff": "\ufffd", "": "", "it's": "it's", "'": "'",
		strings.Repeat("é", 500): strings.Repeat("é", 300) + "…",
	} {
		cause := errors.New(given)
		if got := Line(cause); got.Error() != want || !errors.Is(got, cause) {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	if Line(nil) != nil {
		t.Error("no error has become one")
	}
}
