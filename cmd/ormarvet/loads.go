package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

var loadsAnalyzer = &analysis.Analyzer{
	Name:     "ormarloads",
	Doc:      "reports relations that are loaded one by one in a loop",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      runLoads,
}

func runLoads(pass *analysis.Pass) (any, error) {
	seen := map[*ast.CallExpr]bool{} // loops in loops
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	in.Preorder([]ast.Node{(*ast.RangeStmt)(nil)}, func(n ast.Node) {
		ast.Inspect(n.(*ast.RangeStmt).Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || seen[call] {
				return true
			}
			f, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
			if f == nil || f.Name() != "Load" || f.Signature().Recv() == nil {
				return true
			}
			switch name, _ := ormType(f.Signature().Recv().Type()); name {
			case "One", "Many", "ManyThrough":
				seen[call] = true
				pass.Reportf(call.Pos(), "Load in a loop sends a statement for each row; name the relation in SelectRelated or PrefetchRelated of the query")
			}
			return true
		})
	})
	return nil, nil
}
