package spelling

import (
	"strconv"
	"strings"
)

// maxLine is how many bytes of a text from elsewhere an error shows.
const maxLine = 600

// Line is an error of a driver's as a message may show it: its text on one line, with everything that is not printable escaped, and cut,
// since what a driver quotes may come from a stranger, and errors go to logs and terminals. The error itself stays in the chain.
func Line(err error) error {
	if err == nil {
		return nil
	}
	return &line{err}
}

type line struct{ err error }

// Error is the text on one line.
func (l *line) Error() string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(l.err.Error()), " ") {
		piece := string(r)
		if !strconv.IsPrint(r) {
			piece = strings.Trim(strconv.QuoteRune(r), "'")
		}
		if b.Len()+len(piece) > maxLine {
			return b.String() + "…"
		}
		b.WriteString(piece)
	}
	return b.String()
}

// Unwrap is the error.
func (l *line) Unwrap() error { return l.err }
