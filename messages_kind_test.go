package ormar_test

import (
	"go/ast"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds of messages that no caller tells apart by errors.Is.
const (
	ofItsCause  = "of its cause"
	commandLine = "exit code 1 or 2"
	aComment    = "a comment in what is written"
	inside      = "internal"
)

// ownNames begin the texts of what no program can cause: they name a package that none can import.
var ownNames = []string{"orm: internal: ", "scan: ", "dialect: ", "state: "}

// fault is what to do about what should not be.
const fault = "a fault of this module, or of the driver: please report it"

// kinds finds the errors that messages of a package are.
type kinds struct {
	helpers map[string]string // functions that make errors, and the kind of those that they make
	types   map[string]string // error types of the package's own, and what their Is and Unwrap say
	chapter string            // where the source does not say
}

// newKinds looks at what each maker of the package wraps: a kind that it names, or that another
// maker whom it calls names.
func newKinds(files []parsedFile, chapter string) *kinds {
	k := &kinds{map[string]string{}, map[string]string{}, chapter}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && (fn.Name.Name == "Is" || fn.Name.Name == "Unwrap") {
				if kind := sentinelIn(fn.Body); kind != "" {
					k.types[typeOf(fn)] = kind
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for _, f := range files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil || k.helpers[fn.Name.Name] != "" || !slices.Contains(makers, fn.Name.Name) {
					continue
				}
				if kind := k.within(fn.Body); kind != "" {
					k.helpers[fn.Name.Name], again = kind, true
				}
			}
		}
	}
	return k
}

// within is the first kind that a part of the source names.
func (k *kinds) within(n ast.Node) string {
	kind := ""
	ast.Inspect(n, func(n ast.Node) bool {
		if kind != "" {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			kind = k.named(n)
		case *ast.CompositeLit:
			if kind = errorType(n); kind == "" {
				kind = k.types[lastName(n.Type)]
			}
		}
		return true
	})
	return kind
}

// sentinelIn is the first sentinel that a part of the source names.
func sentinelIn(body ast.Node) string {
	kind := ""
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && kind == "" && strings.HasPrefix(id.Name, "Err") && len(id.Name) > 3 {
			kind = id.Name
		}
		return true
	})
	return kind
}

// typeOf is the name of a method's type.
func typeOf(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	return lastName(t)
}

// of is the kind of a call's message, whose calls around it are innermost last.
func (k *kinds) of(call *ast.CallExpr, around []*ast.CallExpr, text, raw string) string {
	if slices.ContainsFunc(ownNames, func(p string) bool { return strings.HasPrefix(text, p) }) {
		return inside
	}
	if kind := k.named(call); kind != "" {
		return kind
	}
	for _, outer := range slices.Backward(around) {
		if kind := k.named(outer); kind != "" {
			return kind
		}
	}
	if k.chapter == "" && strings.Contains(raw, "%w") {
		return ofItsCause
	}
	return k.chapter
}

// named is the kind that a call itself tells, by what it wraps or by the function that it calls.
func (k *kinds) named(call *ast.CallExpr) string {
	for _, arg := range call.Args {
		if name := lastName(arg); strings.HasPrefix(name, "Err") && len(name) > 3 {
			return name
		}
	}
	name := lastName(call.Fun)
	if f, ok := call.Fun.(*ast.SelectorExpr); ok && lastName(f.X) == "query" && name == "Errorf" {
		return "ErrQuery"
	} else if ok && (lastName(f.X) == "fmt" || lastName(f.X) == "errors") {
		return ""
	}
	return k.helpers[name]
}

// errorType is the exported error type of a literal.
func errorType(n *ast.CompositeLit) string {
	name := lastName(n.Type)
	if first, _ := utf8.DecodeRuneInString(name); strings.HasSuffix(name, "Error") && unicode.IsUpper(first) {
		return name
	}
	return ""
}

// reasonOf is the text of an exported error type that is written where it is made.
func reasonOf(n *ast.CompositeLit) (text, kind string) {
	kind = errorType(n)
	for _, e := range n.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok && kind != "" && lastName(pair.Key) == "Reason" {
			text, _ = constantText(pair.Value)
		}
	}
	return text, kind
}

// lastName is what an expression is called, without the package or value before its dot.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
