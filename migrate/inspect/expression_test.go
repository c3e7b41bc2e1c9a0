package inspect

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dialect"
	read "github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// generatorOf is one for the columns of a table.
func generatorOf(d *dialect.Dialect, t *state.Table) (*generator, *model) {
	g := newGenerator(d, &state.State{Tables: []state.Table{*t}}, nil, Options{})
	m := &model{table: t, byColumn: map[string]*field{}}
	for i := range t.Columns {
		c := &t.Columns[i]
		m.byColumn[c.Name] = &field{name: exported(c.Name), column: c}
	}
	return g, m
}

// Expressions name columns by fields, and leave out what one database alone reads.
func TestExpression(t *testing.T) {
	table := &state.Table{Name: "t", Columns: []state.Column{{Name: "Total", Type: "numeric(10,2)"}, {Name: "name", Type: "varchar(20)"}, {Name: "n", Type: "integer"},
		{Name: "mood", Type: `"mood"`}, {Name: "day", Type: "date"}, {Name: "padded", Type: "char(4)"}}}
	for _, c := range []struct {
		dialect   *dialect.Dialect
		sql, want string
	}{
		{dialect.SQLite(), "Total >= 0 AND [total] < 9 AND `TOTAL` <> 5 -- Total {", "{total} >= 0 AND {total} < 9 AND {total} <> 5"},
		{dialect.SQLite(), `"Total" > length('Total' || name) AND total.name IS NOT NULL`, `{total} > length('Total' || {name}) AND total.name IS NOT NULL`},
		{dialect.SQLite(), "name COLLATE name = CAST(n AS n)", "{name} COLLATE name = CAST({n} AS n)"},
		{dialect.SQLite(), "name {", ""},
		{dialect.SQLite(), "((name = '{n}'))", "{name} = '{n}'"},
		{dialect.SQLite(), "(n > 0) AND (n < 5)", "({n} > 0) AND ({n} < 5)"},
		{dialect.MariaDB(), "`total` >= 0 and name(`name`) = 'it\\'s \\\\ {n}'", "{total} >= 0 and name({name}) = 'it''s \\\\ {n}'"},
		{dialect.Postgres(), `("Total" >= (0)::numeric)`, "{total} >= 0"},
		{dialect.Postgres(), `(total >= (0)::numeric)`, "total >= 0"},
		{dialect.Postgres(), `((name)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))`, "{name} IN ('a', 'b')"},
		{dialect.Postgres(), `(n <> ALL (ARRAY[1, '-2'::integer]))`, "{n} NOT IN (1, -2)"},
		{dialect.Postgres(), `((mood = 'sad'::mood) OR (mood = ANY (ARRAY['glad'::mood, 'it''s'::mood])))`, "({mood} = 'sad') OR ({mood} IN ('glad', 'it''s'))"},
		{dialect.Postgres(), `(day >= '2000-01-01'::date)`, "{day} >= '2000-01-01'"},
		{dialect.Postgres(), `(day >= ('2000-01-01'::text)::date)`, "{day} >= '2000-01-01'"},
		{dialect.Postgres(), `((n)::numeric * 1.5)`, "{n} * 1.5"},
		{dialect.Postgres(), `((n)::numeric / (2)::numeric)`, "({n})::numeric / (2)::numeric"},
		{dialect.Postgres(), `round((n)::numeric, 2)`, "round(({n})::numeric, 2)"},
		{dialect.Postgres(), `((padded)::text = 'a'::text)`, "({padded})::text = 'a'"},
		{dialect.Postgres(), `(lower((name)::text) ~ E'\\d'::text)`, `lower({name}) ~ E'\\d'::text`},
		{dialect.Postgres(), `(name = 'abc'::character varying(2))`, "{name} = 'abc'::character varying(2)"},
		{dialect.Postgres(), `date_part('year'::text, day)`, "date_part('year', {day})"},
	} {
		g, m := generatorOf(c.dialect, table)
		if got, ok := g.expression(m, c.sql); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s: %s, %t, want %s", c.dialect.Name, c.sql, got, ok, c.want)
		}
	}
}

