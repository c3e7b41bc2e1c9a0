package inspect

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// Defaults are said as other servers have them; a zero date is none, of a column that can be NULL neither.
func TestDefaults(t *testing.T) {
	for _, c := range []struct {
		dialect    *dialect.Dialect
		column     state.Column
		said, note string
	}{
		{dialect.MariaDB(), state.Column{Type: "date", Default: "'0000-00-00'", Null: true}, "schema.Date(&m.C)", zeroDefault},
		{dialect.MariaDB(), state.Column{Type: "date", Default: "'0000-00-00'"}, "schema.Date(&m.C).SQLNullable(false)", zeroDefault},
		{dialect.MariaDB(), state.Column{Type: "tinyint(1)", Default: "1"}, `schema.Boolean(&m.C).ServerDefault("true")`, ""},
		{dialect.MariaDB(), state.Column{Type: "datetime(6)", Default: "utc_timestamp(6)"}, `schema.DateTime(&m.C).ServerDefault("CURRENT_TIMESTAMP")`, ""},
		{dialect.MariaDB(), state.Column{Type: "datetime(6)", Default: "current_timestamp(6)"}, `schema.DateTime(&m.C).ServerDefault("current_timestamp(6)")`, ""},
		{dialect.MariaDB(), state.Column{Type: "date", Default: "curdate()"}, `schema.Date(&m.C).ServerDefault("CURRENT_DATE")`, ""},
		{dialect.MariaDB(), state.Column{Type: "varchar(9)", Default: `'it\'s'`}, `schema.String(&m.C, 9).ServerDefault("'it''s'")`, ""},
		{dialect.SQLite(), state.Column{Type: "TEXT", Declared: "DATETIME", Default: "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"}, `schema.DateTime(&m.C).ServerDefault("CURRENT_TIMESTAMP")`, ""},
		{dialect.SQLite(), state.Column{Type: "TEXT", Declared: "DECIMAL(5,2)", Default: "'1.50'"}, `schema.Decimal(&m.C, 5, 2).ServerDefault("1.50")`, ""},
		{dialect.Postgres(), state.Column{Type: "varchar(9)", Default: "'a'::character varying"}, `schema.String(&m.C, 9).ServerDefault("'a'")`, ""},
		{dialect.Postgres(), state.Column{Type: "text[]", Default: "'{}'::text[]"}, `schema.Array(&m.C).ServerDefault("'{}'")`, ""},
		{dialect.Postgres(), state.Column{Type: "several", Declared: "integer", Default: "3"}, `schema.Integer(&m.C).ServerDefault("3")`, "the column is of the domain several over integer, of which it would be made"},
	} {
		c.column.Name = "c"
		g, m := generatorOf(c.dialect, &state.Table{Name: "t", Columns: []state.Column{c.column}})
		m.byColumn, m.taken = map[string]*field{}, names{}
		if reason := g.column(m, &m.table.Columns[0]); reason != "" {
			t.Fatal(reason)
		}
		if f := m.fields[0]; f.line != c.said || f.note != c.note {
			t.Errorf("%s %s: %s, %q, want %s, %q", c.dialect.Name, c.column.Default, f.line, f.note, c.said, c.note)
		}
	}
}

// A full text of the MySQL family over columns themselves is said of tables that are left to others.
func TestFullTextOfOthers(t *testing.T) {
	table := &state.Table{Name: "t", Columns: []state.Column{{Name: "title", Type: "varchar(20)"}}}
	c := &state.Constraint{Kind: state.Index, Name: "ft", Method: "fulltext", Parts: []state.Part{{Column: "title"}}}
	g, m := generatorOf(dialect.MariaDB(), table)
	m.byColumn["title"].texts = true
	if text, reason := g.constraint(m, c, "ft"); text != "" || !strings.Contains(reason, "-unmanaged") {
		t.Errorf("%s, %s", text, reason)
	}
	g.options.Unmanaged = true
	if text, reason := g.constraint(m, c, "ft"); text != `schema.FullText("title")` || reason != "" {
		t.Errorf("%s, %s", text, reason)
	}
}
