package ormar_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/ormar-go/ormar"

// allowed says which packages of this module each package may import; a name that ends in /... stands for all below it. A
// directory that is not here may not hold Go files: a new package gets its line first. Tests may import what they like.
var allowed = map[string][]string{
	".":                 {},
	"internal/gotype":   {},
	"internal/spelling": {},
	"schema":            {"internal/gotype", "internal/spelling"},
	"schema/crypt":      {"schema"},
	"schema/diagram":    {"schema"},
	"hooks":             {"schema"},
	"internal/dialect":  {"schema"},
	"loaders":           {"schema"},
	"internal/cluster":  {},
	"internal/query":    {"schema"},
	"internal/validate": {"schema", "internal/query", "internal/gotype"},
	"internal/state":    {"schema", "internal/dialect"},
	"internal/diff":     {"internal/state", "internal/dialect"},
	"internal/ddl":      {"internal/state", "internal/diff", "internal/dialect"},
	"internal/inspect":  {"internal/state", "internal/diff", "internal/ddl", "internal/dialect"},
	"internal/scan":     {"schema", "loaders", "internal/gotype"},
	"internal/compile":  {"schema", "loaders", "internal/query", "internal/dialect"},
	"internal/engine":   {"schema", "loaders", "internal/dialect", "internal/gotype", "internal/query", "internal/scan", "internal/compile", "internal/cluster"},
	"internal/lookup":   {"schema", "internal/dialect", "internal/gotype", "internal/query", "internal/validate", "internal/engine"},
	"internal/jsonio":   {"schema", "internal/gotype", "internal/query", "internal/validate", "internal/engine"},
	"internal/write":    {"schema", "hooks", "loaders", "internal/query", "internal/validate", "internal/engine"},
	"orm": {"schema", "hooks", "loaders", "internal/query", "internal/validate", "internal/dialect", "internal/scan", "internal/engine",
		"internal/lookup", "internal/jsonio", "internal/write", "internal/cluster"},
	"internal/sqlite": {"orm", "schema", "internal/spelling"},
	"orm/sqlite":      {"orm", "schema", "internal/sqlite"},
	"orm/sqlitego":    {"orm", "schema", "internal/sqlite"},
	"orm/postgres":    {"orm", "schema", "internal/cluster", "internal/spelling"},
	"orm/mysql":       {"orm", "schema", "internal/cluster", "internal/spelling"},
	"migrate":         {"schema", "internal/dialect", "internal/state", "internal/diff", "internal/ddl", "internal/inspect", "internal/migration"},

	"internal/migration": {"internal/dialect"},
	"migrate/inspect":    {"schema", "internal/dialect", "internal/spelling", "internal/state", "internal/inspect"},
	"migrate/cli":        {"schema", "migrate", "migrate/inspect", "orm", "orm/sqlite", "orm/postgres", "orm/mysql", "orm/ormseed", "schema/diagram"},
	"orm/ormseed":        {"schema", "orm"},

	"orm/ormhttp":  {"orm", "schema", "internal/query", "internal/lookup", "internal/jsonio"},
	"orm/ormadmin": {"orm", "orm/ormhttp", "schema", "schema/diagram", "internal/jsonio"},
	"orm/ormtest":  {"orm", "orm/sqlite", "orm/postgres", "orm/mysql", "schema", "migrate"},
	"orm/ormslog":  public,
	"orm/ormotel":  public,
	"examples/...": public,
	"cmd/...":      public,

	"examples/tracker":             {"examples/tracker/app", "examples/tracker/model", "migrate", "orm", "orm/ormotel", "orm/ormseed", "orm/ormslog"},
	"examples/tracker/app":         {"examples/tracker/model", "hooks", "orm", "orm/mysql", "orm/ormadmin", "orm/ormhttp", "orm/postgres", "orm/sqlite", "schema"},
	"examples/tracker/model":       {"orm", "schema", "schema/crypt"},
	"examples/tracker/cmd/migrate": {"examples/tracker/model", "migrate/cli"},

	"examples/service":             {"examples/service/model", "migrate", "orm", "orm/ormhttp", "orm/sqlite"},
	"examples/service/cmd/migrate": {"examples/service/model", "migrate/cli", "orm", "orm/sqlite", "schema"},

	"internal/dbtest/...":        {"..."},
	"internal/sqlite/sqlitetest": {"..."},
	"integration/...":            {"..."},
	"benchmarks/...":             {"..."},
}

