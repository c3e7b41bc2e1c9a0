package inspected

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate/inspect"
)

// hostile are names, and texts, that would be code if they were not quoted.
var hostile = []string{"a\"; panic(1) //", "a` + os.Exit(1) + `", "x\n}\nfunc init() { panic(1) }\n//", "*/ panic(1) /*", "type", "func", "Schema", "model", "nil", "string", "1st", "__", "_", "é\u202e", "日本",
	"a b", "a_b", "A B", "%s%d", "{}", "go:embed x", "\u2028panic(1)", "schema", "orm", "Models", "Decimal", "error", "pk", "sqlite_x", "check", "ctid", "+build ignore", "line x.go:1", "a\r\n//go:embed x", "go:generate touch x", "\n//go:generate touch x\n", "a\r//go:build ignore\r", "\f*/ import \"C\" /*", "\"+x+\"", "`", "\\", "\\\"", strings.Repeat("n", 64), "'); DROP TABLE x; --"}

// Names, defaults, comments and expressions of a database never become code: what is written compiles, and calls nothing but this module.
func TestHostileNames(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			dsn := dbtest.DSN(t, name)
			db := open(t, name, dsn)
			quote := func(s string) string {
				q := `"`
				if name == "mysql" || name == "mariadb" {
					q = "`"
				}
				return q + strings.ReplaceAll(s, q, q+q) + q
			}
			made := 0
			for _, h := range hostile {
				for _, text := range []string{
					"CREATE TABLE " + quote(h) + " (id INTEGER NOT NULL PRIMARY KEY, " + quote(h) + " VARCHAR(50) DEFAULT '" + strings.ReplaceAll(strings.ReplaceAll(h, "'", "''"), `\`, "") +
						"', " + quote(h+"2") + " INTEGER REFERENCES " + quote(h) + " (id), CONSTRAINT " + quote("c"+h) + " CHECK (id > 0))",
					"CREATE INDEX " + quote("i"+h) + " ON " + quote(h) + " (" + quote(h) + ")",
				} {
					if _, err := db.SQLX().ExecContext(t.Context(), text); err == nil {
						made++ // what a database refuses need not be written
					}
				}
			}
			if made < len(hostile) {
				t.Fatalf("only %d statements were taken", made)
			}
			for i, h := range hostile {
				for _, text := range elsewhere(name, i, h) {
					if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil && i == 0 {
						t.Fatalf("%s: %v", text, err)
					}
				}
			}
			s, err := inspect.Models(t.Context(), db, inspect.Options{})
			if err != nil {
				t.Fatal(err)
			}
			onlyDeclares(t, s.Text)
			generates(t, s.Text)
			builds(t, s)
		})
	}
}

// elsewhere are statements that put a text where it is no name: into comments, labels, conditions, and expressions.
func elsewhere(name string, i int, h string) []string {
	text := "'" + strings.ReplaceAll(h, "'", "''") + "'"
	table := "texts_" + strconv.Itoa(i)
	switch name {
	case "postgres":
		return []string{
			`CREATE TYPE "m` + strconv.Itoa(i) + strings.ReplaceAll(h, `"`, `""`) + `" AS ENUM (` + text + `, 'A', 'a', '')`,
			`CREATE TABLE ` + table + ` (id int PRIMARY KEY, t text DEFAULT ` + text + ` CHECK (t <> ` + text + `), g text GENERATED ALWAYS AS ('x' || ` + text + `) STORED,
			 m "m` + strconv.Itoa(i) + strings.ReplaceAll(h, `"`, `""`) + `", EXCLUDE USING btree ((t || ` + text + `) WITH =) WHERE (t <> ` + text + `))`,
			`CREATE INDEX ` + table + `_i ON ` + table + ` ((t || ` + text + `)) WHERE t <> ` + text,
			`COMMENT ON TABLE ` + table + ` IS ` + text, `COMMENT ON COLUMN ` + table + `.t IS ` + text, `COMMENT ON COLUMN ` + table + `.id IS ` + text,
		}
	case "sqlite":
		return []string{`CREATE TABLE ` + table + ` (id INTEGER PRIMARY KEY, t TEXT DEFAULT ` + text + ` CHECK (t <> ` + text + `), g TEXT AS (t || ` + text + `), o "x` + strings.ReplaceAll(h, `"`, `""`) + `")`,
			`CREATE UNIQUE INDEX ` + table + `_i ON ` + table + ` ((t || ` + text + `)) WHERE t <> ` + text}
	}
	text = strings.ReplaceAll(text, `\`, `\\`)
	return []string{"CREATE TABLE " + table + " (id int PRIMARY KEY COMMENT " + text + ", t varchar(200) DEFAULT " + text + " COMMENT " + text + " CHECK (t <> " + text + "), g varchar(200) AS (concat(t, " + text +
		")), e enum('A', " + text + "), s set('b', " + text + ")) COMMENT " + text}
}

// onlyDeclares checks that a file has types, methods Schema, Scan and Value and the function Models, and calls nothing that is not of schema.
func onlyDeclares(t *testing.T, text []byte) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "models.go", text, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if !strings.HasPrefix(c.Text, "// ") && c.Text != "//" {
				t.Errorf("a comment may be more: %s", c.Text)
			}
		}
	}
	for _, d := range file.Decls {
		if f, is := d.(*ast.FuncDecl); is {
			switch f.Name.Name {
			case "Schema", "Models":
			case "Scan", "Value":
				continue
			default:
				t.Errorf("there is a function %s", f.Name.Name)
			}
		}
		ast.Inspect(d, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is {
				return true
			}
			for f := call.Fun; ; {
				switch x := f.(type) {
				case *ast.SelectorExpr:
					f = x.X
					continue
				case *ast.CallExpr:
					f = x.Fun
					continue
				case *ast.Ident:
					if x.Name != "schema" && x.Name != "new" {
						t.Errorf("something of %s is called", x.Name)
					}
				}
				return true
			}
		})
	}
}

// generates fails when go generate would run something.
func generates(t *testing.T, text []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "models.go")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "generate", "-n", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("go generate would run %s, %v", out, err)
	}
}

// Tables are chosen by names and patterns; a run anew keeps what a person has declared elsewhere, and writes over nothing else.
func TestWrite(t *testing.T) {
	dsn := made(t, "sqlite", "chinook.sqlite.sql")
	db, dir := open(t, "sqlite", dsn), filepath.Join(t.TempDir(), "Music-Shop")
	s, err := inspect.Write(t.Context(), db, dir, inspect.Options{Tables: []string{"A*", "Track"}, Exclude: []string{"Artist"}, Unmanaged: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.Models, " "); got != "Album Track" || !strings.Contains(string(s.Text), "package musicshop\n") || strings.Count(string(s.Text), "Unmanaged: true") != 2 ||
		!strings.Contains(string(s.Text), "its target is not among the models") {
		t.Errorf("%s\n%s", got, s.Text)
	}
	own := "package mine\n\nimport \"github.com/ormar-go/ormar/schema\"\n\ntype Album struct{ ID int64 }\n\nfunc (a *Album) Schema() schema.Table { return schema.Table{} }\n\ntype Decimal string\n"
	if err := os.WriteFile(filepath.Join(dir, "album.go"), []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err = inspect.Write(t.Context(), db, dir, inspect.Options{Tables: []string{"A*", "Track"}})
	if err != nil || strings.Join(s.Models, " ") != "Artist Track" || !strings.Contains(string(s.Text), "package mine\n") || strings.Contains(string(s.Text), "type Decimal") {
		t.Errorf("%v %v\n%s", err, s.Models, s.Text)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "album.go")); err != nil || string(text) != own {
		t.Errorf("%v: %s", err, text)
	}
	if err := os.WriteFile(filepath.Join(dir, "models_inspected.go"), []byte("package mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := inspect.Write(t.Context(), db, dir, inspect.Options{}); !errors.Is(err, inspect.ErrOptions) || !strings.Contains(err.Error(), "was not written by this command") {
		t.Errorf("%v", err)
	}
	for _, o := range []inspect.Options{{Package: "a b"}, {Package: "func"}, {Tables: []string{"["}}, {Exclude: []string{"a["}}, {Schema: "a\x00b"}} {
		if _, err := inspect.Models(t.Context(), db, o); !errors.Is(err, inspect.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
