package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxIdentifier is the longest name, in bytes, that every database keeps whole; PostgreSQL cuts longer ones in silence.
const maxIdentifier = 63

// maxIdentifierRune is the greatest character that MySQL takes in a name.
const maxIdentifierRune = 0xFFFF

// hashedStem is what is kept of a longer generated name in front of "_" and eight hexadecimal digits.
const hashedStem = 54

// badIdentifier says what is wrong with a name that goes into a database; empty for a good one. Reserved words are good:
// every name is quoted.
func badIdentifier(name string, anyName bool) string {
	switch {
	case name == "":
		return "is empty; give it a name"
	case len(name) > maxIdentifier:
		return fmt.Sprintf("has %d bytes, and %d is the most that every database keeps; shorten it", len(name), maxIdentifier)
	case !anyName && !plainIdentifier(name):
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
		if r > maxIdentifierRune {
			return "contains a character beyond U+FFFF, which MySQL refuses; change it"
		}
	}
	return ""
}

func plainIdentifier(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// badAttribute says what is wrong with a name that stands in paths; empty for a good one.
func badAttribute(name string) string {
	switch {
	case name == "":
		return "is empty"
	case strings.Contains(name, pathSeparator):
		return "contains __, which separates the parts of a path"
	case strings.HasPrefix(name, "_") || strings.HasSuffix(name, "_"):
		return "begins or ends with an underscore, which paths cannot tell from their separator"
	case strings.HasPrefix(name, "-") || strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}):
		return "is not made of letters, digits and underscore"
	}
	return ""
}

// systemColumns are names that PostgreSQL keeps for itself in every table, quoted or not.
var systemColumns = map[string]bool{"tableoid": true, "xmin": true, "cmin": true, "xmax": true, "cmax": true, "ctid": true}

// fit shortens a generated name to what every database keeps whole; a hash of the whole name keeps it unique.
func fit(name string) string {
	if len(name) <= maxIdentifier {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	cut := hashedStem
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "_" + hex.EncodeToString(sum[:4])
}

// fold is the form in which two names must differ: databases and file systems do not all tell capitals apart.
func fold(name string) string { return strings.ToLower(name) }
