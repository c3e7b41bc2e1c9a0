package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

var droppedAnalyzer = &analysis.Analyzer{
	Name:     "ormardropped",
	Doc:      "reports QuerySets and errors that nothing takes",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      runDropped,
}

func runDropped(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	in.Preorder([]ast.Node{(*ast.ExprStmt)(nil)}, func(n ast.Node) {
		call, ok := n.(*ast.ExprStmt).X.(*ast.CallExpr)
		if !ok {
			return
		}
		f, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
		if f == nil || f.Pkg() == nil || f.Name() == "Close" || !ours(f.Pkg().Path()) {
			return
		}
		results := f.Signature().Results()
		if results.Len() == 0 {
			return
		}
		last := results.At(results.Len() - 1).Type()
		switch name, _ := ormType(last); {
		case name == "QuerySet" || name == "Grouped":
			pass.Reportf(call.Pos(), "%s gives another %s, which nothing takes; the one it is called on stays as it was", f.Name(), name)
		case types.Identical(last, types.Universe.Lookup("error").Type()):
			pass.Reportf(call.Pos(), "the error of %s is not looked at", f.Name())
		}
	})
	return nil, nil
}

// ours are the packages whose errors say that something was not done.
func ours(path string) bool {
	return path == ormPath || path == "github.com/ormar-go/ormar/migrate"
}
