package ormar_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown are the packages whose types have Examples.
var shown = append(slices.Clone(explained), "migrate/inspect", "schema/diagram", "orm/ormadmin")

// TestTypesHaveExamples lists the exported types in whose documentation no Example is: none of the type, of a method, or of a function that
// makes one, as go doc puts them together. What needs none is in notForCallers, or in withoutExample with the reason.
func TestTypesHaveExamples(t *testing.T) {
	needed := map[string]bool{}
	for _, dir := range shown {
		for _, of := range documented(t, dir).Types {
			name := dir + "." + of.Name
			if hasExample(of) {
				continue
			}
			if _, is := excused(name, name); is {
				continue
			}
			if reasonFor(name) != "" {
				needed[name] = true
				continue
			}
			t.Errorf("%s has no Example", name)
		}
	}
	for _, list := range withoutExample {
		for _, name := range list {
			if !needed[name] {
				t.Errorf("%s needs no line in withoutExample: it has an Example, or is not there", name)
			}
		}
	}
}

// Every Example says what it prints, which is then checked.
func TestExamplesHaveOutput(t *testing.T) {
	for _, dir := range shown {
		p := documented(t, dir)
		all := slices.Clone(p.Examples)
		for _, f := range p.Funcs {
			all = append(all, f.Examples...)
		}
		for _, of := range p.Types {
			all = append(all, of.Examples...)
			for _, f := range slices.Concat(of.Funcs, of.Methods) {
				all = append(all, f.Examples...)
			}
		}
		for _, e := range all {
			if e.Output == "" && !e.EmptyOutput {
				t.Errorf("%s: Example%s has no Output, so that nothing runs it", dir, e.Name)
			}
		}
	}
}

// A package's comment opens with what the package is for.
func TestPackageCommentsSayWhatFor(t *testing.T) {
	for _, dir := range shown {
		p := documented(t, dir)
		first, _, _ := strings.Cut(p.Doc, ".")
		if words := strings.Fields(first); len(words) < 5 || words[0] != "Package" || words[1] != p.Name {
			t.Errorf("%s: its comment opens with %q", dir, first)
		}
	}
}

func hasExample(of *doc.Type) bool {
	return len(of.Examples) > 0 || slices.ContainsFunc(slices.Concat(of.Funcs, of.Methods), func(f *doc.Func) bool { return len(f.Examples) > 0 })
}

func reasonFor(name string) string {
	for reason, list := range withoutExample {
		if slices.Contains(list, name) {
			return reason
		}
	}
	return ""
}

// documented is a package as go doc sees it.
func documented(t *testing.T, dir string) *doc.Package {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	p, err := doc.NewFromFiles(set, files, module+"/"+dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// withoutExample are types that no Example can show, by the reason.
var withoutExample = map[string][]string{
	"it takes several servers; docs/production.md shows it":        {"orm.Node", "orm.Server"},
	"it takes a MySQL server; docs/adopting.md shows it":           {"orm/mysql.ZeroDate"},
	"it is for tests, which have a testing.T":                      {"orm/ormtest.Feature"},
	"what a registry says of a model, for packages of this module": {"schema.Model", "schema.Path", "schema.Row", "schema.Step"},
	"programs call what makes one, which has Examples of its own":  {"schema.Field", "migrate.MigratorOption"},
}
