package hostile_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// elsewhere are the functions that take texts, maps or anything and are attacked under another name, or need not be.
var elsewhere = map[string]string{
	"In": "in", "NotIn": "in", "Eq": "exact", "Ne": "exact", "Lt": "Expr.Lt", "Lte": "Expr.Lte", "Gt": "Expr.Gt", "Gte": "Expr.Gte", "Between": "range", "Set": "Update's value",
	"Regex":          "TestPatternsAndPlans",
	"Expr.Add":       "TestWhatIsNoQuestion",
	"Expr.Sub":       "TestWhatIsNoQuestion",
	"Expr.Mul":       "TestWhatIsNoQuestion",
	"Expr.Div":       "TestWhatIsNoQuestion",
	"RefAny":         "TestWhatIsNoQuestion",
	"RefPK":          "TestWhatIsNoQuestion",
	"Mod":            "takes numbers; a text is refused by its kind, as TestRefused of the functions says",
	"Model.Has":      "looks a pointer up in the instance and sends nothing",
	"Decode":         "a body has tests of its own: TestDecodeRefuses, FuzzDecode",
	"Watched":        "a server's name for nodes and logs, which no statement has",
	"Prefetched":     "looks a name up in the instance and sends nothing",
	"Unscoped":       "names that no database knows are ignored; they are compared and reach no statement",
	"WithScope":      "a name of the program's, which no statement has; the condition is one like any other",
	"DB.Untyped":     "looks a table up among the models and sends nothing",
	"Untyped.Decode": "the function Decode", "Untyped.Get": "the method Get of a QuerySet", "Untyped.Save": "refuses what is no row of its model", "Untyped.Update": "the function Update",
	"Untyped.CheckReferences": "refuses what is no row of its model, as TestUntypedRefuses says",
	"Untyped.Delete":          "refuses what is no row of its model, as TestUntypedRefuses says",
	"WithCursorKey":           "a secret of the program",
	"AtPosition":              "a text that no statement has: what is not signed sends reads to the primary, as TestPositionsTravel of internal/cluster says",
}

// T2, and the whole table: every exported function of package orm that takes a text, a map or anything is attacked here, and what is
// attacked is there.
func TestEveryFunctionIsAttacked(t *testing.T) {
	found := map[string]bool{}
	files, err := filepath.Glob("../../orm/*.go")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && takesText(f) {
				found[functionName(f)] = true
			}
		}
	}
	if len(found) < 50 {
		t.Fatalf("only %d functions: %v", len(found), slices.Sorted(maps.Keys(found)))
	}
	for name := range found {
		_, asName := byName[name]
		_, asValue := byValue[name]
		_, asOwn := byOwn[name]
		if _, other := elsewhere[name]; !asName && !asValue && !asOwn && !other && name != "Aggregate.As" && name != "QuerySet.Annotate" && name != "QuerySet.AnnotateExpr" {
			t.Errorf("%s takes texts, and nothing attacks it: give it a line in a table", name)
		}
	}
	for name, where := range elsewhere {
		_, asName := byName[where]
		_, asValue := byValue[where]
		if single := !strings.Contains(where, " ") && !strings.HasPrefix(where, "Test") && where != ""; single && !asName && !asValue {
			t.Errorf("%s is said to be attacked as %s, which nothing does", name, where)
		}
	}
}

// functionName is Name or Type.Name.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	return receiver(f.Recv.List[0].Type) + "." + f.Name.Name
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// takesText reports whether an exported function or method of an exported type has a parameter in which a text, a map, a body, SQL or
// anything can come. Methods that encoding/json and database/sql call take what those give.
func takesText(f *ast.FuncDecl) bool {
	if !f.Name.IsExported() || f.Recv != nil && !ast.IsExported(receiver(f.Recv.List[0].Type)) || f.Name.Name == "UnmarshalJSON" || f.Name.Name == "Is" {
		return false
	}
	texts := map[string]bool{"string": true, "any": true, "Q": true, "V": true, "Sqlizer": true, "Reader": true}
	if f.Type.TypeParams != nil {
		for _, p := range f.Type.TypeParams.List {
			if s, ok := p.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "StringValue" {
				texts[p.Names[0].Name] = true
			}
		}
	}
	found := false
	for _, p := range f.Type.Params.List {
		ast.Inspect(p.Type, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncType:
				return false
			case *ast.MapType:
				found = true
			case *ast.Ident:
				found = found || texts[n.Name]
			}
			return true
		})
	}
	return found
}