var public = []string{"schema", "schema/crypt", "hooks", "loaders", "orm", "orm/sqlite", "orm/postgres", "orm/mysql", "orm/ormslog",
	"orm/ormotel", "orm/ormhttp", "orm/ormtest", "migrate", "migrate/cli", "orm/ormseed", "schema/diagram", "orm/ormadmin", "orm/sqlitego"}

// homes says where each third-party module may be imported. A module that is not here may not be imported at all.
var homes = map[string][]string{
	"github.com/Masterminds/squirrel":     {"internal/compile", "orm", "orm/ormtest"},
	"github.com/jmoiron/sqlx":             {"internal/engine", "orm", "orm/sqlite", "orm/sqlitego", "internal/sqlite", "orm/postgres", "orm/mysql", "migrate", "migrate/cli", "migrate/inspect"},
	"github.com/mattn/go-sqlite3":         {"orm/sqlite"},
	"modernc.org/sqlite":                  {"orm/sqlitego"},
	"github.com/jackc/pgx/v5":             {"orm/postgres"},
	"github.com/go-sql-driver/mysql":      {"orm/mysql"},
	"github.com/go-playground/validator/": {"internal/validate"},
	"golang.org/x/crypto":                 {"schema/crypt"},
	"go.opentelemetry.io/otel":            {"orm/ormotel"},
	"go.yaml.in/yaml/v3":                  {"orm/ormseed"},
	"golang.org/x/tools":                  {"cmd/ormarvet"},
}

// free are the packages that nothing else imports, and that may themselves import any module.
var free = []string{"internal/dbtest/...", "internal/sqlite/sqlitetest", "integration/...", "benchmarks/...", "examples/tracker/..."}

func TestImportsOnlyGoDown(t *testing.T) {
	for _, file := range goFiles(t, os.DirFS(".")) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, mistake := range checkImports(file, source) {
			t.Error(mistake)
		}
	}
}

// An arrow that nothing goes along, or a home where a module does not live, is none: the table would allow what nobody has decided.
func TestEveryArrowIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, file := range goFiles(t, os.DirFS(".")) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			used[path.Dir(filepath.ToSlash(file))+" "+strings.TrimPrefix(imported, module+"/")] = true
		}
	}
	for pkg, down := range allowed {
		for _, name := range down {
			if !strings.HasSuffix(name, "...") && &down[0] != &public[0] && !used[pkg+" "+name] {
				t.Errorf("%s may import %s, and does not", pkg, name)
			}
		}
	}
	arrows := slices.Collect(maps.Keys(used))
	for name, at := range homes {
		for _, pkg := range at {
			if !slices.ContainsFunc(arrows, func(arrow string) bool { return strings.HasPrefix(arrow, pkg+" "+name) }) {
				t.Errorf("%s may import %s, and does not", pkg, name)
			}
		}
	}
}

