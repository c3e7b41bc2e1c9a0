package main

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/ormar-go/ormar/schema"
)

var pathsAnalyzer = &analysis.Analyzer{
	Name:      "ormarpaths",
	Doc:       "reports paths and lookups that no model has, in OrderBy, Fields, SelectRelated, Q and their kin",
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	FactTypes: []analysis.Fact{new(farSides)},
	Run:       runPaths,
}

// farSides are the names that a package gives the far sides of its relations, which may have no field.
type farSides struct{ Names []string }

// AFact makes it one.
func (*farSides) AFact() {}

// The methods of a QuerySet whose texts are paths, by what else a text may be.
var (
	pathMethods = []string{"Fields", "ExcludeFields", "SelectRelated", "PrefetchRelated", "GroupBy", "Values", "ValuesList", "DistinctOn"}
	keyMethods  = []string{"OrderBy"}
	// pathFunctions are functions of package orm whose first text is a path of the QuerySet around them.
	pathFunctions = []string{"F", "SumOf", "AvgOf", "MinOf", "MaxOf", "CountOf", "CountDistinctOf", "StringAgg", "JSONAgg", "NullsFirst", "NullsLast"}
	quantifiers   = []string{"Some", "None", "Every"}
	namers        = []string{"Annotate", "AnnotateExpr", "PrefetchAs", "As"}
	walkers       = []string{"Descendants", "Ancestors"}              // their rows have a depth
	declarers     = []string{"RelatedName", "Columns", "Polymorphic"} // names without a field
	// others are functions whose first argument is another QuerySet, and the rest about its rows.
	others = []string{"Scalar", "ScalarOf", "Column", "InQuery"}
)

type paths struct {
	*analysis.Pass
	given map[string]bool // names that the package gives to values
}

func runPaths(pass *analysis.Pass) (any, error) {
	p := &paths{pass, map[string]bool{}}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	far := &farSides{}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		call := n.(*ast.CallExpr)
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || len(call.Args) == 0 {
			return
		}
		switch {
		case slices.Contains(declarers, s.Sel.Name):
			far.Names = append(far.Names, p.texts(call.Args)...)
		case slices.Contains(walkers, s.Sel.Name):
			p.given["depth"] = true
		case slices.Contains(namers, s.Sel.Name):
			for _, text := range p.texts(call.Args[:1]) {
				p.given[text] = true
			}
		}
	})
	if len(far.Names) > 0 {
		pass.ExportPackageFact(far)
	}
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) { p.call(n.(*ast.CallExpr)) })
	return nil, nil
}

// call looks at the arguments of a method of a QuerySet.
func (p *paths) call(call *ast.CallExpr) {
	m := p.model(call)
	if m == nil {
		return
	}
	method := call.Fun.(*ast.SelectorExpr).Sel.Name
	for i, arg := range call.Args {
		switch {
		case slices.Contains(pathMethods, method):
			p.path(m, arg)
		case slices.Contains(keyMethods, method):
			p.key(m, arg)
		case method == "Prefetch" && i == 0, method == "PrefetchAs" && i == 1:
			p.path(m, arg)
		}
		p.inside(m, arg)
	}
}

// model is the model of the QuerySet whose method is called; nil for other calls.
func (p *paths) model(call *ast.CallExpr) *types.Named {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || p.TypesInfo.Selections[s] == nil {
		return nil
	}
	return p.rows(s.X)
}

// rows is the model of a QuerySet; nil of anything else.
func (p *paths) rows(e ast.Expr) *types.Named {
	name, args := ormType(p.TypesInfo.TypeOf(e))
	if name != "QuerySet" || args.Len() == 0 {
		return nil
	}
	m, _ := args.At(0).(*types.Named)
	return m
}

// texts are the constant texts among expressions.
func (p *paths) texts(list []ast.Expr) []string {
	var out []string
	for _, e := range list {
		if text, ok := p.text(e); ok {
			out = append(out, text)
		}
	}
	return out
}

