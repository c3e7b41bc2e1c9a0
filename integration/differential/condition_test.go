package differential

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// condition is a condition as the model evaluates it; build makes the library's of it.
type condition interface {
	eval(e *evaluator, f *frame, j joined) tri
	join(f *frame) // adds what it mentions to the joins
	fmt.Stringer
}

// evaluator holds what the conditions of one query need beside the row.
type evaluator struct {
	world     *world
	nullsLast bool // of the database
	sets      map[*inQuery][]any
	frames    map[*quantified]*frame
	via       map[*row]*row // see frame
	beside    map[*existsIn]map[string][]*mainRow
}

func newEvaluator(w *world, nullsLast bool) *evaluator {
	return &evaluator{world: w, nullsLast: nullsLast, sets: map[*inQuery][]any{}, frames: map[*quantified]*frame{}, beside: map[*existsIn]map[string][]*mainRow{}}
}

// connective is And, Or (of several) and Not (of one).
type connective struct {
	op   string
	kids []condition
}

func (c *connective) eval(e *evaluator, f *frame, j joined) tri {
	switch c.op {
	case "Not":
		return not(c.kids[0].eval(e, f, j))
	case "And":
		out := yes
		for _, k := range c.kids {
			out = min(out, k.eval(e, f, j))
		}
		return out
	}
	out := no
	for _, k := range c.kids {
		out = max(out, k.eval(e, f, j))
	}
	return out
}

func (c *connective) join(f *frame) {
	for _, k := range c.kids {
		k.join(f)
	}
}

func (c *connective) String() string { return c.op + "(" + list(c.kids) + ")" }

func list[T fmt.Stringer](items []T) string {
	parts := make([]string, len(items))
	for i, c := range items {
		parts[i] = c.String()
	}
	return strings.Join(parts, ", ")
}

// lookup compares the value of a path; typed says which spelling the library gets.
type lookup struct {
	path   string
	op     string
	values []any
	typed  bool
}

func (c *lookup) join(f *frame) { f.place(c.path) }

func (c *lookup) eval(_ *evaluator, f *frame, j joined) tri {
	at := f.place(c.path)
	v := j.at(at)
	switch {
	case c.op == "has_key": // never unknown, as isnull
		return truthOf(v != nil && v.(document).has(c.values[0].(string)))
	case c.op == "isnull":
		return truthOf((v == nil) == c.values[0].(bool))
	case c.holdsDocument():
		return f.contains(j, c)
	case c.op == "in" && len(c.values) == 0:
		return no
	case c.values == nil || len(c.values) > 0 && c.values[0] == nil: // exact and ne with nil
		return truthOf((v == nil) == (c.op == "exact"))
	case v == nil || isInside(c.path) && !sameType(v, c.values[0]):
		return unknown
	}
	return truthOf((&lookup{op: c.op, values: cutTo(f.nodes[at.node].table.at(at.column).kind, c.values)}).holds(v))
}

// holds compares a value that is not NULL.
func (c *lookup) holds(v any) bool {
	if c.op == "in" {
		for _, o := range c.values {
			if compareValues(v, o) == 0 {
				return true
			}
		}
		return false
	}
	if c.op == "range" {
		return compareValues(v, c.values[0]) >= 0 && compareValues(v, c.values[1]) <= 0
	}
	if holds, ok := compares(c.op, v, c.values[0]); ok {
		return holds
	}
	if holds, ok := shapeHolds(c.op, v, c.values[0]); ok {
		return holds
	}
	s, part := textOf(v), textOf(c.values[0])
	op := c.op
	if op == "regex" {
		return regexp.MustCompile(part).MatchString(s)
	}
	if op[0] == 'i' {
		s, part, op = lowerASCII(s), lowerASCII(part), op[1:]
	}
	switch op {
	case "exact":
		return s == part
	case "contains":
		return strings.Contains(s, part)
	case "startswith":
		return strings.HasPrefix(s, part)
	case "endswith":
		return strings.HasSuffix(s, part)
	}
	panic("no lookup: " + c.op)
}

// compares is the six comparisons; ok is false for other lookups.
func compares(op string, a, b any) (holds, ok bool) {
	switch op {
	case "exact":
		return compareValues(a, b) == 0, true
	case "ne":
		return compareValues(a, b) != 0, true
	case "gt":
		return compareValues(a, b) > 0, true
	case "gte":
		return compareValues(a, b) >= 0, true
	case "lt":
		return compareValues(a, b) < 0, true
	case "lte":
		return compareValues(a, b) <= 0, true
	}
	return false, false
}

func (c *lookup) String() string {
	texts := make([]string, len(c.values))
	for i, v := range c.values {
		texts[i] = show(v)
	}
	spelling := "Q"
	if c.typed {
		spelling = "typed"
	}
	return fmt.Sprintf("%s{%s__%s: %s}", spelling, c.path, c.op, strings.Join(texts, ","))
}

