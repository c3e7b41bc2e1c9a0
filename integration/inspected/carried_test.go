package inspected

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/integration/inspected/chinook"
	"github.com/ormar-go/ormar/integration/inspected/employees"
	"github.com/ormar-go/ormar/integration/inspected/northwind"
	"github.com/ormar-go/ormar/integration/inspected/sakila"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/schema"
)

// published are the databases with what their models cannot have elsewhere, which somebody who moves them takes out.
var published = []struct {
	name, on, script string
	models           []schema.Definer
	refused          map[string][]string
}{
	{"chinook", "sqlite", "chinook.sqlite.sql", chinook.Models(), map[string][]string{"mariadb": {"IX_TrackLower"}}},
	{"sakila", "mariadb", "sakila.mariadb.sql", sakila.Models(), map[string][]string{"postgres": {"idx_title"}, "sqlite": {"idx_title"}}},
	{"northwind", "postgres", "northwind.postgres.sql", northwind.Models(), map[string][]string{
		"mariadb": {"employees_settings", "products_by_price", "products_name_key"}, "sqlite": {"employees_settings", "products_by_price"}}},
	{"employees", "mariadb", "employees.mariadb.sql", employees.Models(), nil},
}

// carriage is models of one database on their way to another.
type carriage struct {
	Package, On, DSN     string
	sample, from, source string // source is the text of the package
}

// arrived is what became of it.
type arrived struct{ Text, Error, Drift string }

// Models written from each database make tables on every other, of which the same models are written, but for what differs says, and of
// these again on every other. What a database cannot have is refused beforehand, by name.
func TestCarried(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a dozen packages")
	}
	var first []carriage
	for _, p := range published {
		dsn := made(t, p.on, p.script)
		s := check(inspect.Models(t.Context(), open(t, p.on, dsn), inspect.Options{Exclude: views(p.models)}))(t)
		source := string(s.Text)
		for on, names := range p.refused {
			refused(t, p.name, on, p.models, names)
			for _, name := range names {
				source = without(source, name)
			}
		}
		for _, on := range []string{"sqlite", "postgres", "mariadb"} {
			if on != p.on {
				first = append(first, carriage{On: on, sample: p.name, from: p.on, source: source})
			}
		}
	}
	var second []carriage
	for i, a := range carried(t, first) {
		c := first[i]
		if compared(t, c, a) {
			for _, on := range []string{"sqlite", "postgres", "mariadb"} {
				if on != c.On {
					second = append(second, carriage{On: on, sample: c.sample, from: c.On, source: a.Text})
				}
			}
		}
	}
	for i, a := range carried(t, second) {
		compared(t, second[i], a)
	}
}

// refused checks that what a database cannot have is said of models, and nothing else.
func refused(t *testing.T, sample, on string, models []schema.Definer, names []string) {
	t.Helper()
	_, err := migrate.SQL(on, schema.MustRegistry(models...))
	if !errors.Is(err, schema.ErrDefinition) {
		t.Errorf("%s on %s: %v", sample, on, err)
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(line, strconv.Quote(name)) }) {
			t.Errorf("%s on %s: %s", sample, on, line)
		}
	}
	for _, name := range names {
		if !strings.Contains(err.Error(), strconv.Quote(name)) {
			t.Errorf("%s on %s: nothing is said of %s", sample, on, name)
		}
	}
}

// without takes the line of a constraint out of a package.
func without(source, name string) string {
	var out []string
	for line := range strings.Lines(source) {
		if !strings.Contains(line, fmt.Sprintf(".Named(%q)", name)) {
			out = append(out, line)
		}
	}
	return strings.ReplaceAll(strings.Join(out, ""), "\t\tConstraints: []schema.Constraint{\n\t\t},\n", "")
}

// compared reports whether what was written at the end of the way is what it began with.
func compared(t *testing.T, c carriage, a arrived) bool {
	t.Helper()
	way := c.sample + ", of " + c.from + " on " + c.On
	if c.from == "sqlite" && c.On == "mariadb" && a.Error != "" { // SQLite has texts without a length, which have no index there
		for line := range strings.SplitSeq(a.Error, "\n") {
			if !strings.Contains(line, "is too long for an index on mariadb: its column is a longtext") {
				t.Errorf("%s: %s", way, line)
			}
		}
		return false
	}
	if a.Error != "" || a.Drift != "" {
		t.Errorf("%s: %s %s", way, a.Error, a.Drift)
		return false
	}
	want, got := differs(c.On, declarations([]byte(c.source))), differs(c.On, declarations([]byte(a.Text)))
	if want != got {
		t.Errorf("%s:\n%s", way, difference(want, got))
	}
	return true
}