// What is left out means nothing: of an expression that was taken apart, PostgreSQL keeps what it keeps of the whole.
func TestExpressionIsTheSame(t *testing.T) {
	db := dbtest.Open(t, "postgres", schema.MustRegistry())
	const columns = `"Total" numeric(10, 2), name varchar(20), t text, n integer, b bigint, mood mood, day date, at timestamptz, padded char(4), ok boolean, f double precision, tags text[], doc jsonb`
	exec := func(text string) {
		t.Helper()
		if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	exec("CREATE TYPE mood AS ENUM ('sad', 'glad')")
	list := []string{`"Total" >= 0`, `"Total" BETWEEN 0 AND 1000`, `name IN ('a', 'b')`, `t IN ('a', 'it''s')`, `name NOT IN ('a', 'b')`, `n IN (1, -2, 3)`, `mood IN ('sad', 'glad')`, `mood <> 'sad'`,
		`day > '2000-01-01'`, `at < '2000-01-01'`, `padded = 'ab'`, `padded IN ('ab', 'cd')`, `name LIKE 'a%'`, `lower(name) = name`, `length(t) > 3 AND NOT ok`, `n * 1.5 > b`, `n / 2.0 > 1`, `n / 2::numeric > 1`,
		`round(n::numeric, 1) = 1`, `f > 0.5`, `f > n`, `coalesce(name, '') <> ''`, `coalesce("Total", 0) > 0`, `name || 'x' <> t`, `'x' || n <> t`, `doc ->> 'a' = 'b'`, `(doc -> 'n')::int > 3`, `tags @> ARRAY['a']`,
		`array_length(tags, 1) > 0`, `date_part('year', day) > 2000`, `extract(year FROM day) > 2000`, `day + 1 > '2000-01-01'`, `day + interval '1 day' > '2000-01-01'`, `CASE WHEN ok THEN n > 0 ELSE t = 'x' END`,
		`t ~ '^a\d{2}$'`, `t = E'a\\b'`, `substr(name, 1, 2) = 'ab'`, `n::text = t`, `name::text = t`, `t = 'a'::varchar(3)`, `n > -1`, `n - -1 > 0`, `b > 4611686018427387904`, `n IS DISTINCT FROM 3`, `(ok)`, `t = '{n}'`}
	exec("CREATE TABLE before (" + columns + ")")
	for _, text := range list {
		exec("ALTER TABLE before ADD CHECK (" + text + ")")
	}
	tables := func() map[string]*state.Table {
		conn, err := db.SQLX().Connx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		s, _, err := read.Read(t.Context(), conn, dialect.Postgres(), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]*state.Table{"before": s.Table("before"), "after": s.Table("after")}
	}
	table := tables()["before"]
	g, m := generatorOf(dialect.Postgres(), table)
	exec("CREATE TABLE after (" + columns + ")")
	want := map[string]string{}
	for _, c := range table.Constraints {
		text, ok := g.expression(m, c.Expression)
		if !ok {
			t.Errorf("%s is not said", c.Expression)
			continue
		}
		want[c.Name] = c.Expression
		for column, f := range m.byColumn {
			text = strings.ReplaceAll(text, "{"+f.attribute()+"}", dialect.Postgres().Ident(column))
		}
		exec("ALTER TABLE after ADD CONSTRAINT " + dialect.Postgres().Ident(c.Name) + " CHECK (" + strings.ReplaceAll(text, `'"n"'`, "'{n}'") + ")")
	}
	if len(want) != len(list) {
		t.Errorf("%d of %d", len(want), len(list))
	}
	for _, c := range tables()["after"].Constraints {
		if c.Expression != want[c.Name] {
			t.Errorf("%s, want %s", c.Expression, want[c.Name])
		}
	}
}
