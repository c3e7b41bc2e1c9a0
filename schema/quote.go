package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxQuoted is how many bytes of a caller's text an error shows.
const maxQuoted = 100

// Quote is a text of a caller as errors show it: in quotes, with everything that is not printable (control characters, marks that
// turn the direction of writing, bytes that are no UTF-8) escaped, and cut at 100 bytes. A key may come from a stranger, and
// errors go to logs and terminals.
func Quote(text string) string {
	out, whole := printable(text, '"')
	if !whole {
		return `"` + out + `…"`
	}
	return `"` + out + `"`
}

// Printable is Quote for what errors show without quotes, such as the text of an error that came from elsewhere.
func Printable(text string) string {
	out, whole := printable(text, 0)
	if !whole {
		return out + "…"
	}
	return out
}

// Quoting makes the texts among the arguments of a format appear under %q as Quote has them; other verbs see what they saw. The
// arguments are changed where they stand. It is for what makes errors out of formats, so that no single message can forget it.
func Quoting(format string, args []any) {
	next := 0
	for i := 0; i < len(format) && next < len(args); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.", format[i]) >= 0; i++ {
		}
		switch {
		case i == len(format) || format[i] == '%':
			continue
		case format[i] == 'q':
			if text, ok := args[next].(string); ok {
				args[next] = quotedText(text)
			}
		}
		next++
	}
}

// quotedText is a text that is quoted under %q.
type quotedText string

// Format writes the text.
func (t quotedText) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = f.Write([]byte(Quote(string(t))))
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), string(t))
}

// printable escapes a text rune by rune, so that the cut never falls into a rune or an escape.
func printable(text string, quote rune) (out string, whole bool) {
	var b []byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		var piece []byte
		switch {
		case r == utf8.RuneError && size == 1:
			piece = append(piece, `\x`+strconv.FormatUint(uint64(text[i])|0x100, 16)[1:]...)
		case quote != 0 && (r == quote || r == '\\'):
			piece = append(piece, '\\', byte(r))
		case strconv.IsPrint(r):
			piece = utf8.AppendRune(piece, r)
		default:
			escaped := strconv.QuoteRune(r)
			piece = append(piece, escaped[1:len(escaped)-1]...)
		}
		if len(b)+len(piece) > maxQuoted {
			return string(b), false
		}
		b, i = append(b, piece...), i+size
	}
	return string(b), true
}
