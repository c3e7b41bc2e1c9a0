package compile

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// Every text is one statement, and its parameters are counted once, at the end: squirrel's own numbering gives two nested
// builders the same $1 and numbers what is no parameter.
func TestNumber(t *testing.T) {
	for _, c := range []struct{ sql, postgres, mysql string }{
		{"a = ? AND id IN (SELECT b WHERE x = ?)", "a = $1 AND id IN (SELECT b WHERE x = $2)", "a = ? AND id IN (SELECT b WHERE x = ?)"},
		{"a = '?' AND b = ?", "a = '?' AND b = $1", "a = '?' AND b = ?"},
		{`"a?" = ?`, `"a?" = $1`, `"a?" = ?`},
		{"a /* ? */ = ? -- ?", "a /* ? */ = $1 -- ?", "a /* ? */ = ? -- ?"},
		{"a = $x$ ? $x$ AND b = ?", "a = $x$ ? $x$ AND b = $1", "a = $x$ ? $x$ AND b = ?"},
		{"a ?? 'k' AND b = ?", "a ? 'k' AND b = $1", "a ?? 'k' AND b = ?"},
		{"a ??| b AND c ??& d", "a ?| b AND c ?& d", "a ??| b AND c ??& d"},
		{"SELECT 1;", "SELECT 1", "SELECT 1"},
		{"SELECT 1; -- done", "SELECT 1", "SELECT 1"},
		{"SELECT ';' /* ; */", "SELECT ';' /* ; */", "SELECT ';' /* ; */"},
		{strings.Repeat("?,", 11), "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,", strings.Repeat("?,", 11)},
	} {
		for d, want := range map[*dialect.Dialect]string{dialect.Postgres(): c.postgres, dialect.MySQL(): c.mysql} {
			if got, err := Number(c.sql, d); err != nil || got != want {
				t.Errorf("%s on %s is %q, %v; want %q", c.sql, d.Name, got, err, want)
			}
		}
	}
}

func TestOneStatement(t *testing.T) {
	for _, sql := range []string{"SELECT 1; SELECT 2", "a = 1; DROP TABLE b", "SELECT 1; /* x */ DELETE", `SELECT '\'; DROP TABLE t -- '`,
		"SELECT a$b$; DROP TABLE t; SELECT a$b$"} {
		if got, err := Number(sql, dialect.Postgres()); !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%q passes as %q, %v", sql, got, err)
		}
	}
	if _, err := Number("SELECT $a$; DROP TABLE t; SELECT $a$", dialect.SQLite()); !errors.Is(err, schema.ErrQuery) {
		t.Errorf("SQLite has no dollar quotes: %v", err)
	}
}

// What is numbered has as many parameters as before, in order, and nothing else of it changes.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"a = ?", "'?' ?", "?? ?", "$a$?$a$ ?", "/*?*/?", "a;", "E'\\'?' ?", "--?\n?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		d := dialect.Postgres()
		out, err := Number(sql, d)
		if err != nil {
			if !errors.Is(err, schema.ErrQuery) {
				t.Fatal(err)
			}
			return
		}
		if strings.ContainsAny(sql, ";$") { // cut at a closing semicolon, or has numbers of its own
			return
		}
		for n := d.Syntax.Placeholders(sql); n > 0; n-- {
			if !strings.Contains(out, "$"+itoa(n)) {
				t.Fatalf("%q became %q without $%d", sql, out, n)
			}
		}
		if plain, _ := Number(sql, dialect.SQLite()); plain != sql {
			t.Fatalf("%q became %q where nothing is numbered", sql, plain)
		}
	})
}

// an escaped text matches itself in LIKE … ESCAPE '!', and nothing else.
func FuzzLikeEscape(f *testing.F) {
	for _, s := range []string{"", "%", "_", "!", `\`, "a%b", "!%", "[x]", "*?", "ü%", "!!_"} {
		f.Add(s, s+"x")
		f.Add(s, strings.ReplaceAll(s, "%", "y"))
	}
	f.Fuzz(func(t *testing.T, needle, hay string) {
		if len(needle) > 50 || len(hay) > 200 {
			return // the matcher below is slow
		}
		if !like([]rune(hay), []rune("%"+escapePattern(needle)+"%")) != !strings.Contains(string([]rune(hay)), string([]rune(needle))) {
			t.Fatalf("%q is found in %q wrongly: the pattern is %q", needle, hay, escapePattern(needle))
		}
	})
}

// like is LIKE with ESCAPE '!', the slow and obvious way.
func like(s, p []rune) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '%':
		return like(s, p[1:]) || len(s) > 0 && like(s[1:], p)
	case p[0] == '!' && len(p) > 1:
		return len(s) > 0 && s[0] == p[1] && like(s[1:], p[2:])
	}
	return len(s) > 0 && (p[0] == '_' || s[0] == p[0]) && like(s[1:], p[1:])
}
