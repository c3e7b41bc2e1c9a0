package lookup

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// The parameters of a query string that are no lookups. A field of one of these names is asked for with a lookup: page__exact.
const (
	paramSort    = "sort"
	paramPage    = "page"
	paramSize    = "size"
	paramAfter   = "after"
	paramBefore  = "before"
	paramWords   = "q"
	paramFields  = "fields"
	paramInclude = "include"
	paramTotal   = "total"
)

// The rules that a parameter can break.
const (
	ruleUnknown   = "unknown"   // no such parameter, field or relation, or none that the policy admits
	ruleDuplicate = "duplicate" // given twice
	ruleType      = "type"      // does not convert
	ruleLimit     = "limit"     // over a limit of the policy
	ruleConflict  = "conflict"  // beside a parameter that means something else
)

// WrongParameter is what is wrong with a parameter, by the name that was sent.
type WrongParameter struct{ Name, Rule, Detail string }

// Request is what a query string asks for, resolved.
type Request struct {
	Nodes   []*query.Node
	Order   []string
	Fields  []string // canonical; nil for all
	Include []string
	Page    int // from 1; 0 where there is a cursor, or neither
	Size    int
	After   string
	Before  string
	Total   bool
}

// TextOf makes the value of a column out of what stands in a query string.
type TextOf func(a *schema.Attribute, text string) (any, error)

// Request resolves a query string under a policy. The list has all that is wrong with it, in the order of names; an error is what is
// wrong with the policy.
func (s Scope) Request(values map[string][]string, p Policy, text TextOf) (*Request, []WrongParameter, error) {
	limits, err := p.requestLimits()
	if err != nil {
		return nil, nil, err
	}
	r := &requestReader{scope: s, policy: p, limits: limits, text: text, values: values, out: &Request{Size: limits.size, Total: true}}
	if r.filter, err = entries(s.Model, p.Filter); err != nil {
		return nil, nil, err
	}
	if r.sort, err = entries(s.Model, p.Sort); err != nil {
		return nil, nil, err
	}
	if r.fields, err = canonical(p.Fields, func(path string) (string, error) { return keyText(s.Model, path) }); err != nil {
		return nil, nil, err
	}
	if r.include, err = canonical(p.Include, func(path string) (string, error) { return relationText(s.Model, path) }); err != nil {
		return nil, nil, err
	}
	if r.search, err = canonical(p.Search, func(path string) (string, error) { return valueText(s.Model, path) }); err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		r.parameter(name, values[name])
	}
	r.finish()
	return r.out, r.wrong, nil
}

