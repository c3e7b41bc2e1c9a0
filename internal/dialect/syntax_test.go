package dialect

import (
	"strings"
	"testing"
)

// The traps of the builders below: a ? that is no parameter.
func TestPlaceholders(t *testing.T) {
	for _, c := range []struct {
		sql                     string
		sqlite, postgres, mysql int
	}{
		{"a = ? AND b = ?", 2, 2, 2},
		{"a = '?' AND b = ?", 1, 1, 1},
		{"a = 'it''s ?' AND b = ?", 1, 1, 1},
		{`a = 'it\'s ?' AND b = ?`, 1, 1, 1},
		{`a = '\' AND b = ?`, 1, 1, 0},
		{`a = E'it\'s ?' AND b = ?`, 1, 1, 1},
		{`a = ee'\' AND b = ?`, 1, 1, 0},
		{`"a?" = ? AND "b""?" = 1`, 1, 1, 1},
		{`"a\"?" = ?`, 1, 1, 1},
		{"`a?` = ?", 1, 2, 1},
		{"[a?] = ?", 1, 2, 2},
		{"a = ? -- and ?\n AND b = ?", 2, 2, 2},
		{"a = 1--? \n", 0, 0, 1},
		{"a = 1 # ?\n AND b = ?", 2, 2, 1},
		{"a /* ? */ = ?", 1, 1, 1},
		{"a /* /* ? */ ? */ = ?", 2, 1, 2},
		{"a = $$ ? $$ AND b = ?", 2, 1, 2},
		{"a = $t$ ? $u$ ? $t$ AND b = ?", 3, 1, 3},
		{"a$b$ = ? AND c$b$ = ?", 2, 2, 2},
		{"a = $1 AND b = ?", 1, 1, 1},
		{"a ?? 'k' AND b = ?", 1, 1, 1},
		{"a ??| b", 0, 0, 0},
		{"a = 'open ?", 0, 0, 0},
		{"a::text = ? AND t = '12:30'", 1, 1, 1},
	} {
		for _, d := range []struct {
			dialect *Dialect
			want    int
		}{{SQLite(), c.sqlite}, {Postgres(), c.postgres}, {MySQL(), c.mysql}, {MariaDB(), c.mysql}} {
			if got := d.dialect.Syntax.Placeholders(c.sql); got != d.want {
				t.Errorf("%s has %d parameters on %s, want %d", c.sql, got, d.dialect.Name, d.want)
			}
		}
	}
}

func TestSplitPaths(t *testing.T) {
	pieces, paths := Postgres().Syntax.SplitPaths(`{a__b} > '{c}' /* {d} */ AND {e} -- {f}` + "\n" + `OR {g`)
	if got := strings.Join(pieces, "|"); got != "| > '{c}' /* {d} */ AND | -- {f}\nOR {g" {
		t.Errorf("pieces %s", got)
	}
	if got := strings.Join(paths, "|"); got != "a__b|e" {
		t.Errorf("paths %s", got)
	}
}

func TestClosed(t *testing.T) {
	x := Postgres().Syntax
	for sql, want := range map[string]bool{
		"": true, "a = 'x'": true, "a = 1 -- x": true, "a /* x */": true, "a = $$x$$": true, `"a"`: true,
		"a = 'x": false, "a /* x": false, "a = $$x$": false, `"a`: false, "a /* /* x */": false, "a = 'x''": false,
		"E'a'\n'b\\'": false, "E'a' 'b\\'": true, "E'a'\n'b\\''": true, "E'a'\n": true,
	} {
		if isClosed(x, sql) != want {
			t.Errorf("%q is closed: %v", sql, !want)
		}
	}
}

// isClosed reports whether every quote and comment of a text ends in it.
func isClosed(x Syntax, sql string) bool {
	for i := 0; i < len(sql); i++ {
		end, closed := x.skip(sql, i)
		if !closed {
			return false
		}
		i = max(i, end-1)
	}
	return true
}

// Skip never goes back nor beyond the text, and what it skips is as long whatever follows a closed text.
func FuzzSyntax(f *testing.F) {
	for _, s := range []string{"a = ?", "'?''", `E'\'?'`, "$a$ ? $a$", "/* /* */ */?", "--\n?", "#?", "[?]", "`?`", "{a} ?? {b}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range []*Dialect{SQLite(), Postgres(), MySQL()} {
			x := d.Syntax
			for i := range len(sql) {
				if end := x.Skip(sql, i); end < i || end > len(sql) {
					t.Fatalf("%s: Skip(%q, %d) is %d", d.Name, sql, i, end)
				}
			}
			n := x.Placeholders(sql)
			if n > strings.Count(sql, "?") {
				t.Fatalf("%s: %d placeholders in %q", d.Name, n, sql)
			}
			if isClosed(x, sql) && x.Placeholders(sql+"\n ?") != n+1 {
				t.Fatalf("%s: %q is closed and hides what follows", d.Name, sql)
			}
			pieces, paths := x.SplitPaths(sql)
			joined := pieces[0]
			for i, p := range paths {
				joined += "{" + p + "}" + pieces[i+1]
			}
			if joined != sql {
				t.Fatalf("%s: %q comes apart as %q and %q", d.Name, sql, pieces, paths)
			}
		}
	})
}
