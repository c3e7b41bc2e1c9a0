package inspect

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

func read(t *testing.T, statements ...string) (*state.State, []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, text := range statements {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	s, warnings, err := Read(t.Context(), conn, dialect.SQLite(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, warnings
}

// Tables as others write them (I1 to I4): keys in their own order, references without columns,
// names with quotes, constraints without names and in columns, expressions, partial indexes.
func TestForeignTables(t *testing.T) {
	s, _ := read(t,
		`CREATE TABLE pair (a INT, b INT, PRIMARY KEY (b, a)) STRICT`,
		`CREATE TABLE "it's" (id INTEGER PRIMARY KEY AUTOINCREMENT, p REFERENCES pair ON DELETE SET NULL, [odd name] VARCHAR(20) DEFAULT 'a, b' COLLATE NOCASE NOT NULL UNIQUE)`,
		"CREATE TABLE many /* a comment, with ( */ (v TEXT CHECK (v <> ')') -- )\n, w DECIMAL(10, 2) DEFAULT -1.5, x AS (v || 'x') STORED, UNIQUE (v), CONSTRAINT c CHECK (w > 0), CONSTRAINT f FOREIGN KEY (v, w) REFERENCES pair (a, b) DEFERRABLE INITIALLY DEFERRED)",
		`CREATE UNIQUE INDEX "an index" ON many (lower(v), w DESC) WHERE w > 1`,
	)
	if key := s.Table("pair").Key; !slices.Equal(key, []string{"b", "a"}) {
		t.Errorf("I1: the key is %v", key)
	}
	its := s.Table("it's")
	if its == nil {
		t.Fatal("I2: a table with a quote in its name is lost")
	}
	if id := its.Column("id"); id.Null || !id.Identity {
		t.Errorf("I3: the key is %+v", id)
	}
	if k := its.ForeignKeys; len(k) != 1 || k[0].Table != "pair" || k[0].OnDelete != "SET NULL" || len(k[0].Targets) != 0 {
		t.Errorf("I2: %+v", k)
	}
	if c := its.Column("odd name"); c == nil || c.Type != "TEXT" || c.Default != "'a, b'" || c.Collation != "NOCASE" || c.Null {
		t.Errorf("I4: %+v", c)
	}
	many := s.Table("many")
	if w := many.Column("w"); w.Default != "-1.5" || w.Type != "DECIMAL(10, 2)" {
		t.Errorf("%+v", w)
	}
	if x := many.Column("x"); x.Generated != "v || 'x'" || !x.Stored {
		t.Errorf("%+v", x)
	}
	if k := many.ForeignKeys[0]; k.Name != "f" || !slices.Equal(k.Columns, []string{"v", "w"}) || k.With != "DEFERRABLE INITIALLY DEFERRED" {
		t.Errorf("%+v", k)
	}
	var kinds []string
	for _, c := range many.Constraints {
		kinds = append(kinds, c.Kind+" "+c.Name+" "+c.Expression)
	}
	if want := []string{"check  v <> ')'", "check c w > 0", "index an index ", "unique  "}; !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	index := many.Constraints[2]
	if !index.Distinct || index.Where != "w > 1" || index.Parts[0].Expression != "lower(v)" || index.Parts[1] != (state.Part{Column: "w", Desc: true}) {
		t.Errorf("%+v", index)
	}
}

// One strange object does not hide the others (I9).
func TestStrangeObjects(t *testing.T) {
	s, warnings := read(t, "CREATE TABLE plain (a INTEGER) STRICT", "CREATE VIEW v AS SELECT 1", "CREATE VIRTUAL TABLE words USING fts4(text)",
		"CREATE TABLE copied AS SELECT 1 AS a, 'x' AS b")
	if s.Table("plain") == nil || s.Table("copied") == nil || len(s.Table("copied").Columns) != 2 {
		t.Errorf("%+v", s.Tables)
	}
	if !slices.Contains(warnings, "v is a view, which is not looked at") || !slices.Contains(warnings, "words is a virtual table, which is not looked at") {
		t.Errorf("warnings %q", warnings)
	}
}

// Texts that mean the same are alike; others are not. Without a database more is taken for the same.
func TestPlain(t *testing.T) {
	x := dialect.Postgres().Syntax
	for _, same := range [][2]string{{"('none')", "'none'"}, {"((a > 0))", "a>0"}, {`"a" IS NOT NULL`, "A is not null"}, {"(1 + 1)", "1+1"}} {
		if a, b := plain(x, same[0]), plain(x, same[1]); a != b {
			t.Errorf("%s is %q, %s is %q", same[0], a, same[1], b)
		}
	}
	for _, other := range [][2]string{{"'a'", "'A'"}, {"(a) + (b)", "a + b)"}, {"a > 0", "a > 1"}, {"(a + b) * c", "a + b * c"}} {
		if a, b := plain(x, other[0]), plain(x, other[1]); a == b {
			t.Errorf("%s and %s are both %q", other[0], other[1], a)
		}
	}
	for _, same := range [][2]string{{"'none'::character varying", "('none')"}, {"((n > 0) AND ((name)::text <> ''::text))", "n > 0 AND name <> ''"},
		{"true", "(1)"}, {"now()::timestamp without time zone", "now()"}} {
		if a, b := loose(x, same[0]), loose(x, same[1]); a != b {
			t.Errorf("%s is %q, %s is %q", same[0], a, same[1], b)
		}
	}
	if a, b := loose(x, "a > 0"), loose(x, "a > 1"); a == b {
		t.Errorf("both are %q", a)
	}
}
