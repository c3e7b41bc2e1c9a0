package schema

import (
	"strconv"
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
