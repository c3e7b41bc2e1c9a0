package inspect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

var (
	textTypes   = []string{"text", "varchar", "char", "bpchar"}
	numberTypes = []string{"smallint", "integer", "bigint", "numeric", "real", "double precision"}
	// furtherWords are those of a type behind the first.
	furtherWords = []string{"varying", "precision", "with", "without", "time", "zone"}
	comparisons  = []string{"=", "<", ">", "!"}
)

// cast is a "::type" of PostgreSQL and what it is of.
type cast struct {
	from, to int // of the operand, its parentheses among it
	operand  []term
	kind     string // the type, as the catalog writes it, without its length
	sized    bool   // the type has a length, to which values are cut
	end      int    // behind the type
}

// uncast leaves out the casts that PostgreSQL adds by itself: of literals to the type that they are compared with, of texts to text and of
// whole numbers to what they are computed with. of is the type of the column whose default the expression is.
func (g *generator) uncast(terms []term, of string) []term {
	for i := 0; i < len(terms); i++ {
		if !terms[i].is("::") {
			continue
		}
		c, ok := g.castAt(terms, i)
		if !ok {
			continue
		}
		if written, drop := g.implicit(terms, c, of); drop {
			written[0].gap = terms[c.from].gap
			terms = slices.Concat(terms[:c.from], written, terms[c.end:])
			i = c.from
		}
	}
	return terms
}

// castAt reads the cast whose "::" is at i.
func (g *generator) castAt(terms []term, i int) (c cast, ok bool) {
	if c.to, c.from = i, i-1; c.from < 0 {
		return c, false
	}
	if terms[c.from].is(")") {
		for c.from--; c.from >= 0 && closing(terms, c.from) != i-1; c.from-- {
		}
		if c.from < 0 || c.from > 0 && terms[c.from-1].kind == dialect.WordToken && !slices.Contains(notColumns, strings.ToUpper(terms[c.from-1].text)) {
			return c, false // of what a function gives
		}
	}
	c.operand = inner(terms[c.from:i])
	end, words := i+1, []term{}
	for ; end < len(terms); end++ {
		if t := terms[end]; t.is("(") && len(words) > 0 {
			end, c.sized = max(end, closing(terms, end)), true
		} else if qualified := len(words) > 0 && (t.is(".") || words[len(words)-1].is(".")); qualified || t.kind == dialect.NameToken || t.kind == dialect.WordToken && (len(words) == 0 || slices.Contains(furtherWords, t.text)) {
			words = append(words, t)
		} else {
			break
		}
	}
	c.kind = rendered(words)
	if c.kind = g.dialect.CanonicalType(c.kind); end+1 < len(terms) && terms[end].is("[") && terms[end+1].is("]") {
		c.kind, end = c.kind+"[]", end+2
	}
	c.end = end
	return c, len(words) > 0
}

// implicit says what stands in the place of a cast that goes without saying.
func (g *generator) implicit(terms []term, c cast, of string) (written []term, drop bool) {
	if len(c.operand) > 1 && c.operand[0].is("ARRAY") && slices.Contains(textTypes, strings.TrimSuffix(c.kind, "[]")) {
		return slices.Clone(c.operand), true
	}
	if len(c.operand) != 1 || c.sized || c.from > 0 && terms[c.from-1].is("E") {
		return nil, false
	}
	o := c.operand[0]
	number := slices.Contains(numberTypes, c.kind)
	divided := beside(terms, c, "/", "%")
	switch {
	case o.kind == dialect.LiteralToken && (slices.Contains(textTypes, c.kind) || of != "" && g.sameType(c.kind, of)):
		return []term{o}, true
	case o.kind == dialect.LiteralToken && number && numeral(o.text) && !divided:
		return []term{{kind: dialect.NumberToken, text: strings.Trim(o.text, "'")}}, true
	case o.kind == dialect.LiteralToken:
		return []term{o}, g.compared(terms, c)
	case o.kind == dialect.NumberToken:
		return []term{o}, number && !divided
	case o.field == nil || o.field.column == nil:
		return nil, false
	}
	held, _, _, _ := takeApart(cmp.Or(o.field.column.Declared, o.field.column.Type))
	switch {
	case held == "text" || held == "varchar":
		return []term{o}, slices.Contains(textTypes, c.kind)
	case held == "smallint" || held == "integer" || held == "bigint":
		return []term{o}, number && !divided && beside(terms, c, append(comparisons, "+", "-", "*")...)
	}
	return nil, false
}

