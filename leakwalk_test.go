package ormar_test

import (
	"fmt"
	"go/types"
	"strings"
)

// leaks lists where a user of pkg meets a type of an internal package of this module. A user sees exported names, and
// whatever their types let him reach: also the exported fields and methods of an unexported type.
func leaks(pkg *types.Package) []string {
	w := &walker{pkg: pkg, seen: map[types.Type]bool{}}
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		w.at = []string{pkg.Name(), name}
		if named, ok := object.Type().(*types.Named); ok {
			w.named(named)
			continue
		}
		w.walk(object.Type())
	}
	return w.found
}

type walker struct {
	pkg   *types.Package
	seen  map[types.Type]bool
	at    []string // the way from the package to here
	found []string
}

// in walks one step further down.
func (w *walker) in(name string, t types.Type) {
	w.at = append(w.at, name)
	w.walk(t)
	w.at = w.at[:len(w.at)-1]
}

func (w *walker) walk(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		w.list(t.TypeArgs())
		w.walk(t.Rhs())
	case *types.Named:
		w.list(t.TypeArgs())
		// A public type is met under its own name; only what it hides is followed from here.
		if w.leak(t) || t.Obj().Pkg() != w.pkg || t.Obj().Exported() {
			return
		}
		w.at = append(w.at, t.Obj().Name())
		w.named(t)
		w.at = w.at[:len(w.at)-1]
	case *types.TypeParam:
		if !w.seen[t] {
			w.seen[t] = true
			w.walk(t.Constraint())
		}
	case *types.Signature:
		w.signature(t)
	case *types.Struct:
		w.fields(t)
	case *types.Interface:
		w.methods(t)
	case *types.Union:
		for i := range t.Len() {
			w.walk(t.Term(i).Type())
		}
	case *types.Map:
		w.walk(t.Key())
		w.walk(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		w.walk(t.Elem())
	}
}

// named looks into a type of the package itself.
func (w *walker) named(t *types.Named) {
	t = t.Origin()
	if w.leak(t) || w.seen[t] {
		return
	}
	w.seen[t] = true
	w.parameters(t.TypeParams())
	w.walk(t.Underlying())
	for i := range t.NumMethods() {
		if m := t.Method(i); m.Exported() {
			w.in(m.Name(), m.Type())
		}
	}
}

func (w *walker) signature(s *types.Signature) {
	w.parameters(s.TypeParams())
	for _, tuple := range []*types.Tuple{s.Params(), s.Results()} {
		for v := range tuple.Variables() {
			w.walk(v.Type())
		}
	}
}

func (w *walker) parameters(list *types.TypeParamList) {
	for p := range list.TypeParams() {
		w.walk(p)
	}
}

func (w *walker) list(arguments *types.TypeList) {
	for t := range arguments.Types() {
		w.walk(t)
	}
}

// fields follows embedded structs whatever their names, since what they hold is promoted.
func (w *walker) fields(s *types.Struct) {
	for f := range s.Fields() {
		switch {
		case f.Exported():
			w.in(f.Name(), f.Type())
		case f.Embedded():
			w.walk(f.Type())
		}
	}
}

func (w *walker) methods(i *types.Interface) {
	for t := range i.EmbeddedTypes() {
		w.walk(t)
	}
	for m := range i.ExplicitMethods() {
		if m.Exported() {
			w.in(m.Name(), m.Type())
		}
	}
}

func (w *walker) leak(t *types.Named) bool {
	pkg := t.Obj().Pkg()
	if pkg == nil || !internal(pkg) {
		return false
	}
	w.report(pkg.Path() + "." + t.Obj().Name())
	return true
}

func (w *walker) report(what string) {
	w.found = append(w.found, fmt.Sprintf("%s mentions %s", strings.Join(w.at, "."), what))
}

func internal(pkg *types.Package) bool {
	return strings.HasPrefix(pkg.Path(), module+"/internal/")
}