// expression is a column, a value, or arithmetic over two of them.
type expression struct {
	op          byte
	left, right *expression
	path        string
	value       any
}

func (x *expression) join(f *frame) {
	switch {
	case x.op != 0:
		x.left.join(f)
		x.right.join(f)
	case x.path != "":
		f.place(x.path)
	}
}

func (x *expression) eval(f *frame, j joined) any {
	switch {
	case x.op != 0:
		return calculate(x.op, x.left.eval(f, j), x.right.eval(f, j))
	case x.path != "":
		return j.at(f.place(x.path))
	}
	return x.value
}

func calculate(op byte, a, b any) any {
	if a == nil || b == nil {
		return nil
	}
	switch a := a.(type) {
	case int64:
		b := b.(int64)
		return map[byte]int64{'+': a + b, '-': a - b, '*': a * b}[op]
	case float64:
		b := b.(float64)
		return map[byte]float64{'+': a + b, '-': a - b, '*': a * b}[op]
	}
	x, y := a.(*big.Rat), b.(*big.Rat)
	switch op {
	case '+':
		return new(big.Rat).Add(x, y)
	case '-':
		return new(big.Rat).Sub(x, y)
	}
	return new(big.Rat).Mul(x, y)
}

func (x *expression) String() string {
	switch {
	case x.op != 0:
		return fmt.Sprintf("(%s %c %s)", x.left, x.op, x.right)
	case x.path != "":
		return "F(" + x.path + ")"
	}
	return show(x.value)
}

// comparison compares two expressions; the left one is a column or arithmetic.
type comparison struct {
	left  *expression
	op    string
	right *expression
	q     bool // spelled as Q{"path__op": right}, which takes a plain path on the left
}

func (c *comparison) join(f *frame) {
	c.left.join(f)
	c.right.join(f)
}

func (c *comparison) eval(_ *evaluator, f *frame, j joined) tri {
	a, b := c.left.eval(f, j), c.right.eval(f, j)
	if a == nil || b == nil {
		return unknown
	}
	holds, _ := compares(c.op, a, b)
	return truthOf(holds)
}

func (c *comparison) String() string {
	return fmt.Sprintf("[%s %s %s q=%t]", c.left, c.op, c.right, c.q)
}

// quantified is Some, None or Every.
type quantified struct {
	op   string
	path string
	kids []condition
}

func (c *quantified) join(*frame) {}

// eval looks at the rows at the end of the path; each answers its conditions like a main row. Of link rows it sees the one by
// which it was reached.
func (c *quantified) eval(e *evaluator, f *frame, j joined) tri {
	inner := e.frames[c]
	steps := relationSteps(j[0].table, c.path)
	if inner == nil {
		inner = newFrame(steps[len(steps)-1].to)
		if relationAt(j[0].table, c.path).kind == through {
			inner.via = map[*row]*row{}
		}
		for _, k := range c.kids {
			k.join(inner)
		}
		e.frames[c] = inner
	}
	along := newFrame(j[0].table)
	n := along.join(steps)
	some, every := false, true
	along.each(j[0], func(k joined) bool {
		if k[n] == nil {
			return true
		}
		if inner.via != nil {
			inner.via[k[n]] = k[along.nodes[n].parent]
		}
		holds := e.matches(inner, c.kids, k[n])
		some, every = some || holds, every && holds
		return true
	})
	switch c.op {
	case "Some":
		return truthOf(some)
	case "None":
		return truthOf(!some)
	}
	return truthOf(every)
}

// matches reports whether some joined row of a main row makes all conditions TRUE.
func (e *evaluator) matches(f *frame, conditions []condition, main *row) bool {
	found := false
	f.each(main, func(j joined) bool {
		found = e.all(conditions, f, j) == yes
		return !found
	})
	return found
}

func (e *evaluator) all(conditions []condition, f *frame, j joined) tri {
	out := yes
	for _, c := range conditions {
		out = min(out, c.eval(e, f, j))
	}
	return out
}

func (c *quantified) String() string {
	return fmt.Sprintf("%s(%s: %s)", c.op, c.path, list(c.kids))
}

// inQuery asks whether a path's value is among those of another query's column.
type inQuery struct {
	path   string
	query  *question
	column string // empty: the primary key
	typed  bool
}

func (c *inQuery) join(f *frame) { f.place(c.path) }

func (c *inQuery) eval(e *evaluator, f *frame, j joined) tri {
	set, ok := e.sets[c]
	if !ok {
		set = e.columnOf(c.query, c.column)
		e.sets[c] = set
	}
	v := j.at(f.place(c.path))
	out := no
	for _, o := range set {
		switch {
		case o == nil || v == nil:
			out = max(out, unknown)
		case compareValues(v, o) == 0:
			return yes
		}
	}
	return out
}

func (c *inQuery) String() string {
	return fmt.Sprintf("%s IN (%s of %s)", c.path, c.column, c.query)
}
