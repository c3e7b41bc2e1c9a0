package lookup

import (
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// policyBounds are the limits of a policy.
type policyBounds struct{ list, pattern, terms int }

// bounds are the limits with the defaults in the place of zeros. A reason is what is wrong with
// them, empty when nothing is; here and below reasons are texts, since a sort key can carry no
// more.
func (p Policy) bounds() (b policyBounds, reason string) {
	b = policyBounds{list: 1000, pattern: 200, terms: 50}
	for _, l := range []struct {
		name  string
		given int
		limit *int
	}{{"MaxList", p.MaxList, &b.list}, {"MaxPattern", p.MaxPattern, &b.pattern}, {"MaxTerms", p.MaxTerms, &b.terms}} {
		switch {
		case l.given < 0:
			return b, fmt.Sprintf("the policy's %s is %d; zero is the default, and more is math.MaxInt at most", l.name, l.given)
		case l.given > 0:
			*l.limit = l.given
		}
	}
	return b, ""
}

// count refuses too many of what has a limit of its own name.
func (b policyBounds) count(n int, what string) (reason string) {
	if n <= b.terms {
		return ""
	}
	return fmt.Sprintf("%d %s are asked for, and the policy's MaxTerms is %d", n, what, b.terms)
}

// value refuses a list that is too long, and a text to search for that is.
func (b policyBounds) value(a *schema.Attribute, key, lookup string, value any) (reason string) {
	l, _ := query.LookupOf(lookup)
	if l == query.Contains && query.Holds(a) {
		return b.document(key, value)
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case l == query.In, l == query.Range, l == query.Contains && v.Kind() != reflect.String, l.Array():
		if (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && v.Len() > b.list {
			return fmt.Sprintf("%s has %d values, and the policy's MaxList is %d", schema.Quote(key), v.Len(), b.list)
		}
	case lookup != "" && l.Text() && v.Kind() == reflect.String:
		if n := utf8.RuneCountInString(v.String()); n > b.pattern {
			return fmt.Sprintf("%s searches for %d characters, and the policy's MaxPattern is %d", schema.Quote(key), n, b.pattern)
		}
	}
	return ""
}

// document refuses JSON that has more keys and elements than a list may have; what is no document is refused where it is compared.
func (b policyBounds) document(key string, value any) (reason string) {
	d, err := query.NewDocument(key, value)
	if err != nil || d.Values <= b.list {
		return ""
	}
	return fmt.Sprintf("%s has %d values, and the policy's MaxList is %d", schema.Quote(key), d.Values, b.list)
}
