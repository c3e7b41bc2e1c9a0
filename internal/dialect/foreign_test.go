package dialect_test

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

// What one database cannot read is found in expressions of another, and nothing in its own.
func TestForeign(t *testing.T) {
	for _, c := range []struct{ expression, postgres, mysql, sqlite string }{
		{"`a` > 0", "backticks around a name", "", ""},
		{"Total >= 0", "a bare Total for the column Total, which is written as its field in braces", "", ""},
		{`"Total" >= 0 AND lower(t) = 'Total'`, "", "", ""},
		{"name = 'a'::text", "", "a cast (::)", "a cast (::)"},
		{"name = ':: ` ~' -- ::", "", "", ""},
		{"name ~ 'a'", "", "the operator ~", "the operator ~"},
		{"~total > 0 AND (NOT ~total = 1)", "a bare total for the column Total, which is written as its field in braces", "", ""},
		{"tags @> x", "", "the operator @>", "the operator @>"},
		{"name ILIKE 'a'", "", "ILIKE", "ILIKE"},
		{"name = ANY (ARRAY['a'])", "", "ARRAY", "ANY"},
		{"a <=> b", "<=>", "", "the operator <=>"},
		{"a div 2", "div", "", "div"},
		{"name GLOB 'a*'", "GLOB", "GLOB", ""},
		{"glob('a*', name)", "", "glob", ""},
		{"strftime('%Y', d) > '2000'", "", "the function strftime", ""},
		{"strftime > 1", "", "", ""},
		{"d > '2000-01-01' + interval '1 day'", "", "", "interval"},
		{"isnull(a)", "", "", ""},
		{"CAST(x AS Total)", "", "", ""},
	} {
		for d, want := range map[*dialect.Dialect]string{dialect.Postgres(): c.postgres, dialect.MariaDB(): c.mysql, dialect.SQLite(): c.sqlite} {
			if got := d.Foreign(c.expression, []string{"Total", "name"}); got != want {
				t.Errorf("%s: %s: %q, want %q", d.Name, c.expression, got, want)
			}
		}
	}
}