func numeral(literal string) bool {
	_, err := strconv.ParseFloat(strings.Trim(literal, "'"), 64)
	return err == nil && !strings.ContainsAny(literal, "xXpPnN_")
}

// beside reports whether one of the signs stands before or behind a cast.
func beside(terms []term, c cast, signs ...string) bool {
	before, after := term{}, term{}
	if c.from > 0 {
		before = terms[c.from-1]
	}
	if c.end < len(terms) {
		after = terms[c.end]
	}
	return slices.ContainsFunc(signs, func(s string) bool { return before.is(s) || after.is(s) })
}

// compared reports whether a literal is compared with a column of the type that it is cast to.
func (g *generator) compared(terms []term, c cast) bool {
	i := c.from - 1
	for i > 0 && slices.ContainsFunc(comparisons, terms[i].is) {
		i--
	}
	return i >= 0 && i < c.from-1 && terms[i].field != nil && terms[i].field.column != nil && g.sameType(terms[i].field.column.Type, c.kind)
}

// sameType compares two types without their lengths, and without quotes around their names.
func (g *generator) sameType(a, b string) bool {
	a, _, _, _ = takeApart(strings.ReplaceAll(a, `"`, ""))
	b, _, _, _ = takeApart(strings.ReplaceAll(b, `"`, ""))
	return a == b
}

// lists writes "= ANY (ARRAY[…])" of literals as IN, and "<> ALL" as NOT IN.
func (g *generator) lists(terms []term) []term {
	for i := 0; i+3 < len(terms); i++ {
		word, from := "IN", i
		switch {
		case terms[i].is("=") && terms[i+1].is("ANY"):
		case i > 0 && terms[i-1].is("<") && terms[i].is(">") && terms[i+1].is("ALL"):
			word, from = "NOT IN", i-1
		default:
			continue
		}
		end := closing(terms, i+2)
		inside := terms[i+2 : max(end+1, i+2)]
		if inside = inner(inside); len(inside) < 4 || !inside[0].is("ARRAY") || closing(inside, 1) != len(inside)-1 || from == 0 {
			continue
		}
		items, ok := g.listed(inside[2:len(inside)-1], terms[from-1])
		if !ok {
			continue
		}
		list := slices.Concat([]term{{kind: dialect.WordToken, text: word, gap: true}, {kind: dialect.SignToken, text: "(", gap: true}}, items,
			[]term{{kind: dialect.SignToken, text: ")"}})
		terms = slices.Concat(terms[:from], list, terms[end+1:])
	}
	return terms
}

// listed are the literals of a list, without casts to the type of the column before it.
func (g *generator) listed(list []term, column term) (out []term, ok bool) {
	for i := 0; i < len(list); i++ {
		switch t := list[i]; {
		case t.is("::"):
			c, ok := g.castAt(list, i)
			if !ok || column.field == nil || column.field.column == nil || !g.sameType(column.field.column.Type, c.kind) {
				return nil, false
			}
			i = c.end - 1
		case t.kind == dialect.LiteralToken || t.kind == dialect.NumberToken || t.is(",") || t.is("-"):
			if t.gap = len(out) > 0 && out[len(out)-1].is(","); t.is("-") {
				t.gap = true
			}
			out = append(out, t)
		default:
			return nil, false
		}
	}
	return out, true
}
