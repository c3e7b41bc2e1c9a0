package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// A form says how a mutant is put into the text of a file.
type form int

const (
	condition form = iota // an expression that is true or false: another one in its place
	value                 // an expression without effects: another one in its place
	skip                  // a statement that is left out
	instead               // a statement: another one in its place
	ahead                 // a statement that is put in front of others
)

// A mutant is one way to break one place.
type mutant struct {
	number     int // among those that were drawn, from 1; 0 was not drawn
	file       *source
	begin, end int // bytes of the file
	line       int
	form       form
	what       string // what it does, for the reader
	text       string // what is put in the place; "" for skip
}

func (m *mutant) String() string {
	was := strings.Join(strings.Fields(m.file.text[m.begin:m.end]), " ")
	if len(was) > 100 {
		was = was[:100] + "…"
	}
	return fmt.Sprintf("%4d  %s:%d: %s: %s", m.number, m.file.name, m.line, m.what, was)
}

// A source is a file of the package, with all mutants that it could have.
type source struct {
	name    string // from the root of the module
	text    string
	files   *token.FileSet
	pkg     string
	mutants []*mutant
}

// read parses the package's files, tests aside.
func read(pkg string) ([]*source, error) {
	names, err := filepath.Glob(filepath.Join(pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []*source
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := newSource(name, string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no Go files; run it in the root of the module", pkg)
	}
	return all, nil
}

func newSource(name, text string) (*source, error) {
	s := &source{name: filepath.ToSlash(name), text: text, files: token.NewFileSet()}
	file, err := parser.ParseFile(s.files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	s.pkg = file.Name.Name
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			s.function(f)
		}
	}
	return s, nil
}

// at gives the bytes of a node.
func (s *source) at(n ast.Node) (begin, end int) {
	return s.files.Position(n.Pos()).Offset, s.files.Position(n.End()).Offset
}

func (s *source) of(n ast.Node) string {
	begin, end := s.at(n)
	return s.text[begin:end]
}

func (s *source) add(n ast.Node, form form, what, text string) {
	begin, end := s.at(n)
	s.mutants = append(s.mutants, &mutant{
		file: s, begin: begin, end: end, line: s.files.Position(n.Pos()).Line, form: form, what: what, text: text,
	})
}
