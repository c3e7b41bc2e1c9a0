package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// found is a package with models, or with what makes their registry.
type found struct {
	Path, Alias string
	Models      []string
	Registries  []string // functions
}

// findModels looks through the packages of a module for exported types with a method Schema()
// schema.Table, and for functions that make a registry. Programs cannot be imported, and so their
// models are not found.
func findModels(root string) ([]*found, error) {
	module, err := moduleName(root)
	if err != nil {
		return nil, err
	}
	byPath := map[string]*found{}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_") || d.Name() == "testdata" || d.Name() == "vendor"
			if name != root && (hidden || exists(filepath.Join(name, "go.mod"))) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		at, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		return models(name, path.Join(module, filepath.ToSlash(at)), byPath)
	})
	if err != nil {
		return nil, err
	}
	return sorted(byPath), nil
}

// models adds the models of one file.
func models(name, importPath string, byPath map[string]*found) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("look for models: %w", err)
	}
	if file.Name.Name == "main" {
		return nil
	}
	for _, d := range file.Decls {
		model, registry := modelOf(d), registryOf(d)
		if model == "" && registry == "" {
			continue
		}
		p := byPath[importPath]
		if p == nil {
			p = &found{Path: importPath, Alias: file.Name.Name}
			byPath[importPath] = p
		}
		if model != "" {
			p.Models = append(p.Models, model)
		} else {
			p.Registries = append(p.Registries, registry)
		}
	}
	return nil
}

// modelOf is the name of the model whose method is declared; empty for anything else.
func modelOf(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Name.Name != "Schema" || f.Recv == nil || f.Type.Params.NumFields() != 0 || f.Type.Results.NumFields() != 1 {
		return ""
	}
	result, ok := f.Type.Results.List[0].Type.(*ast.SelectorExpr)
	if !ok || result.Sel.Name != "Table" {
		return ""
	}
	pointer, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	name, ok := pointer.X.(*ast.Ident)
	if !ok || !name.IsExported() {
		return ""
	}
	return name.Name
}

// registryOf is the name of an exported function without parameters whose only result is a
// *schema.Registry; empty for anything else.
func registryOf(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Recv != nil || f.Type.TypeParams != nil || !f.Name.IsExported() ||
		f.Type.Params.NumFields() != 0 || f.Type.Results.NumFields() != 1 {
		return ""
	}
	pointer, ok := f.Type.Results.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	result, ok := pointer.X.(*ast.SelectorExpr)
	if !ok || result.Sel.Name != "Registry" {
		return ""
	}
	return f.Name.Name
}

// sorted orders packages and models, and gives packages of one name different ones.
func sorted(byPath map[string]*found) []*found {
	var out []*found
	for _, p := range byPath {
		slices.Sort(p.Models)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *found) int { return strings.Compare(a.Path, b.Path) })
	taken := map[string]bool{"cli": true, "schema": true, "strings": true, "orm": true, "open": true,
		"mysql": true, "postgres": true, "sqlitego": true}
	for _, p := range out {
		name := p.Alias
		for n := 2; taken[p.Alias]; n++ {
			p.Alias = fmt.Sprint(name, n)
		}
		taken[p.Alias] = true
	}
	return out
}

// moduleName reads go.mod.
func moduleName(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) >= 2 && words[0] == "module" {
			return strings.Trim(words[1], `"`), nil
		}
	}
	return "", fmt.Errorf("%s names no module", filepath.Join(root, "go.mod"))
}
