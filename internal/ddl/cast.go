package ddl

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

// using says how values become those of another type, where the database does not know by itself.
func using(column string, from, to *state.Column) string {
	a, b := base(from.Type), base(to.Type)
	if from.Enum == "" && (a == b && a != "char" || a == "varchar" && b == "text" || integer(a) && integer(b)) {
		return ""
	}
	return " USING " + cast(column, from, to)
}

// cast is a column's value in another type, on the database that has to be told.
func cast(column string, from, to *state.Column) string {
	a, b := base(from.Type), base(to.Type)
	plain := column + "::" + to.Type
	switch {
	case a == b && a != "char" && from.Enum == "":
		return plain
	case integer(a) && b == "boolean":
		return column + " <> 0"
	case a == "boolean" && (integer(b) || b == "numeric" || b == "double precision"):
		return column + "::integer::" + to.Type
	case a == "bytea" && textual(b):
		return "convert_from(" + column + ", 'UTF8')::" + to.Type
	case textual(a) && b == "bytea":
		return "convert_to(" + column + "::text, 'UTF8')"
	case a == "timestamptz" && (b == "date" || b == "time"):
		return "(" + column + " AT TIME ZONE 'UTC')::" + b
	case a == "date" && b == "timestamptz":
		return column + "::timestamp AT TIME ZONE 'UTC'"
	case from.Kind == "UUID" && to.Kind == "UUID" && b == "char" && strings.HasSuffix(to.Type, "(32)"):
		return "replace(" + column + "::text, '-', '')"
	case from.Kind == "UUID" && to.Kind == "UUID" && b == "char":
		return column + "::uuid::text"
	case number(a) && number(b), integer(a) && number(b):
		return plain
	}
	return column + "::text::" + to.Type
}

// base is a type without its length and its lower case.
func base(t string) string {
	name, _, _ := strings.Cut(strings.ToLower(t), "(")
	return strings.TrimSpace(name)
}

func integer(t string) bool {
	switch t {
	case "smallint", "int", "integer", "bigint":
		return true
	}
	return false
}

func number(t string) bool {
	return integer(t) || t == "numeric" || t == "decimal" || t == "double precision" || t == "double"
}

func textual(t string) bool { return t == "varchar" || t == "text" || t == "char" || t == "longtext" }

// typeRisks are the risks of giving a column another type; none where every value fits and nothing
// is written anew.
func typeRisks(object string, from, to *state.Column) []Risk {
	if widens(from, to) {
		return nil
	}
	rounds := ""
	if number(base(from.Type)) && number(base(to.Type)) {
		rounds = ", one with more digits behind the point than there is room for is rounded"
	}
	return []Risk{risk(ChangesType, object, "%s becomes %s from %s: every row is written anew, and a value that does not fit makes it fail%s",
		object, to.Type, from.Type, rounds)}
}

// widens reports whether a type is another with more room at its end.
func widens(from, to *state.Column) bool {
	if from.Collation != to.Collation {
		return false
	}
	a, b := base(from.Type), base(to.Type)
	if a == "varchar" && b == "text" {
		return true
	}
	return a == "varchar" && b == "varchar" && length(from.Type) <= length(to.Type)
}

func length(t string) int {
	_, rest, _ := strings.Cut(t, "(")
	n, err := strconv.Atoi(strings.TrimSuffix(rest, ")"))
	if err != nil {
		return 0
	}
	return n
}
