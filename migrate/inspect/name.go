package inspect

import (
	"fmt"
	"go/token"
	"strings"
	"unicode"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/schema"
)

// initials are words that Go writes in capitals.
var initials = map[string]string{"id": "ID", "url": "URL", "uuid": "UUID", "api": "API", "http": "HTTP", "json": "JSON", "sql": "SQL", "ip": "IP",
	"html": "HTML", "xml": "XML"}

// exported makes an exported identifier of a name, whatever is in that.
func exported(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if capital := initials[strings.ToLower(word)]; capital != "" {
			b.WriteString(capital)
			continue
		}
		if strings.ToUpper(word) == word {
			word = strings.ToLower(word) // FILM_ID
		}
		if stem, is := strings.CutSuffix(word, "Id"); is && stem != "" {
			word = stem + "ID"
		}
		r := []rune(word)
		r[0] = unicode.ToUpper(r[0])
		b.WriteString(string(r))
	}
	out := b.String()
	if first := []rune(out); len(first) == 0 || !unicode.IsUpper(first[0]) {
		out = "X" + out
	}
	if !token.IsIdentifier(out) {
		return "X"
	}
	return out
}

// singular is a word for one of what a table is named after.
func singular(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, "ies") && len(name) > 4:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(lower, "sses"), strings.HasSuffix(lower, "xes"), strings.HasSuffix(lower, "ches"), strings.HasSuffix(lower, "shes"):
		return name[:len(name)-2]
	case strings.HasSuffix(lower, "s") && len(name) > 2 && !strings.HasSuffix(lower, "ss") && !strings.HasSuffix(lower, "us") && !strings.HasSuffix(lower, "is"):
		return name[:len(name)-1]
	}
	return name
}

// plural is a word for several.
func plural(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, "y") && len(name) > 1 && !strings.ContainsAny(lower[len(lower)-2:len(lower)-1], "aeiou"):
		return name[:len(name)-1] + "ies"
	case strings.HasSuffix(lower, "s"), strings.HasSuffix(lower, "x"), strings.HasSuffix(lower, "ch"), strings.HasSuffix(lower, "sh"):
		return name + "es"
	}
	return name + "s"
}

// names are identifiers that are taken.
type names map[string]bool

// free is the first of some names that is free, else the first with a number; it is taken then.
func (n names) free(candidates ...string) string {
	for _, c := range candidates {
		if n.take(c) {
			return c
		}
	}
	for i := 2; ; i++ {
		if c := fmt.Sprint(candidates[0], i); n.take(c) {
			return c
		}
	}
}

// take takes a name whose attribute is free too, since paths tell no capitals apart.
func (n names) take(name string) bool {
	attribute := schema.SnakeCase(name)
	if n[name] || n[attribute] || strings.Contains(attribute, "__") || strings.HasPrefix(attribute, "_") || strings.HasSuffix(attribute, "_") {
		return false
	}
	n[name], n[attribute] = true, true
	return true
}

// unspeakable says why no model can have a name; empty for one that it can.
func unspeakable(name string) string {
	reason, _, _ := strings.Cut(spelling.Bad(name, true), ";")
	if reason == "" {
		return ""
	}
	return "the name " + reason
}
