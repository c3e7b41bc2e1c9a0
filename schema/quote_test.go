package schema

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestQuoteShowsWhatCanBeShown(t *testing.T) {
	for _, c := range []struct{ text, quoted, printable string }{
		{"", `""`, ""},
		{"title", `"title"`, "title"},
		{`a"b\c`, `"a\"b\\c"`, `a"b\c`},
		{"é日😀", `"é日😀"`, "é日😀"},
		{"\x1b[2J\r\n\x00\x7f", `"\x1b[2J\r\n\x00\x7f"`, `\x1b[2J\r\n\x00\x7f`},
		{"a\u202eb\u2066\u200b\u2028", `"a\u202eb\u2066\u200b\u2028"`, `a\u202eb\u2066\u200b\u2028`},
		{"\xff\x80é", `"\xff\x80é"`, `\xff\x80é`},
		{"\ufffd", `"�"`, "�"},
		{strings.Repeat("x", 100), `"` + strings.Repeat("x", 100) + `"`, strings.Repeat("x", 100)},
		{strings.Repeat("x", 101), `"` + strings.Repeat("x", 100) + `…"`, strings.Repeat("x", 100) + "…"},
		{strings.Repeat("é", 51), `"` + strings.Repeat("é", 50) + `…"`, strings.Repeat("é", 50) + "…"},
		{"x" + strings.Repeat("é", 50), `"x` + strings.Repeat("é", 49) + `…"`, "x" + strings.Repeat("é", 49) + "…"},
		{strings.Repeat("\u202e", 1<<20), `"` + strings.Repeat(`\u202e`, 16) + `…"`, strings.Repeat(`\u202e`, 16) + "…"},
	} {
		if got := Quote(c.text); got != c.quoted {
			t.Errorf("Quote(%.40q) = %s, want %s", c.text, got, c.quoted)
		}
		if got := Printable(c.text); got != c.printable {
			t.Errorf("Printable(%.40q) = %s, want %s", c.text, got, c.printable)
		}
	}
}

func TestQuotingChangesQOnly(t *testing.T) {
	long := strings.Repeat("x", 200)
	args := []any{long, long, 7, "%q", []string{"a"}, long}
	format := "100%% %s %q %-3d %v %q %T %q"
	Quoting(format, args)
	want := "100% " + long + " " + Quote(long) + ` 7   %q ["a"] string ` + `%!q(MISSING)`
	if got := fmt.Sprintf(format, args...); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	args = []any{"a\x1b", "b\x1b", 'c'}
	Quoting("%+q %x %q %", args)
	if got, want := fmt.Sprintf("%+q %x %q", args...), `"a\x1b" 621b 'c'`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("a\x1b\xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		for _, got := range []string{Quote(text), Printable(text)} {
			if len(got) > maxQuoted+len(`"…"`) || !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\r\n\x00\u202e\u2066") {
				t.Fatalf("%q became %q", text, got)
			}
		}
	})
}
