package lookup

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// hasKey asks whether a key is there, if only with null; it is a lookup of JSON fields alone.
const hasKey = "has_key"

// JSONPath is what the JSON of a place has at steps.
func JSONPath(p *Place, steps []any) Expr {
	made := Call(query.JSONPath, []any{ColumnAt(p)})
	for i, s := range steps {
		switch r := reflect.ValueOf(s); {
		case r.CanInt() && r.Int() >= 0:
			made.call.steps = append(made.call.steps, int(r.Int()))
		case r.Kind() == reflect.String && validKey(r.String()):
			made.call.steps = append(made.call.steps, r.String())
		default:
			return RefusedExpr(query.Errorf("orm.JSONPath: step %d must be a key without quotes and backslashes, or a place from 0, got %q", i+1, fmt.Sprint(s)))
		}
	}
	if len(steps) == 0 {
		return RefusedExpr(query.Errorf("orm.JSONPath needs a step at least"))
	}
	return made
}

func validKey(key string) bool {
	return !strings.ContainsAny(key, "\"\\\x00") && json.Valid([]byte(strconv.Quote(key)))
}

// callJSON takes a JSON field.
func (s Scope) callJSON(c *call, out *query.Call) error {
	e, err := s.expr(&c.args[0], nil)
	if err != nil {
		return err
	}
	if a := e.Kindred(); a == nil || a.Kind != schema.KindJSON || a.Elem != nil {
		return wrongArgument(c.fn, 0, "a JSON field", a)
	}
	out.Args, out.Steps, out.Unit, out.Attr = []*query.Expr{e}, c.steps, query.JSONUntyped, e.Kindred()
	return nil
}

// The bounds of a path that may go on inside a JSON field, in bytes and in parts: names come from strangers too.
const (
	longestPath = 4096
	deepestPath = 64
)

// inside resolves a path that goes on inside a JSON field, and what is left of it behind: a lookup, or nothing. ok is false where no JSON
// field is on the way.
func (s Scope) inside(text string, lookups bool) (e *query.Expr, lookup string, ok bool) {
	if len(text) > longestPath || strings.Count(text, "__") > deepestPath {
		return nil, "", false // each beginning of it is looked at
	}
	parts := strings.Split(text, "__")
	for i := len(parts) - 1; i > 0; i-- {
		p, err := s.Model.Path(strings.Join(parts[:i], "__"))
		if err != nil || p.Attr == nil || p.Attr.Kind != schema.KindJSON || p.Attr.Elem != nil || p.Attr.Cipher != nil {
			continue
		}
		steps := parts[i:]
		if last := steps[len(steps)-1]; lookups {
			if l, known := query.LookupOf(last); known && !l.Array() || last == hasKey {
				lookup, steps = last, steps[:len(steps)-1]
			}
		}
		c := &query.Call{Func: query.JSONPath, Args: []*query.Expr{{Path: p}}, Unit: query.JSONUntyped, Attr: p.Attr}
		for _, step := range steps {
			if n, err := strconv.Atoi(step); err == nil && n >= 0 {
				c.Steps = append(c.Steps, n)
			} else if step == "" || !validKey(step) {
				return nil, "", false
			} else {
				c.Steps = append(c.Steps, step)
			}
		}
		return &query.Expr{Call: c}, lookup, true
	}
	return nil, "", false
}

// isJSON reports whether an expression is a path into JSON that has no type yet.
func isJSON(e *query.Expr) bool {
	return e != nil && e.Call != nil && e.Call.Func == query.JSONPath && e.Call.Unit == query.JSONUntyped
}

// typed is a path into JSON as a value of one type.
func typed(e *query.Expr, unit string) *query.Expr {
	c := *e.Call
	c.Unit = unit
	switch unit {
	case query.JSONText:
		c.Attr = texts()
	case query.JSONNumber:
		c.Attr = floats()
	case query.JSONTruth:
		c.Attr = truths()
	case query.JSONPlace:
		c.Attr = wholes()
	}
	return &query.Expr{Call: &c}
}

