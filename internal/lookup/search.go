package lookup

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// searchLookup is the spelling of a search in one field.
const searchLookup = "search"

// Search is a condition that texts have all of some words; fields are paths with blanks between them.
func Search(fields, words string) *Composed {
	return &Composed{op: query.Searched, path: fields, text: words}
}

// search resolves it into SQL of the database's own.
func (s Scope) search(fields, text string) (*query.Node, error) {
	var paths []*schema.Path
	if fields == "" {
		return nil, query.Errorf("Search: it names no field; write orm.Search(\"title body\", words)")
	}
	for _, name := range strings.Split(fields, " ") {
		p, err := s.Model.Path(name)
		switch {
		case err != nil:
			return nil, err
		case p.Attr == nil || len(p.Steps) > 0 && !sameSide(p, paths):
			return nil, query.Errorf("Search(%s): name text fields of one model", schema.Quote(fields))
		}
		paths = append(paths, p)
	}
	c := fullText(paths)
	if c == nil {
		return nil, query.Errorf("Search(%s): %s declares no full text of exactly these; add schema.FullText(%q) to its constraints", schema.Quote(fields), paths[0].End().Name,
			strings.Join(names(paths), `", "`))
	}
	if by := s.DB.Dialect.DDL.NoFullText; by != "" {
		return nil, fmt.Errorf("%w: %s has no full text; search with icontains, or in an engine beside it", query.ErrUnsupported, by)
	}
	words := wordsOf(text)
	if len(words) > maxWords {
		return nil, query.Errorf("Search(%s): %d different words, of at most %d; ask for fewer", schema.Quote(fields), len(words), maxWords)
	}
	found := s.DB.Dialect.FullText.Search(c, words)
	q := &query.SQL{Text: found.Text, Args: found.Args}
	at := func(a *schema.Attribute) *schema.Path {
		prefix := strings.TrimSuffix(paths[0].Text, paths[0].Attr.Name)
		return &schema.Path{Root: paths[0].Root, Steps: paths[0].Steps, Attr: a, Text: prefix + a.Name}
	}
	for _, a := range found.Columns {
		q.Paths = append(q.Paths, at(a))
	}
	if len(paths[0].Steps) > 0 { // where nothing is related it is neither
		q.Text = slices.Clone(q.Text)
		q.Text[0] = " IS NULL THEN NULL ELSE " + q.Text[0]
		q.Text = append([]string{"CASE WHEN "}, q.Text...)
		q.Text[len(q.Text)-1] += " END"
		q.Paths = append([]*schema.Path{at(paths[0].End().Keys[0])}, q.Paths...)
	}
	return &query.Node{Op: query.Fragment, SQL: q}, nil
}

func sameSide(p *schema.Path, others []*schema.Path) bool {
	return len(others) == 0 || slices.Equal(steps(p), steps(others[0]))
}

func steps(p *schema.Path) []*schema.Side {
	out := make([]*schema.Side, len(p.Steps))
	for i, s := range p.Steps {
		out[i] = s.Side
	}
	return out
}

func names(paths []*schema.Path) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = p.Attr.Name
	}
	return out
}

// fullText is the declared one of just these fields; nil when there is none.
func fullText(paths []*schema.Path) *schema.ResolvedConstraint {
	m := paths[0].End()
	for i := range m.Constraints {
		c := &m.Constraints[i]
		if c.Kind == schema.FullTextConstraint && len(c.Attributes) == len(paths) &&
			!slices.ContainsFunc(paths, func(p *schema.Path) bool { return !slices.Contains(c.Attributes, p.Attr) }) {
			return c
		}
	}
	return nil
}

// maxWords is how many words a search has at most, by what an engine takes.
const maxWords = 100

// wordsOf are the different words of a text: letters and digits, in small letters. Whatever a database takes for an operator parts them.
func wordsOf(text string) []string {
	list := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	slices.Sort(list)
	return slices.Compact(list)
}
