package inspected

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

var update = flag.Bool("update", false, "write the packages anew")

// open opens a database with models.
func open(t *testing.T, name, dsn string, models ...schema.Definer) *orm.DB {
	t.Helper()
	return openWith(t, name, dsn, nil, models...)
}

func openWith(t *testing.T, name, dsn string, opts []orm.Option, models ...schema.Definer) *orm.DB {
	t.Helper()
	by := sqlite.Open
	switch name {
	case "postgres":
		by = postgres.Open
	case "mysql", "mariadb":
		by = mysql.Open
	}
	r, err := schema.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	db, err := by(dsn, r, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// made is a database that a script has made; "" when there is no such server.
func made(t *testing.T, name, script string) string {
	t.Helper()
	if name == "mariadb" && !has("mariadb") {
		t.Skip("MariaDB is not among the databases")
	}
	if name == "postgres" && !has("postgres") {
		t.Skip("PostgreSQL is not among the databases")
	}
	dsn := dbtest.DSN(t, name)
	run(t, open(t, name, dsn), script)
	return dsn
}

// run runs a script on one connection.
func run(t *testing.T, db *orm.DB, script string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", script))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.SQLX().Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range strings.Split(string(text), ";\n") {
		if statement = strings.TrimSpace(statement); statement == "" {
			continue
		}
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func has(name string) bool {
	for _, n := range dbtest.Names() {
		if n == name {
			return true
		}
	}
	return false
}

// written compares what is written from a database with the package that is there, and gives a database with its models.
func written(t *testing.T, name, script, pkg string, o inspect.Options, models ...schema.Definer) *orm.DB {
	t.Helper()
	dsn := made(t, name, script)
	o.Package = pkg
	golden(t, pkg, check(inspect.Models(t.Context(), open(t, name, dsn), o))(t))
	return open(t, name, dsn, models...)
}

// golden compares what is written with the package that is there.
func golden(t *testing.T, pkg string, s *inspect.Written) {
	t.Helper()
	at := filepath.Join(pkg, "models_inspected.go")
	if *update {
		if err := os.WriteFile(at, s.Text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, s.Text) {
		t.Errorf("what is written is not %s; look at it and run the test with -update\n%s", at, s.Text)
	}
}

// again makes the tables of models that were written from a database in an empty one, which may be of another kind, and writes models of
// them: the same ones, but for their notes and what elsewhere says.
func again(t *testing.T, from *orm.DB, name string, elsewhere func(string) string, models ...schema.Definer) {
	t.Helper()
	db := open(t, name, dbtest.DSN(t, name), models...)
	if name == "postgres" { // of which an exclusion has its operators
		if _, err := db.SQLX().ExecContext(t.Context(), "CREATE EXTENSION IF NOT EXISTS btree_gist"); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	changes, warnings, err := migrate.Drift(t.Context(), db)
	if err != nil || len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v %v %v", changes, warnings, err)
	}
	var o inspect.Options
	for _, m := range db.Models().Models() {
		if m.View {
			o.Exclude = append(o.Exclude, m.Table)
		}
	}
	want := check(inspect.Models(t.Context(), from, o))(t)
	got := check(inspect.Models(t.Context(), db, o))(t)
	a, b := declarations(want.Text), declarations(got.Text)
	if elsewhere != nil {
		a = elsewhere(a)
	}
	if a != b {
		t.Errorf("what is written of the tables that models make is not the same:\n%s", difference(a, b))
	}
	if elsewhere != nil { // else it is what was compiled with this test
		builds(t, got)
	}
}

// declarations are the lines of a file that are no comments, with single blanks.
func declarations(text []byte) string {
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !strings.HasPrefix(line, "//") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// difference are the lines that only one of two texts has, each as often as it has them more often; else where they stand otherwise.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	left := map[string]int{}
	for _, line := range y {
		left[line]++
	}
	var out []string
	for _, line := range x {
		if left[line]--; left[line] < 0 {
			out = append(out, "- "+line)
		}
	}
	for i := len(y) - 1; i >= 0; i-- {
		if left[y[i]] > 0 {
			left[y[i]]--
			out = append(out, "+ "+y[i])
		}
	}
	if len(out) == 0 {
		for i := range x {
			if x[i] != y[i] {
				out = append(out, "~ "+x[i], "  "+y[i])
			}
		}
	}
	return strings.Join(out, "\n")
}

// builds compiles what was written.
func builds(t *testing.T, s *inspect.Written) {
	t.Helper()
	dir, err := os.MkdirTemp("testdata", "built")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "models.go"), s.Text, 0o644); err != nil {
		t.Fatal(err)
	}
	program := "package main\n\nimport (\n\tm \"github.com/ormar-go/ormar/integration/inspected/" + filepath.ToSlash(dir) + "\"\n\n\t\"github.com/ormar-go/ormar/schema\"\n)\n\n" +
		"func main() { schema.MustRegistry(m.Models()...) }\n"
	main := filepath.Join(dir, "main")
	if err := os.Mkdir(main, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(main, "main.go"), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	goRun(t, "./"+filepath.ToSlash(main))
}

func count[T any](t *testing.T, ctx context.Context, q orm.QuerySet[T], want int64) {
	t.Helper()
	n, err := q.Count(ctx)
	if err != nil || n != want {
		t.Errorf("%d rows, want %d: %v", n, want, err)
	}
}
