package query

import (
	"strconv"
	"strings"
)

// JSONSteps lead into a JSON value: keys, and places in arrays from 0.
type JSONSteps []any

// What a JSONPath is of what is there: a text, a number, a truth value, JSON, or a mark that it is not null, or that it is there. What has
// another type is NULL.
const (
	JSONText   = "text"
	JSONNumber = "number"
	JSONTruth  = "truth"
	JSONWhole  = "json"
	JSONValue  = "value"
	JSONThere  = "there"
)

// Path is the steps as SQLite and the MySQL family spell them.
func (j JSONSteps) Path() string {
	var b strings.Builder
	b.WriteByte('$')
	for _, s := range j {
		switch s := s.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(s) + "]")
		case string:
			b.WriteString(`."` + s + `"`)
		}
	}
	return b.String()
}

// List is the steps as PostgreSQL takes them.
func (j JSONSteps) List() []string {
	out := make([]string, len(j))
	for i, s := range j {
		switch s := s.(type) {
		case int:
			out[i] = strconv.Itoa(s)
		case string:
			out[i] = s
		}
	}
	return out
}
