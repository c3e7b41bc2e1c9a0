package main

import (
	"go/ast"
	"go/token"
	"strings"
)

// function collects what can be broken in it.
func (s *source) function(f *ast.FuncDecl) {
	s.early(f)
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok != token.CONST
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "make" && len(n.Args) == 3 {
				ast.Inspect(n.Args[1], s.expression)
				return false // how much is set aside is nobody's business
			}
		case *ast.BlockStmt:
			s.statements(n.List)
		case *ast.CaseClause:
			s.statements(n.Body)
		case *ast.IfStmt:
			s.add(n.Cond, condition, "negate an if", "!("+s.of(n.Cond)+")")
		}
		return s.expression(n)
	})
}

// early returns zero values at once.
func (s *source) early(f *ast.FuncDecl) {
	if len(f.Body.List) == 0 {
		return
	}
	var zeros []string
	if f.Type.Results != nil {
		for _, field := range f.Type.Results.List {
			for range max(1, len(field.Names)) {
				zeros = append(zeros, "*new("+s.of(field.Type)+")")
			}
		}
	}
	s.add(f.Body.List[0], ahead, "return at once from "+f.Name.Name, "return "+strings.Join(zeros, ", "))
}

func (s *source) statements(list []ast.Stmt) {
	for _, statement := range list {
		switch n := statement.(type) {
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && s.of(call.Fun) != "panic" {
				s.add(n, skip, "skip a call", "")
			}
		case *ast.DeferStmt:
			s.add(n, skip, "skip a defer", "")
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				s.add(n, skip, "skip an assignment", "")
			}
		case *ast.IncDecStmt:
			s.add(n, skip, "skip a step", "")
		case *ast.BranchStmt:
			if n.Tok == token.CONTINUE || n.Tok == token.BREAK {
				s.add(n, skip, "skip a jump", "")
			}
		case *ast.ReturnStmt:
			s.forget(n)
		}
	}
}

// forget returns nil where an error was to be returned.
func (s *source) forget(n *ast.ReturnStmt) {
	if len(n.Results) == 0 {
		return
	}
	last := n.Results[len(n.Results)-1]
	if name, ok := last.(*ast.Ident); !ok || !strings.Contains(strings.ToLower(name.Name), "err") {
		return
	}
	begin, _ := s.at(n)
	cut, _ := s.at(last)
	s.add(n, instead, "forget an error", s.text[begin:cut]+"nil")
}

var swaps = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR, token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.ADD: token.SUB, token.SUB: token.ADD, token.LAND: token.LOR, token.LOR: token.LAND,
}

// expression collects the mutants of one expression, and is to be called for those in it.
func (s *source) expression(n ast.Node) bool {
	b, ok := n.(*ast.BinaryExpr)
	if !ok {
		return true
	}
	swap, known := swaps[b.Op]
	if !known {
		return true
	}
	swapped := s.of(b.X) + " " + swap.String() + " " + s.of(b.Y)
	switch b.Op {
	case token.LAND, token.LOR:
		s.add(b, condition, "keep the left of "+b.Op.String(), s.of(b.X))
		s.add(b, condition, "keep the right of "+b.Op.String(), s.of(b.Y))
		s.add(b, condition, b.Op.String()+" becomes "+swap.String(), swapped)
	case token.ADD, token.SUB:
		if (number(b.X) || number(b.Y)) && !(number(b.X) && number(b.Y)) && plain(b) {
			s.add(b, value, b.Op.String()+" becomes "+swap.String(), swapped)
		}
	default:
		s.add(b, condition, b.Op.String()+" becomes "+swap.String(), swapped)
	}
	return true
}

func number(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Kind == token.INT
}

// plain tells whether an expression can be computed twice: nothing but len and cap is called.
func plain(e ast.Expr) bool {
	fine := true
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name, ok := call.Fun.(*ast.Ident)
			fine = fine && ok && (name.Name == "len" || name.Name == "cap")
		}
		return fine
	})
	return fine
}
