package ormar_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The page of docs/architecture.md is true of the code as far as a machine can tell: every package is on it, and every path
// and exported name in back-quotes is there.
func TestArchitecturePage(t *testing.T) {
	text, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(string(text), -1) {
		told = append(told, m[1])
	}
	files := goFiles(t, os.DirFS("."))
	for _, file := range files {
		dir := path.Dir(file)
		if dir != "." && !slices.ContainsFunc(told, func(p string) bool {
			return p == dir || (p == "integration" || p == "benchmarks") && matches(p+"/...", dir)
		}) {
			t.Errorf("the package %s is not in docs/architecture.md", dir)
		}
	}
	names := moduleNames(t, files)
	for _, word := range told {
		if mistake := untrue(word, names); mistake != "" {
			t.Errorf("docs/architecture.md: `%s` %s", word, mistake)
		}
	}
}

var (
	pathLike = regexp.MustCompile(`^[a-z0-9_]+(/[a-z0-9_]+)*/?(\.go)?$`)
	nameLike = regexp.MustCompile(`^(?:[a-z0-9]+\.)?([A-Z]\w*)(?:\[\w+\])?$`)
)

// untrue says what is wrong with a word in back-quotes; other text than paths and exported names is not looked at.
func untrue(word string, names map[string]bool) string {
	switch m := nameLike.FindStringSubmatch(word); {
	case strings.Contains(word, "__") || word == "classify.go" || word == "unsafe.Pointer": // a path of models; one in each package; Go's
	case m != nil && !names[m[1]]:
		return "is declared nowhere"
	case m == nil && pathLike.MatchString(word) && (strings.Contains(word, "/") || strings.HasSuffix(word, ".go")):
		if _, err := os.Stat(word); err != nil {
			return "is no file or directory"
		}
	}
	return ""
}

// moduleNames are the exported names that the files declare at their top, and methods, without their types.
func moduleNames(t *testing.T, files []string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, is := d.(*ast.FuncDecl); is {
				names[f.Name.Name] = true
				continue
			}
			addExported(d, names)
		}
	}
	return names
}

// What the check relies on: a wrong path and a wrong name are seen, other text is left alone.
func TestArchitectureCheckSeesMistakes(t *testing.T) {
	names := map[string]bool{"QuerySet": true}
	for word, want := range map[string]bool{"orm/nothing.go": true, "nothing/here": true, "Nothing": true, "orm.Nothing": true, "nothing.go": true,
		"orm/queryset.go": false, "orm": false, "QuerySet[T]": false, "$1": false, "author__name": false, "unsafe": false} {
		if got := untrue(word, names); (got != "") != want {
			t.Errorf("%s: %q", word, got)
		}
	}
}
