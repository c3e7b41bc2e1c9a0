package lookup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Meaning reads what can be known of a fragment without data: how AND, OR and NOT tie its parts
// together, and of each part whether it is a constant, is about a column that the models know, or
// depends on the row.
func Meaning(x dialect.Syntax, m *schema.Model, s *query.SQL) *query.Node {
	r := &meaningReader{model: m, lazyOr: x.RunsComments}
	args := s.Args
	for i, piece := range s.Text {
		if i > 0 {
			r.words = append(r.words, word{path: s.Paths[i-1]})
		}
		for _, t := range x.Tokens(piece) {
			w := word{Token: t}
			if t.Sign("?") && len(args) > 0 {
				w.arg, w.bound, args = args[0], true, args[1:]
			}
			r.words = append(r.words, w)
		}
	}
	n := r.or()
	if r.at < len(r.words) {
		return &query.Node{Op: query.Depends}
	}
	return n
}

// word is a token of a fragment, a {path} in it, or a ? with its argument.
type word struct {
	dialect.Token
	path  *schema.Path
	arg   any
	bound bool
}

// meaningReader reads the words of a fragment.
type meaningReader struct {
	model  *schema.Model
	words  []word
	at     int
	lazyOr bool // || is OR, && is AND
}

func (r *meaningReader) peek() word {
	if r.at < len(r.words) {
		return r.words[r.at]
	}
	return word{}
}

func (r *meaningReader) isOr(w word) bool  { return w.Is("OR") || r.lazyOr && w.Sign("||") }
func (r *meaningReader) isAnd(w word) bool { return w.Is("AND") || r.lazyOr && w.Sign("&&") }

func (r *meaningReader) or() *query.Node {
	kids := []*query.Node{r.and()}
	for r.isOr(r.peek()) {
		r.at++
		kids = append(kids, r.and())
	}
	return tied(query.Or, kids)
}

func (r *meaningReader) and() *query.Node {
	kids := []*query.Node{r.not()}
	for r.isAnd(r.peek()) {
		r.at++
		kids = append(kids, r.not())
	}
	return tied(query.And, kids)
}

func tied(op query.Op, kids []*query.Node) *query.Node {
	if len(kids) == 1 {
		return kids[0]
	}
	return &query.Node{Op: op, Kids: kids}
}

func (r *meaningReader) not() *query.Node {
	if r.peek().Is("NOT") {
		r.at++
		return &query.Node{Op: query.Not, Kids: []*query.Node{r.not()}}
	}
	if r.peek().Sign("(") {
		if end := r.closing(); end > r.at+1 && r.ends(end+1) && !r.words[r.at+1].Is("SELECT") {
			inner := &meaningReader{model: r.model, words: r.words[r.at+1 : end], lazyOr: r.lazyOr}
			if n := inner.or(); inner.at == len(inner.words) {
				r.at = end + 1
				return n
			}
		}
	}
	return r.part(r.operand())
}