// inside looks for paths in what is handed to a QuerySet; not in other QuerySets, which have their own.
func (p *paths) inside(m *types.Named, e ast.Expr) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			if name, _ := ormType(p.TypesInfo.TypeOf(n)); name == "Q" || name == "V" {
				p.keys(m, n)
			}
		case *ast.CallExpr:
			if name, _ := ormType(p.TypesInfo.TypeOf(n)); name == "QuerySet" || p.model(n) != nil {
				return false
			}
			f, _ := typeutil.Callee(p.TypesInfo, n).(*types.Func)
			if f == nil || f.Pkg() == nil || f.Pkg().Path() != ormPath || len(n.Args) == 0 {
				return true
			}
			if other := p.rows(n.Args[0]); other != nil && slices.Contains(others, f.Name()) {
				for _, arg := range n.Args[1:] {
					p.path(other, arg)
					p.inside(other, arg)
				}
				return false
			}
			if slices.Contains(pathFunctions, f.Name()) {
				p.key(m, n.Args[0])
			}
			if slices.Contains(quantifiers, f.Name()) && f.Signature().Recv() == nil {
				p.path(m, n.Args[0])
				if end := p.end(m, n.Args[0]); end != nil {
					for _, c := range n.Args[1:] {
						p.inside(end, c)
					}
				}
				return false
			}
		}
		return true
	})
}

// end is the model at the end of a path of relations.
func (p *paths) end(m *types.Named, e ast.Expr) *types.Named {
	text, ok := p.text(e)
	if !ok {
		return nil
	}
	for part := range strings.SplitSeq(text, "__") {
		x, ok := members(m)[part]
		if !ok || x.target == nil {
			return nil
		}
		m = x.target
	}
	return m
}

func (p *paths) keys(m *types.Named, literal *ast.CompositeLit) {
	for _, e := range literal.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			p.path(m, pair.Key)
		}
	}
}

// text is the value of a constant text.
func (p *paths) text(e ast.Expr) (string, bool) {
	v := p.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// key checks a sort key, or a path.
func (p *paths) key(m *types.Named, e ast.Expr) {
	if text, ok := p.text(e); ok {
		p.check(m, e, strings.TrimPrefix(text, "-"))
	}
}

func (p *paths) path(m *types.Named, e ast.Expr) {
	if text, ok := p.text(e); ok {
		p.check(m, e, text)
	}
}

func (p *paths) check(m *types.Named, e ast.Expr, text string) {
	part, at := wrong(m, text, func(name string) bool { return p.known(m, name) })
	if at == nil {
		return
	}
	if near := nearest(at, part); near != "" {
		p.Reportf(e.Pos(), "no %q on %s (in path %q); did you mean %q?", part, at.Obj().Name(), text, near)
		return
	}
	p.Reportf(e.Pos(), "no %q on %s (in path %q)", part, at.Obj().Name(), text)
}

// known reports whether a name was given to a value, or may be that of a far side without a field.
func (p *paths) known(m *types.Named, name string) bool {
	if p.given[name] {
		return true
	}
	for _, pkg := range []*types.Package{p.Pkg, m.Obj().Pkg()} {
		far := &farSides{}
		if p.ImportPackageFact(pkg, far) && slices.Contains(far.Names, name) {
			return true
		}
		for _, other := range pkg.Scope().Names() {
			if snake := schema.SnakeCase(other); (snake == name || snake+"s" == name) && !leadsTo(m, pkg.Scope().Lookup(other)) {
				return true
			}
		}
	}
	return false
}

// leadsTo reports whether a field of a model is a relation to a type: the far side is that field then, by its name.
func leadsTo(m *types.Named, o types.Object) bool {
	for _, x := range members(m) {
		if x.target != nil && x.target.Obj() == o {
			return true
		}
	}
	return false
}
