package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/spelling"
)

// hashedStem is what is kept of a longer generated name in front of "_" and eight hexadecimal digits.
const hashedStem = 54

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
	if len(name) <= spelling.MaxName {
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
