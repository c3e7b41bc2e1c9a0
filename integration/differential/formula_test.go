package differential

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// formula is an expression with functions; its leaves are paths to one, notes and values.
type formula struct {
	call  string // empty for a leaf
	args  []*formula
	path  string
	value any
	cond  condition // of Case
	kind  kind
}

// scope is where a formula is computed.
type scope struct {
	e     *evaluator
	f     *frame
	j     joined
	notes map[string]any
}

func (x *formula) join(f *frame, d *derived) {
	for _, a := range x.args {
		a.join(f, d)
	}
	if x.cond != nil {
		x.cond.join(f)
	}
	if x.path != "" && d.note(x.path) == nil {
		f.place(x.path)
	}
}

func (x *formula) eval(s *scope) any {
	switch x.call {
	case "":
		if v, ok := s.notes[x.path]; ok {
			return v
		}
		if x.path != "" {
			return s.j.at(s.f.place(x.path))
		}
		return x.value
	case "Case":
		if x.cond.eval(s.e, s.f, s.j) == yes {
			return x.args[0].eval(s)
		}
		return x.args[1].eval(s)
	}
	args := make([]any, len(x.args))
	null := false
	for i, a := range x.args {
		args[i] = a.eval(s)
		null = null || args[i] == nil
	}
	switch {
	case x.call == "Coalesce" && args[0] != nil:
		return args[0]
	case x.call == "Coalesce":
		return args[1]
	case x.call == "NullIf" && args[0] != nil && args[1] == nil:
		return args[0]
	case null:
		return nil
	}
	return applied(x.call, args)
}

// applied is a function of values none of which is NULL.
func applied(call string, args []any) any {
	text, _ := args[0].(string)
	switch call {
	case "NullIf":
		if compareValues(args[0], args[1]) == 0 {
			return nil
		}
		return args[0]
	case "Greatest", "Least":
		if (compareValues(args[0], args[1]) > 0) == (call == "Greatest") {
			return args[0]
		}
		return args[1]
	case "Trim":
		return strings.Trim(text, " ")
	case "Replace":
		return strings.ReplaceAll(text, "a", "-")
	case "Substr":
		runes := []rune(text)
		return string(runes[min(1, len(runes)):min(3, len(runes))])
	case "Concat":
		return text + "/" + args[1].(string)
	case "Length":
		return int64(len([]rune(text)))
	case "Mod":
		return args[0].(int64) % 3
	case "Abs":
		return absolute(args[0])
	}
	return calculate(call[0], args[0], args[1])
}

func absolute(v any) any {
	switch v := v.(type) {
	case int64:
		return max(v, -v)
	case float64:
		return max(v, -v)
	}
	return new(big.Rat).Abs(v.(*big.Rat))
}

func (x *formula) String() string {
	switch {
	case x.call == "" && x.path != "":
		return x.path
	case x.call == "":
		return show(x.value)
	case x.cond != nil:
		return fmt.Sprintf("Case(%s, %s)", x.cond, list(x.args))
	}
	return x.call + "(" + list(x.args) + ")"
}

func (b *builder) formula(t *table, x *formula) orm.Expr {
	if x.call == "" {
		if x.path != "" {
			return orm.F(x.path)
		}
		if _, whole := x.value.(int64); whole {
			return orm.Value(x.value)
		}
		return orm.Value(goValue(x.value, reflect.TypeFor[string]()))
	}
	args := make([]orm.Expr, len(x.args))
	for i, a := range x.args {
		args[i] = b.formula(t, a)
	}
	switch x.call {
	case "Case":
		return orm.Case().When(b.condition(t, x.cond), args[0]).Else(args[1])
	case "Coalesce":
		return orm.Coalesce(args[0], args[1])
	case "NullIf":
		return orm.NullIf(args[0], args[1])
	case "Greatest":
		return orm.Greatest(args[0], args[1])
	case "Least":
		return orm.Least(args[0], args[1])
	case "Trim":
		return orm.Trim(args[0])
	case "Replace":
		return orm.Replace(args[0], "a", "-")
	case "Substr":
		return orm.Substr(args[0], 2, 2)
	case "Concat":
		return orm.Concat(args[0], "/", args[1])
	case "Length":
		return orm.Length(args[0])
	case "Mod":
		return orm.Mod(args[0], 3)
	case "Abs":
		return orm.Abs(args[0])
	case "+":
		return args[0].Add(args[1])
	case "-":
		return args[0].Sub(args[1])
	}
	return args[0].Mul(args[1])
}

// formula is a random expression of a kind over paths to one and earlier notes; nil where there are none.
func (g *generator) formula(t *table, d *derived, k kind, depth int) *formula {
	if depth == 0 || g.chance(25) {
		return g.leaf(t, d, k)
	}
	calls := []string{"Coalesce", "NullIf", "Greatest", "Least", "Case"}
	switch k {
	case textKind:
		calls = append(calls, "Trim", "Replace", "Substr", "Concat")
	case wholeKind:
		calls = append(calls, "Length", "Mod", "Abs", "+", "-", "*")
	default:
		calls = append(calls, "Abs", "+", "-")
	}
	x := &formula{call: pick(g, calls), kind: k}
	first := k
	if x.call == "Length" {
		first = textKind
	}
	x.args = []*formula{g.formula(t, d, first, depth-1)}
	switch x.call {
	case "Trim", "Replace", "Substr", "Length", "Mod", "Abs":
	case "Case":
		path, c := g.columnPath(t, 1, false, func(c *column) bool { return c.kind == wholeKind })
		x.cond = &lookup{path: path, op: "isnull", values: []any{g.chance(50)}}
		if c.kind == wholeKind {
			x.cond = &lookup{path: path, op: pick(g, comparisons), values: []any{g.value(c)}}
		}
		fallthrough
	default:
		x.args = append(x.args, g.formula(t, d, k, depth-1))
		if x.args[1] != nil && g.chance(30) {
			x.args[1] = &formula{value: randomValue(g.Rand, k), kind: k}
		}
	}
	for _, a := range x.args {
		if a == nil {
			return nil
		}
	}
	return x
}

func (g *generator) leaf(t *table, d *derived, k kind) *formula {
	if g.chance(30) {
		for _, n := range d.notes {
			if n.kind == k && n.window == nil {
				return &formula{path: n.name, kind: k}
			}
		}
	}
	plain := func(c *column) bool { return c.kind == k && c.to == nil && c.field != "ID" } // keys have no sum
	path, c := g.columnPath(t, 2, false, plain)
	if !plain(c) {
		return nil
	}
	return &formula{path: path, kind: k}
}
