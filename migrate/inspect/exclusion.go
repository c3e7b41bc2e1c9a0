package inspect

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

// excludes takes the kind of index off what stands behind EXCLUDE.
var excludes = regexp.MustCompile(`^USING ([a-z_][a-z0-9_]*) \(`)

// exclusion is an exclusion constraint, in which no two rows meet all of its elements.
func (g *generator) exclusion(m *model, c *state.Constraint, name string) (text, reason string) {
	head := excludes.FindStringSubmatch(c.Expression)
	if head == nil || strings.ContainsRune(c.Expression, 0) {
		return "", "it cannot be spelled: EXCLUDE " + c.Expression
	}
	elements, rest := g.inParentheses(c.Expression[len(head[0]):])
	where := ""
	if condition, is := strings.CutPrefix(rest, " WHERE ("); is {
		if where, rest = g.wholeParentheses(condition); where == "" {
			return "", "its condition cannot be spelled: " + rest
		}
	}
	if rest != "" || len(elements) == 0 {
		return "", "it has more than a model can say: EXCLUDE " + c.Expression
	}
	text = "schema.Exclude(" + strconv.Quote(name) + ", " + strconv.Quote(head[1])
	where, ok := g.expression(m, where)
	for _, e := range elements {
		element, said := g.expression(m, e)
		text, ok = text+", "+strconv.Quote(element), ok && said
	}
	if !ok {
		return "", "it cannot be spelled: EXCLUDE " + c.Expression
	}
	if text += ")"; where != "" {
		text += ".Where(" + strconv.Quote(where) + ")"
	}
	return text, ""
}

// wholeParentheses is a text up to the parenthesis that closes what was open before it.
func (g *generator) wholeParentheses(s string) (inside, rest string) {
	parts, rest := g.inParentheses(s)
	if parts == nil {
		return "", s
	}
	return s[:len(s)-len(rest)-1], rest
}

// inParentheses takes apart, at its commas, what stands before the parenthesis that closes what was open before it.
func (g *generator) inParentheses(s string) (parts []string, rest string) {
	depth, from := 1, 0
	for i := 0; i < len(s); {
		if end := g.dialect.Syntax.Skip(s, i); end > i {
			i = end
			continue
		}
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return append(parts, strings.TrimSpace(s[from:i])), s[i+1:]
			}
		case ',':
			if depth == 1 {
				parts, from = append(parts, strings.TrimSpace(s[from:i])), i+1
			}
		}
		i++
	}
	return nil, s
}
