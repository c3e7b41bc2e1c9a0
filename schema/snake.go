package schema

import (
	"strings"
	"unicode"
)

// snakeCase is the attribute name of a Go name: AuthorID is author_id, ISBN is isbn, HTTPServer is http_server, TagIDs is
// tag_ids.
func snakeCase(name string) string {
	runes := []rune(name)
	var b strings.Builder
	b.Grow(len(name) + 4)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord reports whether the capital at i begins a word: after a small letter or a digit, or as the last capital of a
// run that a small letter follows, unless that letter is the plural of an abbreviation.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if before == '_' {
		return false
	}
	if !unicode.IsUpper(before) {
		return true
	}
	if i+1 >= len(runes) || !unicode.IsLower(runes[i+1]) {
		return false
	}
	plural := runes[i+1] == 's' && (i+2 == len(runes) || unicode.IsUpper(runes[i+2]))
	return !plural
}

// bareName is a type's name without type arguments.
func bareName(name string) string {
	base, _, _ := strings.Cut(name, "[")
	return base
}
