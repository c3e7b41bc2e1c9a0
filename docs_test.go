package ormar_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the code blocks of README.md and docs/*.md anew from what they come from")

// Each block of Go in README.md and docs/ stands behind a comment that says which code it is: a program with an Example in its
// test, declarations of a file, or the body of an Example function. That code is compiled and run by the tests of its package, and the block must be the
// same to the letter. A block of text behind <!-- output --> is what the example before it prints.
//
//	<!-- examples/hello/main.go -->
//	<!-- orm/example_models_test.go: Author Author.Schema -->
//	<!-- orm/example_query_test.go: ExampleQuerySet_Filter -->
var block = regexp.MustCompile("(?ms)^(?:<!-- ([^\n]*?) -->\n)?```(go|text)\n(.*?)^```$")

func TestDocs(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "README.md") {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			want := renew(t, string(text))
			if want == string(text) {
				return
			}
			if !*update {
				t.Error("code in it is not what it comes from; compare after: make docs, or: go test . -run TestDocs -update")
				return
			}
			if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// renew gives the page with every block as it is in its source.
func renew(t *testing.T, page string) string {
	t.Helper()
	output := ""
	return block.ReplaceAllStringFunc(page, func(whole string) string {
		parts := block.FindStringSubmatch(whole)
		from, kind, body := parts[1], parts[2], parts[3]
		var code string
		var err error
		switch {
		case from == "output" && kind == "text":
			code = output
		case kind == "text":
			return whole
		case from == "":
			t.Errorf("this block does not say where it comes from:\n%s", body)
			return whole
		default:
			code, output, err = source(from)
		}
		if err != nil {
			t.Errorf("%s: %v", from, err)
			return whole
		}
		return fmt.Sprintf("<!-- %s -->\n```%s\n%s```", from, kind, code)
	})
}

// source finds the code that a comment names, and the output of the last example in it.
func source(from string) (code, output string, err error) {
	path, names, some := strings.Cut(from, ": ")
	text, err := os.ReadFile(path)
	if err != nil {
		return "", "", err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.ParseComments)
	if err != nil {
		return "", "", err
	}
	at := func(p token.Pos) int { return files.Position(p).Offset }
	if !some {
		_, output, err = source(strings.TrimSuffix(path, ".go") + "_test.go: Example")
		return string(text[at(file.Package):]), output, err
	}
	var pieces []string
	for name := range strings.FieldsSeq(names) {
		d := declaration(file, name)
		if d == nil {
			return "", "", fmt.Errorf("there is no %s", name)
		}
		f, is := d.(*ast.FuncDecl)
		if !is || !strings.HasPrefix(name, "Example") {
			pieces = append(pieces, string(text[at(begin(d)):at(d.End())])+"\n")
			continue
		}
		piece := string(text[at(f.Body.Lbrace)+1 : at(f.Body.Rbrace)])
		piece, output, is = strings.Cut(piece, "\t// Output:\n")
		if !is {
			return "", "", fmt.Errorf("%s has no output, so nothing runs it", name)
		}
		pieces = append(pieces, dedent(piece))
		output = strings.ReplaceAll(strings.TrimPrefix(strings.ReplaceAll("\n"+output, "\n\t// ", "\n"), "\n"), "\n\t//\n", "\n\n")
	}
	return strings.Join(pieces, "\n"), output, nil
}

// begin is where the declaration's comment begins.
func begin(d ast.Decl) token.Pos {
	switch d := d.(type) {
	case *ast.GenDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	case *ast.FuncDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	}
	return d.Pos()
}

// declaration finds a type, function, variable or constant by name, and a method by Type.Name.
func declaration(file *ast.File, name string) ast.Decl {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			switch spec := d.Specs[0].(type) {
			case *ast.TypeSpec:
				if len(d.Specs) == 1 && spec.Name.Name == name {
					return d
				}
			case *ast.ValueSpec:
				if len(d.Specs) == 1 && spec.Names[0].Name == name {
					return d
				}
			}
		case *ast.FuncDecl:
			if methodName(d) == name {
				return d
			}
		}
	}
	return nil
}

func methodName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, is := receiver.(*ast.StarExpr); is {
		receiver = star.X
	}
	if name, is := receiver.(*ast.Ident); is {
		return name.Name + "." + f.Name.Name
	}
	return ""
}

// dedent takes one tab from each line, and empty lines from both ends.
func dedent(body string) string {
	var out bytes.Buffer
	for line := range strings.Lines(strings.Trim(body, "\n") + "\n") {
		out.WriteString(strings.TrimPrefix(line, "\t"))
	}
	return out.String()
}

// What TestDocs relies on: a block that differs, or that says nothing about itself, is seen.
func TestDocsSeesDifferences(t *testing.T) {
	const from = "<!-- docs_test.go: dedent -->\n"
	code, _, err := source("docs_test.go: dedent")
	if err != nil {
		t.Fatal(err)
	}
	right := from + "```go\n" + code + "```\n"
	if got := renew(t, right); got != right {
		t.Errorf("a right block becomes %s", got)
	}
	if got := renew(t, strings.Replace(right, "WriteString", "WriteRune", 1)); got != right {
		t.Errorf("a wrong block becomes %s", got)
	}
	for _, from := range []string{"docs_test.go: nothing", "nothing.go", "README.md"} {
		if _, _, err := source(from); err == nil {
			t.Errorf("%s is found", from)
		}
	}
}