// The checker is itself checked: each of these files breaks one rule, or none.
func TestImportCheckerSeesViolations(t *testing.T) {
	for _, c := range []struct {
		name, file, imports, want string
	}{
		{"upwards", "schema/x.go", module + "/orm", "schema may not import orm"},
		{"sideways", "internal/scan/x.go", module + "/internal/compile", "internal/scan may not import internal/compile"},
		{"the root", "orm/x.go", module, "orm may not import ."},
		{"tests' package", "orm/x.go", module + "/internal/dbtest/servers", "orm may not import internal/dbtest/servers"},
		{"internal from an example", "examples/a/x.go", module + "/internal/query", "examples/a may not import internal/query"},
		{"unknown package", "orm/extra/x.go", "fmt", "orm/extra is not in the table"},
		{"squirrel away from home", "internal/engine/x.go", "github.com/Masterminds/squirrel", "internal/engine may not import github.com/Masterminds/squirrel"},
		{"driver away from home", "orm/x.go", "github.com/jackc/pgx/v5/pgconn", "orm may not import github.com/jackc/pgx/v5/pgconn"},
		{"another driver", "orm/mysql/x.go", "github.com/mattn/go-sqlite3", "orm/mysql may not import github.com/mattn/go-sqlite3"},
		{"sqlx in the compiler", "internal/compile/x.go", "github.com/jmoiron/sqlx", "internal/compile may not import github.com/jmoiron/sqlx"},
		{"crypto in the leaf", "schema/x.go", "golang.org/x/crypto/argon2", "schema may not import golang.org/x/crypto/argon2"},
		{"a module without a home", "orm/x.go", "example.com/left-pad", "orm may not import example.com/left-pad"},
		{"a name that only begins alike", "orm/sqlite/x.go", "github.com/mattn/go-sqlite3x", "orm/sqlite may not import github.com/mattn/go-sqlite3x"},

		{"downwards", "orm/x.go", module + "/internal/engine", ""},
		{"standard library", "schema/x.go", "encoding/json", ""},
		{"third party at home", "orm/postgres/x.go", "github.com/jackc/pgx/v5/stdlib", ""},
		{"validator's major version", "internal/validate/x.go", "github.com/go-playground/validator/v10", ""},
		{"tests' package may all", "internal/dbtest/servers/x.go", "github.com/jackc/pgx/v5", ""},
		{"suite may all", "integration/suite/x.go", module + "/internal/dbtest", ""},
		{"example", "examples/a/x.go", module + "/orm/sqlite", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := fmt.Sprintf("package x\n\nimport _ %q\n", c.imports)
			got := strings.Join(checkImports(c.file, []byte(source)), "\n")
			if c.want == "" && got != "" {
				t.Errorf("flagged: %s", got)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q in it", got, c.want)
			}
		})
	}
}

// goFiles lists the non-test files of this module and of those nested in it.
func goFiles(t *testing.T, root fs.FS) []string {
	t.Helper()
	return slices.DeleteFunc(allGoFiles(t, root), func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

// allGoFiles lists the files of this module and of those nested in it, tests included.
func allGoFiles(t *testing.T, root fs.FS) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (d.Name() == "testdata" || strings.ContainsAny(d.Name()[:1], "._")) {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("found only %d Go files; is this the root of the module?", len(files))
	}
	return files
}

// checkImports says what is wrong with the imports of one file, given by its path from the root.
func checkImports(file string, source []byte) []string {
	pkg := path.Dir(filepath.ToSlash(file))
	down, known := lookup(pkg)
	if !known {
		return []string{fmt.Sprintf("%s: %s is not in the table of packages", file, pkg)}
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		return []string{err.Error()}
	}
	var mistakes []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{err.Error()}
		}
		if own, ok := ownPackage(imported); ok {
			if !slices.ContainsFunc(down, func(p string) bool { return matches(p, own) }) {
				mistakes = append(mistakes, fmt.Sprintf("%s: %s may not import %s", file, pkg, own))
			}
		} else if !atHome(pkg, imported) {
			mistakes = append(mistakes, fmt.Sprintf("%s: %s may not import %s", file, pkg, imported))
		}
	}
	return mistakes
}

// lookup finds what a package may import: by its own line, else by that of a tree it is in.
func lookup(pkg string) (down []string, known bool) {
	if down, known = allowed[pkg]; known {
		return down, true
	}
	for name, down := range allowed {
		if matches(name, pkg) {
			return down, true
		}
	}
	return nil, false
}

// ownPackage gives the path inside this module; the root is a dot.
func ownPackage(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func matches(pattern, pkg string) bool {
	tree, isTree := strings.CutSuffix(pattern, "...")
	if !isTree {
		return pattern == pkg
	}
	return strings.HasPrefix(pkg+"/", tree)
}

// atHome tells the standard library by its first element, which has no dot.
func atHome(pkg, imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return true
	}
	if slices.ContainsFunc(free, func(p string) bool { return matches(p, pkg) }) {
		return true
	}
	for name, at := range homes {
		if strings.HasPrefix(imported+"/", strings.TrimSuffix(name, "/")+"/") {
			return slices.Contains(at, pkg)
		}
	}
	return false
}