// typedLike is a path into JSON as a value of the type of what it is compared with.
func typedLike(e *query.Expr, value any) (*query.Expr, error) {
	switch r := reflect.ValueOf(value); {
	case r.Kind() == reflect.String:
		return typed(e, query.JSONText), nil
	case r.CanInt(), r.CanUint(), r.CanFloat():
		return typed(e, query.JSONNumber), nil
	case r.Kind() == reflect.Bool:
		return typed(e, query.JSONTruth), nil
	case (r.Kind() == reflect.Slice || r.Kind() == reflect.Array) && r.Len() > 0:
		return typedLike(e, r.Index(0).Interface())
	case r.Kind() == reflect.Slice:
		return typed(e, query.JSONText), nil
	}
	return nil, query.Errorf("a path into JSON compares with texts, numbers and truth values, got %T", value)
}

// compareJSON compares what a path into JSON leads to.
func (s Scope) compareJSON(name string, e *query.Expr, lookup string, value any) (*query.Node, error) {
	if lookup == hasKey {
		key, ok := value.(string)
		if !ok || !validKey(key) {
			return nil, query.Errorf("%s takes a key without quotes and backslashes, got %T", name, value)
		}
		there := typed(e, query.JSONThere)
		there.Call.Steps = append(there.Call.Steps[:len(there.Call.Steps):len(there.Call.Steps)], key)
		return &query.Node{Op: query.Compare, Left: there, Lookup: query.IsNull, Value: false}, nil
	}
	l := query.Exact
	if lookup != "" {
		l, _ = query.LookupOf(lookup)
	}
	if isDocument(l, value) {
		return holds(name, typed(e, query.JSONHolder), value)
	}
	if l == query.IsNull || value == nil && (l == query.Exact || l == query.Ne) {
		on, ok := value.(bool)
		if value == nil {
			on, ok = l == query.Exact, true
		}
		if !ok {
			return nil, query.Errorf("%s takes true or false, got %T", name, value)
		}
		return &query.Node{Op: query.Compare, Left: typed(e, query.JSONPresent), Lookup: query.IsNull, Value: on}, nil
	}
	if other, ok := value.(Expr); ok {
		return s.compareExprs(e, l, other)
	}
	left, err := typedLike(e, value)
	if err != nil {
		return nil, err
	}
	return s.noted(&query.Named{Name: name, Expr: left}, l, value)
}

// typedAs is a path into JSON as a value of the type of the expression beside it.
func typedAs(e, other *query.Expr) (*query.Expr, error) {
	switch a := other.Kindred(); {
	case isJSON(other) || a == nil:
	case a.Kind.IsText():
		return typed(e, query.JSONText), nil
	case a.Kind.IsNumeric():
		return typed(e, query.JSONNumber), nil
	case a.Kind == schema.KindBoolean:
		return typed(e, query.JSONTruth), nil
	}
	return nil, query.UntypedJSON("a path into JSON")
}

// ordered are the sort keys of a key: of a path into JSON, numbers before texts.
func ordered(o query.Order) []query.Order {
	if !isJSON(o.Expr) {
		return []query.Order{o}
	}
	place, number, text := o, o, o
	place.Expr, number.Expr, text.Expr = typed(o.Expr, query.JSONPlace), typed(o.Expr, query.JSONNumber), typed(o.Expr, query.JSONText)
	return []query.Order{place, number, text}
}

// parted are the values by which rows are divided: of a path into JSON, equal where it compares as equal.
func parted(o query.Order) []query.Order {
	if !isJSON(o.Expr) {
		return []query.Order{o}
	}
	truth := o
	truth.Expr = typed(o.Expr, query.JSONTruth)
	return append(ordered(o), truth)
}

// isDocument reports whether a path into JSON is asked for a document, and not for a text.
func isDocument(l query.Lookup, value any) bool {
	switch value.(type) {
	case Expr, Source:
		return false
	}
	return l == query.Contains && !query.IsText(value)
}

// holds asks whether what an expression gives contains a document.
func holds(name string, left *query.Expr, value any) (*query.Node, error) {
	d, ok := value.(*query.Document)
	if !ok {
		var err error
		if d, err = query.NewDocument(name, value); err != nil {
			return nil, err
		}
	}
	return &query.Node{Op: query.Compare, Left: left, Lookup: query.Contains, Value: d}, nil
}

// heldBy asks whether JSON that an expression gives contains a document.
func heldBy(left *query.Expr, d *query.Document) (*query.Node, error) {
	if isJSON(left) {
		return holds("", typed(left, query.JSONHolder), d)
	}
	if left.Path != nil {
		return query.NewCompare(left.Path, query.Contains, d)
	}
	return nil, query.Errorf("ContainsJSON is for JSON fields and paths into them")
}
