package main

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/ormar-go/ormar/internal/query"
)

// The lookups are those of the library, and the two that are not of every column.
func TestLookups(t *testing.T) {
	for _, name := range query.LookupNames {
		if !slices.Contains(lookups, name) {
			t.Errorf("%s is a lookup of the library", name)
		}
	}
	for _, name := range lookups {
		if !slices.Contains(query.LookupNames[:], name) && name != "search" && name != "has_key" {
			t.Errorf("%s is no lookup", name)
		}
	}
}

// wanted is a finding that a comment asks for.
var wanted = regexp.MustCompile("\"([^\"]*)\"|`([^`]*)`")

// Every finding is wanted by a comment on its line, and every comment is answered.
func TestFindings(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "./testdata/shop", "./testdata/model")
	if err != nil || packages.PrintErrors(loaded) > 0 {
		t.Fatalf("the packages of testdata do not load: %v", err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{pathsAnalyzer, loadsAnalyzer, droppedAnalyzer}, loaded, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{} // by file and line
	for _, p := range loaded {
		for _, f := range p.Syntax {
			comments(f, func(c *ast.Comment, patterns []string) {
				at := p.Fset.Position(c.Pos())
				want[key(at.Filename, at.Line)] = patterns
			})
		}
	}
	for _, root := range graph.Roots {
		if root.Err != nil {
			t.Fatal(root.Err)
		}
		for _, d := range root.Diagnostics {
			at := root.Package.Fset.Position(d.Pos)
			k := key(at.Filename, at.Line)
			i := found(want[k], d.Message)
			if i < 0 {
				t.Errorf("%s: nobody wanted %q", at, d.Message)
				continue
			}
			want[k] = append(want[k][:i:i], want[k][i+1:]...)
		}
	}
	for at, patterns := range want {
		for _, p := range patterns {
			t.Errorf("%s: nothing said %q", at, p)
		}
	}
}

func key(file string, line int) string { return fmt.Sprint(file, ":", line) }

func found(patterns []string, message string) int {
	for i, p := range patterns {
		if regexp.MustCompile(p).MatchString(message) {
			return i
		}
	}
	return -1
}

func comments(f *ast.File, yield func(*ast.Comment, []string)) {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if _, text, ok := strings.Cut(c.Text, "// want "); ok {
				var patterns []string
				for _, m := range wanted.FindAllStringSubmatch(text, -1) {
					patterns = append(patterns, m[1]+m[2])
				}
				yield(c, patterns)
			}
		}
	}
}
