package lookup

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// markExpr is what a sort key begins with that is an expression: its signature and its spelling follow. A key is a text, and this
// one says all that the expression does; what this process has not signed is refused, so that no text from elsewhere is read as one.
const markExpr = "\x00expr:"

// signatureSize is how many bytes of an HMAC a key carries.
const signatureSize = 16

// signingKey is this process's own: sort keys of expressions are not kept or sent.
var signingKey = sync.OnceValue(func() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // which does not fail
	return key
})

// ExprKey is the sort key of an expression. One that a text cannot carry is a key that every use refuses.
func ExprKey(e Expr, desc bool) string {
	w := &speller{}
	spelled := w.expr(&e)
	if w.err != nil {
		return refusedKey(w.err)
	}
	spelled.Desc = desc
	text, err := json.Marshal(spelled)
	if err != nil {
		return refusedKey(err)
	}
	return markExpr + signature(text) + string(text)
}

// refusedKey is a key that every use refuses with the reason.
func refusedKey(err error) string {
	return markRefused + strings.TrimPrefix(err.Error(), schema.ErrQuery.Error()+": ")
}

func signature(text []byte) string {
	mac := hmac.New(sha256.New, signingKey())
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil)[:signatureSize])
}

// exprOrder reads a sort key that is an expression; ok is false for any other.
func exprOrder(db *engine.DB, q *query.Query, key string, nulls query.Nulls) (o query.Order, ok bool, err error) {
	text, ok := strings.CutPrefix(key, markExpr)
	if !ok {
		return o, false, nil
	}
	if len(text) < 2*signatureSize || !hmac.Equal([]byte(text[:2*signatureSize]), []byte(signature([]byte(text[2*signatureSize:])))) {
		return o, true, query.Errorf("a sort key of an expression was changed, or made by another process; use what Asc and Desc give as it is")
	}
	var spelled spelledExpr
	if err := json.Unmarshal([]byte(text[2*signatureSize:]), &spelled); err != nil {
		return o, true, query.Errorf("a sort key of an expression cannot be read: %w", err)
	}
	e, err := ScopeOf(db, q).Value(spelled.expr())
	if err != nil {
		return o, true, err
	}
	o, err = orderOf(e, query.Order{Desc: spelled.Desc, Nulls: nulls})
	return o, true, err
}

// placeName is a model's type as a place is spelled with it.
func placeName(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

// spelledExpr is an Expr as a text carries it.
type spelledExpr struct {
	Op          byte          `json:",omitempty"`
	Left, Right *spelledExpr  `json:",omitempty"`
	Path        string        `json:",omitempty"`
	Pointer     bool          `json:",omitempty"`
	Place       *spelledPlace `json:",omitempty"`
	Value       *spelledValue `json:",omitempty"`
	Call        *spelledCall  `json:",omitempty"`
	Depth       int           `json:",omitempty"`
	Desc        bool          `json:",omitempty"`
}

type spelledPlace struct{ Root, Path string }

type spelledCall struct {
	Func  query.Func
	Args  []*spelledExpr      `json:",omitempty"`
	When  []*spelledCondition `json:",omitempty"`
	Date  *dateCall           `json:",omitempty"`
	Steps query.JSONSteps     `json:",omitempty"`
	To    schema.Kind         `json:",omitempty"`
}

// spelledCondition is a condition: a Q by its keys, a comparison of a place, or what is composed.
type spelledCondition struct {
	Op     query.Op            `json:",omitempty"`
	Keys   []string            `json:",omitempty"`
	Values []*spelledValue     `json:",omitempty"`
	Place  *spelledPlace       `json:",omitempty"`
	Lookup query.Lookup        `json:",omitempty"`
	Kids   []*spelledCondition `json:",omitempty"`
	Path   string              `json:",omitempty"`
	Left   *spelledExpr        `json:",omitempty"`
	Text   string              `json:",omitempty"`
	Depth  int                 `json:",omitempty"`
}

// speller spells expressions; err is the first part that a text cannot carry.
type speller struct{ err error }

func (w *speller) refuse(format string, args ...any) {
	if w.err == nil {
		w.err = query.Errorf(format+"; name the expression by AnnotateExpr and sort by the name", args...)
	}
}

func (w *speller) expr(e *Expr) *spelledExpr {
	if e == nil {
		return nil
	}
	if e.depth > query.MaxDepth {
		w.err = query.TooDeep()
		return nil
	}
	if e.sub != nil || e.outer != "" {
		w.refuse("a sort key cannot carry a sub-query")
		return nil
	}
	s := &spelledExpr{Op: e.op, Left: w.expr(e.left), Right: w.expr(e.right), Path: e.path, Pointer: e.pointer, Place: spellPlace(e.place), Depth: e.depth}
	if e.leaf {
		s.Value = w.value(e.value)
	}
	if c := e.call; c != nil {
		if c.err != nil {
			w.err = c.err
			return s
		}
		s.Call = w.call(c)
	}
	return s
}

func (w *speller) call(c *call) *spelledCall {
	s := &spelledCall{Func: c.fn, Date: c.date, Steps: c.steps}
	if c.over != nil {
		w.refuse("a sort key cannot carry a function over a window")
	}
	if c.to != nil {
		s.To = c.to.Kind
	}
	for i := range c.args {
		s.Args = append(s.Args, w.expr(&c.args[i]))
	}
	for _, n := range c.when {
		s.When = append(s.When, w.condition(n))
	}
	return s
}

func spellPlace(p *Place) *spelledPlace {
	if p == nil {
		return nil
	}
	return &spelledPlace{placeName(p.root), p.path}
}

func (s *spelledPlace) place() *Place {
	if s == nil {
		return nil
	}
	return &Place{rootName: s.Root, path: s.Path}
}

func (s *spelledExpr) expr() Expr {
	if s == nil {
		return Expr{}
	}
	e := Expr{op: s.Op, path: s.Path, pointer: s.Pointer, place: s.Place.place(), depth: s.Depth}
	if s.Left != nil {
		left, right := s.Left.expr(), s.Right.expr()
		e.left, e.right = &left, &right
	}
	if s.Value != nil {
		e.leaf, e.value = true, s.Value.value()
	}
	if s.Call != nil {
		e.call = &call{fn: s.Call.Func, date: s.Call.Date}
		for _, step := range s.Call.Steps {
			if n, ok := step.(float64); ok {
				step = int(n)
			}
			e.call.steps = append(e.call.steps, step)
		}
		if s.Call.To == schema.KindDecimal { // of any type: the value is not read
			e.call.to = schema.DecimalFigure("value", reflect.TypeFor[string]())
		} else if s.Call.Func == query.Cast {
			e.call.to = schema.Figure("value", s.Call.To)
		}
		for _, a := range s.Call.Args {
			e.call.args = append(e.call.args, a.expr())
		}
		for _, n := range s.Call.When {
			e.call.when = append(e.call.when, n.condition())
		}
	}
	return e
}
