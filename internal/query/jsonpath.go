package query

import (
	"strconv"
	"strings"
)

// JSONSteps lead into a JSON value: keys, and places in arrays from 0.
type JSONSteps []any

// What a JSONPath is of what is there: a text, a number, a truth value, JSON, the same to look into, a mark that it is not null, or that it is there, or where
// its type stands in an order: 0 for numbers, 1 for texts. What has another type is NULL. JSONUntyped is none of these yet, and cannot
// be computed.
const (
	JSONText    = "text"
	JSONNumber  = "number"
	JSONTruth   = "truth"
	JSONWhole   = "json"
	JSONHolder  = "holder"
	JSONPresent = "present"
	JSONThere   = "there"
	JSONPlace   = "place"
	JSONUntyped = "untyped"
)

// UntypedJSON refuses what lies inside JSON where a value of one type is needed.
func UntypedJSON(name string) error {
	return Errorf(`%s has no type here; give it one, and a name where a path is wanted: AnnotateExpr(name, orm.Cast[string](orm.F(path)))`, name)
}

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
