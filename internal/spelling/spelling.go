// Package spelling says what names of things in a database, and of their types, may look like, and how errors show what others wrote.
package spelling

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name, in bytes, that every database keeps whole; PostgreSQL cuts longer ones in silence.
const MaxName = 63

// MaxRune is the greatest character that MySQL takes in a name.
const MaxRune = 0xFFFF

// Bad says what is wrong with a name that goes into a database, and what to do; empty for a good one. Reserved words are good: every name
// is quoted. A name that is not plain is good only with anyName.
func Bad(name string, anyName bool) string {
	switch {
	case name == "":
		return "is empty; give it a name"
	case len(name) > MaxName:
		return fmt.Sprintf("has %d bytes, and %d is the most that every database keeps; shorten it", len(name), MaxName)
	case !anyName && !Plain(name):
		return "is not made of letters, digits and underscore; change it, or set AnyName in the Table"
	case !utf8.ValidString(name):
		return "is not valid UTF-8; change it"
	case name != strings.TrimRight(name, " "):
		return "ends with a blank, which MySQL refuses; remove it"
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return "contains a control character; remove it"
		}
		if r > MaxRune {
			return "contains a character beyond U+FFFF, which MySQL refuses; change it"
		}
	}
	return ""
}

// Plain reports whether a name is made of letters, digits and underscore, and does not begin with a digit.
func Plain(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// types is what a name of a type may look like.
var types = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*( [A-Za-z]+)*(\(('[^'\\\x00]*'|[0-9]+)(, ?('[^'\\\x00]*'|[0-9]+))*\))?( [A-Za-z]+)*(\[\])?$`)

// Type reports whether a text can be the name of a type, as it becomes SQL: "inet", "bit(8)", "set('a', 'b')".
func Type(name string) bool { return types.MatchString(name) }