// closing is where the parenthesis at the current word is closed.
func (r *meaningReader) closing() int {
	depth := 0
	for i := r.at; i < len(r.words); i++ {
		switch {
		case r.words[i].Sign("("):
			depth++
		case r.words[i].Sign(")"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// ends reports whether a part ends before the word.
func (r *meaningReader) ends(i int) bool {
	return i >= len(r.words) || r.isOr(r.words[i]) || r.isAnd(r.words[i])
}

// operand takes the words to the next AND or OR, but for those in parentheses, in a CASE and of a
// BETWEEN.
func (r *meaningReader) operand() []word {
	start, depth, between := r.at, 0, false
	for ; r.at < len(r.words); r.at++ {
		switch w := r.words[r.at]; {
		case w.Sign("("), w.Is("CASE"):
			depth++
		case w.Sign(")"), w.Is("END"):
			depth--
		case depth > 0:
		case w.Is("BETWEEN"):
			between = true
		case between && w.Is("AND"):
			between = false
		case r.isAnd(w), r.isOr(w):
			return r.words[start:r.at]
		}
	}
	return r.words[start:]
}

// part is what can be known of a part without AND and OR.
func (r *meaningReader) part(words []word) *query.Node {
	for len(words) > 2 && words[0].Sign("(") && words[len(words)-1].Sign(")") && !slices.ContainsFunc(words[1:len(words)-1], isParenthesis) {
		words = words[1 : len(words)-1]
	}
	if !r.readsRows(words) {
		return constant(words)
	}
	left, rest := r.column(words)
	if left == nil || len(rest) == 0 {
		return &query.Node{Op: query.Depends}
	}
	texts := make([]string, len(rest))
	for i, w := range rest {
		texts[i] = strings.ToUpper(w.Text)
	}
	switch said := strings.Join(texts, " "); {
	case said == "IS NULL", said == "ISNULL":
		return asksNull(left, true)
	case said == "IS NOT NULL", said == "NOTNULL", said == "NOT NULL":
		return asksNull(left, false)
	case left.Attr.Kind.IsText() && rest[len(rest)-1].wildcards():
		found := &query.Node{Op: query.Compare, Path: left, Lookup: query.Contains, Value: ""}
		switch strings.Join(texts[:len(texts)-1], " ") {
		case "LIKE", "ILIKE":
			return found
		case "NOT LIKE", "NOT ILIKE":
			return &query.Node{Op: query.Not, Kids: []*query.Node{found}}
		}
	case rest[0].Kind == dialect.SignToken:
		right, more := r.column(rest[1:])
		if l, ok := signs[rest[0].Text]; ok && right != nil && len(more) == 0 && right.Text == left.Text {
			return &query.Node{Op: query.Compare, Path: left, Lookup: l, Right: &query.Expr{Path: right}}
		}
	}
	return &query.Node{Op: query.Depends}
}

func isParenthesis(w word) bool { return w.Sign("(") || w.Sign(")") }

func asksNull(p *schema.Path, on bool) *query.Node {
	return &query.Node{Op: query.Compare, Path: p, Lookup: query.IsNull, Value: on}
}

// signs are the comparisons as SQL writes them.
var signs = map[string]query.Lookup{"=": query.Exact, "==": query.Exact, "<>": query.Ne, "!=": query.Ne, "<": query.Lt, "<=": query.Lte,
	">": query.Gt, ">=": query.Gte}

// column takes a column of the model from the front of the words.
func (r *meaningReader) column(words []word) (*schema.Path, []word) {
	if len(words) == 0 {
		return nil, nil
	}
	if words[0].path != nil {
		return words[0].path, words[1:]
	}
	if len(words) > 2 && words[1].Sign(".") && strings.EqualFold(words[0].Text, r.model.Table) {
		words = words[2:]
	}
	if k := words[0].Kind; k != dialect.WordToken && k != dialect.NameToken {
		return nil, nil
	}
	for _, a := range r.model.Attributes {
		if strings.EqualFold(a.Column, words[0].Text) {
			p, err := r.model.Path(a.Name)
			if err != nil {
				return nil, nil
			}
			return p, words[1:]
		}
	}
	return nil, nil
}

// wildcards reports whether a pattern matches every text.
func (w word) wildcards() bool {
	text, ok := w.Text, w.Kind == dialect.LiteralToken
	if w.bound {
		text, ok = w.arg.(string)
	}
	return ok && text != "" && strings.Trim(text, "%") == ""
}

// plainWords are words that are no columns where no quotes stand around them.
var plainWords = strings.Fields("AND OR NOT NULL TRUE FALSE UNKNOWN IS IN LIKE ILIKE GLOB REGEXP RLIKE MATCH SIMILAR TO BETWEEN SYMMETRIC " +
	"CASE WHEN THEN ELSE END ESCAPE DISTINCT FROM ANY ALL SOME XOR DIV MOD INTERVAL ISNULL NOTNULL BINARY AT TIME ZONE ROW ARRAY " +
	"CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP CURRENT_USER SESSION_USER USER UTC_TIMESTAMP")

// readsRows reports whether words name a column or hold a sub-query.
func (r *meaningReader) readsRows(words []word) bool {
	for i, w := range words {
		var before, after word
		if i > 0 {
			before = words[i-1]
		}
		if i+1 < len(words) {
			after = words[i+1]
		}
		switch {
		case w.path != nil, w.Kind == dialect.NameToken:
			return true
		case w.Is("SELECT"), w.Is("TABLE"), w.Is("VALUES"):
			return true
		case w.Kind != dialect.WordToken, after.Sign("("), after.Kind == dialect.LiteralToken: // a function, DATE '…'
		case before.Is("AS"), before.Is("COLLATE"), before.Sign(":"), before.Sign("@"): // a type, a collation, a variable
		case i > 1 && words[i-2].Is("INTERVAL"):
		case !slices.Contains(plainWords, strings.ToUpper(w.Text)) && !w.Is("AS") && !w.Is("COLLATE"):
			return true
		}
	}
	return false
}

// constant is the value of words that read no row, as far as it can be told here.
func constant(words []word) *query.Node {
	settled := &query.Node{Op: query.Settled}
	switch {
	case len(words) == 1 && words[0].Is("TRUE"):
		return query.True()
	case len(words) == 1 && words[0].Is("FALSE"):
		return query.False()
	case len(words) == 1:
		if f, ok := words[0].number(); ok {
			return truth(f != 0)
		}
	case len(words) == 3:
		is, ok := compared(words[0], words[2])
		if l, known := signs[words[1].Text]; ok && known {
			return truth(map[query.Lookup]bool{query.Exact: is == 0, query.Ne: is != 0, query.Lt: is < 0, query.Lte: is <= 0,
				query.Gt: is > 0, query.Gte: is >= 0}[l])
		}
	}
	return settled
}

func truth(v bool) *query.Node {
	if v {
		return query.True()
	}
	return query.False()
}

// compared compares two numbers, or two texts for equality.
func compared(a, b word) (int, bool) {
	x, isNumber := a.number()
	y, both := b.number()
	switch {
	case isNumber && both && x < y:
		return -1, true
	case isNumber && both && x > y:
		return 1, true
	case isNumber && both:
		return 0, true
	case a.Kind == dialect.LiteralToken && b.Kind == dialect.LiteralToken && a.Text == b.Text:
		return 0, true
	}
	return 0, false
}

// number is the value of a number, or of one that is bound.
func (w word) number() (float64, bool) {
	text := w.Text
	if w.bound {
		switch w.arg.(type) {
		case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
			text = fmt.Sprint(w.arg)
		default:
			return 0, false
		}
	} else if w.Kind != dialect.NumberToken {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}
