package ormar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// notPublic are the trees whose exported names are nobody's interface.
var notPublic = []string{"internal/...", "integration/...", "examples/...", "cmd/...", "benchmarks/..."}

func TestNoInternalTypeInPublicSignature(t *testing.T) {
	public := publicPackages(t)
	if len(public) < 5 {
		t.Fatalf("there are only %d public packages", len(public))
	}
	exports := listExports(t, public)
	lookup := func(path string) (io.ReadCloser, error) {
		file, ok := exports[path]
		if !ok {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(file)
	}
	imports := importer.ForCompiler(token.NewFileSet(), "gc", lookup)
	for _, path := range public {
		pkg, err := imports.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range leaks(pkg) {
			t.Error(l)
		}
	}
}

// publicPackages gives the import paths of this module's packages that programs elsewhere may use.
func publicPackages(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(strings.Fields(goList(t, "./...")), func(path string) bool {
		own, ok := ownPackage(path)
		return !ok || slices.ContainsFunc(notPublic, func(p string) bool { return matches(p, own) })
	})
}

// listExports compiles packages and what they import, or takes them from the build cache, and says where the compiler put the
// types of each. Only what is asked for: the suite of integration alone takes longer to compile than the rest together.
func listExports(t *testing.T, packages []string) map[string]string {
	t.Helper()
	out := goList(t, append([]string{"-export", "-deps", "-json=ImportPath,Export"}, packages...)...)
	exports := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return exports
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
	}
}

func goList(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, complaint.String())
	}
	return string(out)
}

// Each way in which an internal type can get out, planted and found; and what may be, left alone.
func TestLeakCheckerSeesViolations(t *testing.T) {
	const secret = `package secret
type T struct{ A int }
func (T) Method() {}
type I interface{ Do() }
type S[X any] struct{ x X }`
	for _, c := range []struct{ name, source, want string }{
		{"parameter", `func F(s secret.T) {}`, "F"},
		{"result behind a pointer", `func F() *secret.T { return nil }`, "F"},
		{"variadic function", `func F(f ...func(map[string]secret.T)) {}`, "F"},
		{"constraint", `func F[X secret.I](x X) {}`, "F"},
		{"constraint's union", `func F[X interface{ secret.T | int }](x X) {}`, "F"},
		{"type argument of a public type", `type G[X any] struct{ x X }; func F() G[secret.T] { panic(0) }`, "F"},
		{"instantiated internal type", `func F(s secret.S[int]) {}`, "F"},
		{"field", `type P struct{ Field []secret.T }`, "P.Field"},
		{"embedded", `type P struct{ secret.T }`, "P.T"},
		{"promoted through an unexported struct", `type p struct{ Field secret.T }; type P struct{ p }`, "P.p.Field"},
		{"method", `type P struct{}; func (*P) Method() secret.T { panic(0) }`, "P.Method"},
		{"method of an unexported result", `type p struct{}; func (p) Method(secret.T) {}; func F() p { return p{} }`, "F.p.Method"},
		{"interface", `type P interface{ Method(secret.T) }`, "P.Method"},
		{"alias", `type P = secret.T`, "P"},
		{"variable", `var V chan secret.T`, "V"},
		{"channel of structs", `var V chan struct{ F secret.T }`, "V.F"},

		{"unexported field", `type P struct{ field secret.T }`, ""},
		{"unexported function", `func f(secret.T) {}`, ""},
		{"unexported method", `type P struct{}; func (P) method(secret.T) {}`, ""},
		{"unexported method of an interface", `type P interface{ method(secret.T) }`, ""},
		{"definition of its own", `type P secret.T`, ""},
		{"recursive type", `type P struct{ Next *P; Of []P }`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fset := token.NewFileSet()
			inner := check(t, fset, module+"/internal/secret", secret, nil)
			outer := check(t, fset, module+"/public", "package public\nimport \""+inner.Path()+"\"\nvar _ secret.T\n"+c.source, inner)
			got := leaks(outer)
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("flagged: %q", got)
			case c.want != "" && !slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "public."+c.want+" ") }):
				t.Errorf("got %q, want a leak in %s", got, c.want)
			}
		})
	}
}

func check(t *testing.T, fset *token.FileSet, path, source string, known *types.Package) *types.Package {
	t.Helper()
	file, err := parser.ParseFile(fset, path+".go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: oneImporter{known}}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

type oneImporter struct{ known *types.Package }

func (i oneImporter) Import(string) (*types.Package, error) { return i.known, nil }