// carried compiles packages of models into one program, which makes their tables and writes models of these.
func carried(t *testing.T, list []carriage) []arrived {
	t.Helper()
	dir := check(os.MkdirTemp("testdata", "carried"))(t)
	defer os.RemoveAll(dir)
	packages, imports, table := map[string]string{}, "", ""
	for i := range list {
		c := &list[i]
		c.DSN = dbtest.DSN(t, c.On)
		if c.Package = packages[c.source]; c.Package != "" {
			continue
		}
		c.Package = fmt.Sprintf("p%d", len(packages))
		packages[c.source] = c.Package
		file(t, filepath.Join(dir, c.Package, "models.go"), c.source)
		imports += fmt.Sprintf("\t%s %q\n", c.Package, "github.com/ormar-go/ormar/integration/inspected/"+filepath.ToSlash(dir)+"/"+c.Package)
		table += fmt.Sprintf("\t%q: %s.Models,\n", c.Package, c.Package)
	}
	program := string(check(os.ReadFile(filepath.Join("testdata", "carrier.go.txt")))(t))
	file(t, filepath.Join(dir, "main", "main.go"), strings.NewReplacer("\t// imports\n", imports, "\t// models\n", table).Replace(program))
	var out, failed bytes.Buffer
	run := exec.CommandContext(t.Context(), "go", "run", "./"+filepath.ToSlash(filepath.Join(dir, "main")))
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(check(json.Marshal(list))(t)), &out, &failed
	if err := run.Run(); err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	var result []arrived
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	return result
}

func file(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// views are not made, and so not carried.
func views(models []schema.Definer) (names []string) {
	for _, m := range schema.MustRegistry(models...).Models() {
		if m.View {
			names = append(names, m.Table)
		}
	}
	return names
}

// differs leaves out of models what two databases do not have in common, of which the reasons stand beside it.
func differs(on, text string) string {
	for _, r := range []struct{ on, this, that string }{
		// What a server does at an update, and what triggers do, is not made.
		{"", `\.ReadBack\(\)`, ""},
		// Types of one database are what their Go types are elsewhere.
		{"sqlite postgres", `schema\.Native\((&m\.\w+), "(text|set\(.*?\))"\)`, "schema.Text($1)"},
		{"sqlite postgres", `schema\.Native\((&m\.\w+), "year"\)`, "schema.SmallInteger($1)"},
		{"sqlite postgres", `schema\.LargeBinary\((&m\.\w+), \d+\)`, "schema.LargeBinary($1, 1073741824)"},
		{"sqlite mariadb", `schema\.Native\((&m\.\w+), "real"\)`, "schema.Float($1)"},
		{"sqlite mariadb", `(?m)^(\w+) (\*?)float32$`, "$1 ${2}float64"},
		{"sqlite mariadb", `\.WithoutZone\(time\.UTC\)`, ""},
		{"sqlite mariadb", `schema\.Native\((&m\.\w+), "inet"\)`, "schema.Text($1)"},
		// The current time has a spelling for each database but PostgreSQL, which keeps what it was given.
		{"sqlite mariadb", `"now\(\)"`, `"CURRENT_TIMESTAMP"`},
		// SQLite has neither comments nor lengths, and whole numbers of one size; documents and arrays are texts. The MySQL family
		// has no names of enumerations either, and arrays are documents.
		{"sqlite", `\.Comment\(".*?[^\\]"\)`, ""},
		{"sqlite", `(?m)^Comment: .*\n`, ""},
		{"sqlite mariadb", `\bEmployeeMood`, "Mood"},
		{"sqlite", `(?m)^"encoding/json"\n`, ""},
		{"sqlite", `json\.RawMessage|\[\]string`, "string"},
		{"mariadb", `\[\]string`, "json.RawMessage"},
		{"sqlite", `schema\.(JSON|Array)\(`, "schema.Text("},
		{"mariadb", `schema\.Array\(`, "schema.JSON("},
		{"sqlite mariadb", `"'\{\}'"`, `"'[]'"`},
		// Numbers that are times are so on SQLite.
		{"postgres mariadb", `\.Stored\(schema\.UnixSeconds\)`, ""},
		// A decimal that SQLite computes has digits behind the point, and no number of them before it.
		{"sqlite", `(schema\.Decimal\(&m\.\w+), \d+(, \d+\)\.Generated)`, "$1, 65$2"},
	} {
		if r.on == "" || strings.Contains(r.on, on) {
			text = regexp.MustCompile(r.this).ReplaceAllString(text, r.that)
		}
	}
	if on == "sqlite" {
		return lite(text)
	}
	return text
}
