package ddl

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// checkRisks is what may go wrong when a table gets a check: nothing where it admits all that the
// one of its name did, as after an enumeration got a value, and where it lists the values of a column
// that is new, which every row has from the migration.
func checkRisks(t *diff.Table, c *state.Constraint) []Risk {
	if column, _, ok := listed(c.Expression); ok {
		for _, added := range t.Added {
			if strings.Trim(column, "`\"") == added.Name {
				return nil
			}
		}
	}
	for _, old := range t.DroppedConstraints {
		if old.Kind == state.Check && old.Name == c.Name && !old.Unchecked && widened(old.Expression, c.Expression) {
			return nil
		}
	}
	return []Risk{checkRisk(t.To, c)}
}

// widened reports whether the second of two lists of a column's values, "c" IN ('a', 'b'), has all
// of the first. Anything that is no such list is not known to be.
func widened(from, to string) bool {
	before, old, ok := listed(from)
	after, values, is := listed(to)
	if !ok || !is || before != after {
		return false
	}
	return !slices.ContainsFunc(old, func(v string) bool { return !slices.Contains(values, v) })
}

// listed takes a list of values apart: what stands before it, and each literal as it is written.
func listed(expression string) (before string, values []string, ok bool) {
	before, list, ok := strings.Cut(expression, " IN (")
	list, closed := strings.CutSuffix(list, ")")
	if !ok || !closed {
		return "", nil, false
	}
	quoted, start := false, 0
	for i, r := range list {
		switch {
		case r == '\'':
			quoted = !quoted // a doubled one is inside again
		case quoted:
		case r == ',':
			values = append(values, strings.TrimSpace(list[start:i]))
			start = i + 1
		case r == '(' || r == ')':
			return "", nil, false
		}
	}
	return before, append(values, strings.TrimSpace(list[start:])), !quoted
}
