package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// project makes a module with a model, whose library is this one.
func project(t *testing.T) string {
	t.Helper()
	library, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(library, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(library, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(string(text), "module github.com/ormar-go/ormar", "module example.com/shop", 1) +
		"\nrequire github.com/ormar-go/ormar v0.0.0\n\nreplace github.com/ormar-go/ormar => " + library + "\n"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": mod, "go.sum": string(sums),
		"books/book.go": `package books

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type Book struct {
	orm.Model
	ID    int64
	Title string
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100)}}
}
`,
		"other/books/more.go": "package books\n\nimport s \"github.com/ormar-go/ormar/schema\"\n\ntype Tome struct{ ID int64 }\n\nfunc (t *Tome) Schema() s.Table {\n\treturn s.Table{Fields: s.Fields{s.BigInteger(&t.ID).PrimaryKey()}}\n}\n\ntype hidden struct{}\n\nfunc (h *hidden) Schema() s.Table { return s.Table{} }\n",
		"testdata/x.go":       "no Go at all",
		"cmd/shop/main.go":    "package main\n\nfunc main() {}\n",
		"books/book_test.go":  "package books\n",
		"nested/go.mod":       "module example.com/nested\n",
		"nested/model.go":     "package nested\n\nfunc (m *M) Schema() schema.Table {}\n",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// From nothing to a database with a table: init finds the models, and migrate builds and runs what
// it has written, from anywhere in the module, with the program's exit code.
func TestFirstMigration(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds programs")
	}
	dir := project(t)
	command := filepath.Join(t.TempDir(), "ormar")
	if out, err := exec.Command("go", "build", "-o", command, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ormar := func(at string, code int, args string, want ...string) {
		t.Helper()
		c := exec.Command(command, strings.Fields(args)...)
		c.Dir = filepath.Join(dir, at)
		c.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -mod=mod", "GOWORK=off", "DATABASE_URL=sqlite:"+filepath.Join(dir, "shop.db"))
		out, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != code {
			t.Fatalf("%s: exit code %d, want %d\n%s", args, got, code, out)
		}
		for _, w := range want {
			if !strings.Contains(string(out), w) {
				t.Errorf("%s: %q is not in\n%s", args, w, out)
			}
		}
	}
	ormar("", 0, "init -dialect sqlite", "example.com/shop/books.Book", "example.com/shop/other/books.Tome", "next: go mod tidy, then ormar migrate make first")
	text, err := os.ReadFile(filepath.Join(dir, "cmd/migrate/main.go"))
	if err != nil || !strings.Contains(string(text), "&books.Book{},\n\t\t\t&books2.Tome{},\n\t\t),") || strings.Contains(string(text), "hidden") {
		t.Errorf("%v\n%s", err, text)
	}
	ormar("", 1, "init", "is there already")
	ormar("books", 0, "migrate make first", "create table", "wrote migrations/")
	ormar("", 1, "migrate check", "is pending")
	ormar("other/books", 0, "migrate up", "applied ")
	ormar("", 0, "migrate check", "all is as it should be")
	ormar("books", 0, "diagram", "erDiagram", `"books"`)
	ormar("", 2, "migrate sideways", "there is no command")
	if err := os.RemoveAll(filepath.Join(dir, "cmd/migrate")); err != nil {
		t.Fatal(err)
	}
	ormar("", 0, "migrate status", "applied")
	ormar("", 1, "migrate make second", "ormar init")
}

func TestUsage(t *testing.T) {
	for args, code := range map[string]int{"": 2, "sideways": 2, "help": 0, "-h": 0, "init -dialect oracle": 1, "init -h": 0} {
		var out, problems bytes.Buffer
		if got := run(strings.Fields(args), &out, &problems); got != code || out.Len()+problems.Len() == 0 {
			t.Errorf("%q: %d, want %d\n%s%s", args, got, code, &out, &problems)
		}
	}
}

// A program without models that could be found says where they go.
func TestSourceWithoutModels(t *testing.T) {
	text, err := source(written{Dir: "db/migrations", Dialects: []string{"postgres", "sqlite"}})
	if err != nil || !strings.Contains(string(text), "each model") || !strings.Contains(string(text), `[]string{"postgres", "sqlite"}`) {
		t.Errorf("%v\n%s", err, text)
	}
}

// The one function of a module that makes a registry gives the models, so that a new model is named
// once; a module with orm/sqlitego opens SQLite by it.
func TestSourceOfAProject(t *testing.T) {
	dir := project(t)
	at := filepath.Join(dir, "other", "registry.go")
	made := "package other\n\nimport \"github.com/ormar-go/ormar/schema\"\n\n" +
		"func Models() *schema.Registry { return nil }\n\nfunc hidden() *schema.Registry { return nil }\n\n" +
		"func Of(n int) *schema.Registry { return nil }\n\nfunc Plain() *schema.Table { return nil }\n"
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start := func(args ...string) (said, text string) {
		t.Helper()
		t.Chdir(dir)
		if err := os.RemoveAll(filepath.Join(dir, "cmd", "migrate")); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := initialize(args, &out); err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(filepath.Join(dir, "cmd", "migrate", "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		return out.String(), string(source)
	}
	write(at, made)
	said, text := start("-dialect", "sqlite")
	if !strings.Contains(said, "with the models of example.com/shop/other.Models()") ||
		!strings.Contains(text, "other.Models(),") || strings.Contains(text, "schema") || strings.Contains(text, "sqlitego") {
		t.Errorf("%s\n%s", said, text)
	}
	write(at, made+"\nfunc More() *schema.Registry { return nil }\n")
	if said, text = start("-dialect", "sqlite"); !strings.Contains(said, "example.com/shop/books.Book") ||
		!strings.Contains(text, "&books.Book{},") || strings.Contains(text, "shop/other\"") {
		t.Errorf("%s\n%s", said, text)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(dir, "go.mod"), string(mod)+"\nrequire github.com/ormar-go/ormar/orm/sqlitego v0.0.0\n")
	if _, text = start("-dialect", "postgres"); strings.Contains(text, "sqlitego") {
		t.Errorf("without SQLite\n%s", text)
	}
	if _, text = start("-dialect", "sqlite", "-dialect", "postgres"); !strings.Contains(text, "sqlitego.Open(path, models)") {
		t.Errorf("without C\n%s", text)
	}
}
