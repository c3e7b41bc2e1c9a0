package ormar_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// openers are the packages whose importers may leave goroutines behind: pools, servers, clusters.
var openers = []string{
	module + "/orm/sqlite", module + "/orm/postgres", module + "/orm/mysql", module + "/orm/ormtest", module + "/internal/dbtest",
	module + "/internal/dbtest/servers", module + "/internal/cluster", "database/sql", "net/http/httptest",
}

// engines are packages that run somebody else's library in this process, which leaves goroutines behind: gorm, go-mysql-server, Vitess.
var engines = []string{"benchmarks", "integration/mysql8", "integration/vitess"}

// A package that starts goroutines, or whose tests open databases or servers, looks at the end of its tests for goroutines that are left.
func TestEveryPackageLooksForGoroutines(t *testing.T) {
	type folder struct{ tests, runs, looks bool }
	folders := map[string]*folder{}
	for _, file := range allGoFiles(t, os.DirFS(".")) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		f := folders[path.Dir(file)]
		if f == nil {
			f = &folder{}
			folders[path.Dir(file)] = f
		}
		f.tests = f.tests || strings.HasSuffix(file, "_test.go")
		for _, i := range parsed.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			f.runs, f.looks = f.runs || slices.Contains(openers, name), f.looks || name == "go.uber.org/goleak"
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			_, starts := n.(*ast.GoStmt)
			f.runs = f.runs || starts
			return true
		})
	}
	looking := 0
	for dir, f := range folders {
		if f.looks {
			looking++
		}
		if f.tests && f.runs && !f.looks && !slices.Contains(engines, dir) {
			t.Errorf("%s: nobody looks for goroutines that are left; add TestMain with goleak.VerifyTestMain", dir)
		}
	}
	if looking < 50 {
		t.Errorf("only %d packages look", looking)
	}
}