// canonical spells paths in one way.
func canonical(paths []string, spell func(string) (string, error)) ([]string, error) {
	var out []string
	for _, path := range paths {
		text, err := spell(path)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// keyText is valueText for what is shown, which may be a key of several columns.
func keyText(m *schema.Model, path string) (string, error) {
	p, err := KeyPath(m, path)
	if err != nil {
		return "", err
	}
	return p.Text, nil
}

func valueText(m *schema.Model, path string) (string, error) {
	p, err := ValuePath(m, path)
	if err != nil {
		return "", err
	}
	return p.Text, nil
}

func relationText(m *schema.Model, path string) (string, error) {
	if err := query.Readable(path); err != nil {
		return "", err
	}
	p, err := m.RelationPath(path)
	if err != nil {
		return "", err
	}
	return p.Text, nil
}

// requestReader reads one query string.
type requestReader struct {
	scope   Scope
	policy  Policy
	limits  requestLimits
	text    TextOf
	values  map[string][]string
	filter  allowList
	sort    allowList
	fields  []string
	include []string
	search  []string
	terms   int

	out   *Request
	wrong []WrongParameter
}

func (r *requestReader) refuse(name, rule, detail string) {
	r.wrong = append(r.wrong, WrongParameter{name, rule, detail})
}

// parameter reads one parameter.
func (r *requestReader) parameter(name string, given []string) {
	if len(given) != 1 {
		r.refuse(name, ruleDuplicate, "it is given "+strconv.Itoa(len(given))+" times; write a list with commas where a lookup takes one")
		return
	}
	switch value := given[0]; name {
	case paramSort:
		r.order(value)
	case paramPage:
		r.out.Page = r.number(name, value, 1, maxPage)
	case paramSize:
		r.out.Size = r.number(name, value, 1, r.limits.maxSize)
	case paramAfter:
		r.out.After = r.cursor(name, value)
	case paramBefore:
		r.out.Before = r.cursor(name, value)
	case paramWords:
		r.words(value)
	case paramFields:
		r.chosen(value)
	case paramInclude:
		r.related(value)
	case paramTotal:
		if b, ok := boolean(value); ok {
			r.out.Total = b
		} else {
			r.refuse(name, ruleType, "it takes true or false")
		}
	default:
		r.lookup(name, value)
	}
}

// maxPage keeps the offset of a page within 64 bits for every size.
const maxPage = 1 << 40

func (r *requestReader) number(name, value string, least, most int) int {
	n, err := strconv.Atoi(value)
	switch {
	case err != nil || strconv.Itoa(n) != value:
		r.refuse(name, ruleType, "it takes a whole number")
	case n < least:
		r.refuse(name, ruleLimit, "it is at least "+strconv.Itoa(least))
	case n > most:
		r.refuse(name, ruleLimit, "it is at most "+strconv.Itoa(most))
	}
	return n
}

func (r *requestReader) cursor(name, value string) string {
	if value == "" {
		r.refuse(name, ruleType, "the cursor is empty")
	}
	return value
}

func boolean(value string) (b, ok bool) { return value == "true", value == "true" || value == "false" }

// list takes a list of names apart.
func (r *requestReader) list(name, value string) []string {
	if value == "" {
		r.refuse(name, ruleType, "it takes a list of names with commas")
		return nil
	}
	list := strings.Split(value, ",")
	if len(list) > r.limits.terms {
		r.refuse(name, ruleLimit, "it has "+strconv.Itoa(len(list))+" names, and the policy's MaxTerms is "+strconv.Itoa(r.limits.terms))
		return nil
	}
	return list
}

func (r *requestReader) order(value string) {
	for _, key := range r.list(paramSort, value) {
		name, desc := strings.CutPrefix(key, "-")
		p, lookup, err := r.path(name)
		if err == nil && lookup == "" && r.sort.admit(p, "exact") && query.Sortable(p.Attr) == nil {
			path := p.Text
			if desc {
				path = "-" + path
			}
			r.out.Order = append(r.out.Order, path)
			r.terms++
			continue
		}
		r.refuse(paramSort, ruleUnknown, "there is no order by "+schema.Quote(name))
	}
}

func (r *requestReader) chosen(value string) {
	for _, name := range r.list(paramFields, value) {
		p, lookup, err := r.path(name)
		admitted := err == nil && lookup == "" && p.Attr != nil && !p.Attr.Secret && !p.Attr.WriteOnly
		if admitted && len(r.fields) > 0 {
			admitted = slices.Contains(r.fields, p.Text)
		} else if admitted {
			admitted = len(p.Steps) == 0
		}
		if !admitted {
			r.refuse(paramFields, ruleUnknown, "there is no field "+schema.Quote(name))
			continue
		}
		r.out.Fields = append(r.out.Fields, p.Text)
	}
}

func (r *requestReader) related(value string) {
	for _, name := range r.list(paramInclude, value) {
		path, _ := translate(r.scope.Model, name)
		text, err := relationText(r.scope.Model, path)
		if err != nil || !slices.Contains(r.include, text) {
			r.refuse(paramInclude, ruleUnknown, "there is no relation "+schema.Quote(name))
			continue
		}
		r.out.Include = append(r.out.Include, text)
	}
}

// words are looked for in the fields that the policy names: each of them in some field.
func (r *requestReader) words(value string) {
	if len(r.search) == 0 {
		r.refuse(paramWords, ruleUnknown, "there is no search")
		return
	}
	if reason := r.limits.value(nil, paramWords, query.IContains.String(), value); reason != "" {
		r.refuse(paramWords, ruleLimit, reason)
		return
	}
	words := strings.Fields(value)
	r.terms += len(words)
	for _, word := range words {
		any := &query.Node{Op: query.Or}
		for _, path := range r.search {
			n, err := r.scope.lookup(path+"__"+query.IContains.String(), word)
			if err != nil {
				r.refuse(paramWords, ruleType, "it takes text")
				return
			}
			any.Kids = append(any.Kids, n)
		}
		r.out.Nodes = append(r.out.Nodes, any)
	}
}

// finish checks what parameters say together.
func (r *requestReader) finish() {
	if r.terms > r.limits.terms {
		r.refuse("", ruleLimit, "the query has "+strconv.Itoa(r.terms)+" conditions, words and sort keys, and the policy's MaxTerms is "+
			strconv.Itoa(r.limits.terms))
	}
	_, page := r.values[paramPage]
	_, after := r.values[paramAfter]
	_, before := r.values[paramBefore]
	if page && (after || before) {
		r.refuse(paramPage, ruleConflict, "a page has a number or a cursor, not both")
	}
	if after && before {
		r.refuse(paramBefore, ruleConflict, "a page is after a cursor or before one, not both")
	}
	if !page && !after && !before {
		r.out.Page = 1
	}
}
