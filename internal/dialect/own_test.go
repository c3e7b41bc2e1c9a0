package dialect

import (
	"strings"
	"testing"
)

var everyDialect = []*Dialect{SQLite(), Postgres(), MySQL(), MariaDB()}

// A text that is refused is refused for what is wrong with it.
func TestOwnTexts(t *testing.T) {
	const all = "sqlite postgres mysql mariadb"
	const family = "mysql mariadb"
	const empty, nul, open, quote, leaves, number, count, several, runs = "is empty", "NUL", "less than it opens", "not closed",
		"leaves its place", "use ?", "placeholders and", "more than one", "without the comment"
	for _, c := range []struct {
		sql       string
		arguments int
		fragment  string // why it is refused as a part, empty where it is taken
		statement string
		on        string
	}{
		{"", 0, empty, empty, all},
		{" \t\r\n\f\v", 0, empty, empty, all},
		{"-- x", 0, empty, empty, all},
		{"/* c */", 0, empty, empty, all},
		{"\uFEFF", 0, empty, empty, all},
		{"# x", 0, empty, empty, family},
		{";", 0, leaves, empty, all},
		{";; -- x", 0, leaves, empty, all},
		{"?", 0, count, count, all},
		{"''", 0, "", "", all},

		{"a = '\x00'", 0, nul, nul, all},
		{"1=1) OR (1=1", 0, leaves, "", all},
		{")", 0, leaves, "", all},
		{"(1=1", 0, open, "", all},
		{"(1=1) OR (a = ')')", 0, "", "", all},
		{"a = ')' /* ) */ AND b = 1 -- )", 0, "", "", all},
		{"a = 1 # )", 0, "", "", family},
		{"a = 1 # )", 0, leaves, "", "sqlite postgres"},
		{"a = 1 --)", 0, leaves, "", family},
		{"a = 1 --)", 0, "", "", "sqlite postgres"},
		{"a = 1 -- x\r)", 0, leaves, "", "postgres"},
		{"a = $x$ ) $x$", 0, "", "", "postgres"},
		{`a = '\') OR (1=1 -- '`, 0, leaves, "", "sqlite postgres"},
		{`a = '\') OR (1=1 -- '`, 0, "", "", family},
		{"a = E'x'\n'\\') OR (1=1 -- '", 0, "", "", "postgres"},
		{"a = [)]", 0, "", "", "sqlite"},
		{"a /* /* */ ) */ = 1", 0, "", "", "postgres"},
		{"a /* /* */ ) */ = 1", 0, leaves, "", "sqlite mysql mariadb"},
		{"1=1 /*! ) OR (1=1 */", 0, runs, runs, family},
		{"1=1 /*M!100100 ) OR (1=1 */", 0, runs, runs, family},
		{"1=1 /*! ) OR (1=1 */", 0, "", "", "sqlite postgres"},

		{"a = 'x", 0, quote, quote, all},
		{"a /* x", 0, quote, quote, all},
		{`"a`, 0, quote, quote, all},
		{"a = $x$ b", 0, quote, quote, "postgres"},

		{"SELECT 1;", 0, leaves, "", all},
		{"SELECT 1; -- done", 0, leaves, "", all},
		{"SELECT 1; SELECT 2", 0, leaves, several, all},
		{"SELECT 1;/**/''", 0, leaves, several, all},

		{"a = ?", 1, "", "", all},
		{"a = '?' AND b = ?", 1, "", "", all},
		{"a ?? 'k' AND b = ?", 1, "", "", all},
		{"a = ?", 0, count, count, all},
		{"a = ? OR b = ?", 1, count, count, all},
		{"a = $1", 1, number, number, "sqlite postgres"},
		{"a = $1", 0, number, number, "sqlite postgres"},
		{"a = $1", 1, "sq.Question", "sq.Question", family},
		{"a$1 = ?", 1, "", "", all},
		{"a = @p1", 1, number, number, "sqlite"},
		{"a = :1", 1, number, number, "sqlite"},
		{"a = @p1", 1, "sq.Question", "sq.Question", "postgres mysql mariadb"},
		{"a = ?1", 1, number, number, all},
		{"a = $? AND b = $?", 2, number, number, "sqlite postgres"},
		{"a::text = ? AND b @> '{}'", 1, "", "", "postgres"},
		{"a -> '$.x' = ?", 1, "", "", all},
	} {
		for _, d := range everyDialect {
			if !strings.Contains(" "+c.on+" ", " "+d.Name+" ") {
				continue
			}
			said := func(what string, err error, want string) {
				if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %q as a %s: %v, want %q", d.Name, c.sql, what, err, want)
				}
			}
			said("fragment", d.Syntax.CheckFragment(c.sql, c.arguments), c.fragment)
			said("statement", d.Syntax.CheckStatement(c.sql, c.arguments), c.statement)
		}
	}
}

func TestOnlyReads(t *testing.T) {
	for _, d := range everyDialect {
		for sql, want := range map[string]bool{
			"SELECT 1": true, " /* UPDATE */ (select 1)": true, "VALUES (1)": true, "TABLE a": true, "SHOW TABLES": true,
			"SELECT a FROM b FOR UPDATE": true, "SELECT 'INTO'": true, `SELECT "into"`: true, "EXPLAIN SELECT 1": true,
			"WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE": true, "SELECT a FROM b FOR NO KEY UPDATE": true,
			"INSERT INTO a VALUES (1) RETURNING id": false, "update a SET b = 1": false, "DELETE FROM a": false,
			"WITH a AS (DELETE FROM b RETURNING id) SELECT id FROM a": false, "WITH a AS (SELECT 1) INSERT INTO b SELECT 1": false,
			"WITH a AS (SELECT 1) UPDATE b SET c = 1": false, "SELECT 1 INTO b": false, "EXPLAIN ANALYZE DELETE FROM a": false,
			"CALL a()": false, "REPLACE INTO a VALUES (1)": false, "MERGE INTO a": false, "PRAGMA x": false, "": false,
		} {
			if d.Syntax.OnlyReads(sql) != want {
				t.Errorf("%s: %q only reads: %v", d.Name, sql, !want)
			}
		}
	}
}

// A text that is taken stays within the parentheses that it is put in, and hides nothing of what stands behind it.
func FuzzFragment(f *testing.F) {
	for _, s := range []string{"a = 1", "1=1) OR (1=1", "a = '(' -- )", "/* ( */ a", "E'\\'(' = a", "$x$ ) $x$ = a", "[)] = a", "a # )"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range everyDialect {
			if d.Syntax.CheckFragment(sql, strings.Count(sql, "?")) != nil {
				continue
			}
			text, depth := "("+sql+"\n) AND ?", 0
			for i := 0; i < len(text); {
				if end := d.Syntax.Skip(text, i); end > i {
					i = end
					continue
				}
				switch text[i] {
				case '(':
					depth++
				case ')':
					depth--
				}
				if i++; depth == 0 && i < len(text)-len(" AND ?") {
					t.Fatalf("%s: %q leaves its parentheses at byte %d", d.Name, sql, i-2)
				}
			}
			if depth != 0 || d.Syntax.Placeholders(text) != d.Syntax.Placeholders(sql)+1 {
				t.Fatalf("%s: %q hides what follows", d.Name, sql)
			}
		}
	})
}
