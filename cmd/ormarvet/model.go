package main

import (
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// ormPath is the package that holds QuerySets, relations and conditions.
const ormPath = "github.com/ormar-go/ormar/orm"

// lookups are what may stand behind a path to a column.
var lookups = []string{"exact", "ne", "gt", "gte", "lt", "lte", "in", "range", "isnull", "iexact", "contains", "icontains", "startswith", "istartswith",
	"endswith", "iendswith", "regex", "search", "has_key", "contained_by", "overlap", "overlaps", "any", "len"}

// member is what a name of a model stands for: a column, or the model at the end of a relation.
type member struct {
	typ          types.Type
	target, link *types.Named
}

// ormType is the name of a type of package orm, with its type arguments; empty for another type.
func ormType(t types.Type) (name string, args *types.TypeList) {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != ormPath {
		return "", nil
	}
	return n.Obj().Name(), n.TypeArgs()
}

// members are the names of a model's attributes and relations, as its struct has them.
func members(m *types.Named) map[string]member {
	out := map[string]member{}
	var walk func(t types.Type)
	walk = func(t types.Type) {
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			return
		}
		for f := range s.Fields() {
			if name, _ := ormType(f.Type()); name == "Model" {
				continue
			}
			if f.Embedded() {
				walk(f.Type())
				continue
			}
			if f.Exported() {
				out[schema.SnakeCase(f.Name())] = memberOf(f.Type())
			}
		}
	}
	walk(m)
	return out
}

func memberOf(t types.Type) member {
	name, args := ormType(t)
	out := member{typ: t}
	switch name {
	case "One", "Many":
		out.target, _ = args.At(0).(*types.Named)
	case "ManyThrough":
		out.target, _ = args.At(0).(*types.Named)
		out.link, _ = args.At(1).(*types.Named)
	}
	return out
}

// opaque reports whether a path may go on inside a column, or in ways that the type does not tell: JSON and what scans itself.
func (m member) opaque() bool {
	t := m.typ
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if name, _ := ormType(t); name != "" {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Struct:
		n, ok := types.Unalias(t).(*types.Named)
		return !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "time"
	}
	return true
}

// wrong is the first part of a path that a model does not have, and the model; empty where all are there, or cannot be told. known are
// names that were given to values and far sides.
func wrong(m *types.Named, path string, known func(string) bool) (part string, at *types.Named) {
	parts := strings.Split(path, "__")
	var link *types.Named
	for i, part := range parts {
		if part == "pk" {
			return behind(m, parts[i+1:])
		}
		if link != nil && part == schema.SnakeCase(link.Obj().Name()) {
			m, link = link, nil
			continue
		}
		x, ok := members(m)[part]
		switch {
		case !ok && i > 0 && i == len(parts)-1 && slices.Contains(lookups, part):
			return "", nil // of a relation: isnull, in
		case !ok && known(part):
			return "", nil
		case !ok:
			return part, m
		case x.target != nil:
			m, link = x.target, x.link
		case x.opaque():
			return "", nil
		default:
			return behind(m, parts[i+1:])
		}
	}
	return "", nil
}

// behind checks what stands behind a column: nothing, or one lookup.
func behind(m *types.Named, rest []string) (string, *types.Named) {
	if len(rest) == 0 || len(rest) == 1 && slices.Contains(lookups, rest[0]) {
		return "", nil
	}
	return rest[0], m
}

// nearest is the name of a model that is spelt most alike; empty where none is near.
func nearest(m *types.Named, part string) string {
	best, least := "", 3
	for _, name := range append(slices.Sorted(maps.Keys(members(m))), lookups...) {
		if d := distance(part, name); d < least && d < len(name) {
			best, least = name, d
		}
	}
	return best
}

// distance is how many letters must be changed, added or left out.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
