package lookup

import (
	"maps"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Policy is an allow-list for lookups and sort keys that come from outside, and their limits; zero
// stands for a default.
type Policy struct {
	Filter []string
	Sort   []string

	MaxList    int
	MaxPattern int
	MaxTerms   int

	// Of a whole query string.
	Include []string
	Fields  []string
	Search  []string
	MaxSize int
}

// clone is a copy that shares nothing with the caller.
func (p Policy) clone() Policy {
	p.Filter, p.Sort = slices.Clone(p.Filter), slices.Clone(p.Sort)
	p.Include, p.Fields, p.Search = slices.Clone(p.Include), slices.Clone(p.Fields), slices.Clone(p.Search)
	return p
}

// Untrusted is lookups from outside.
type Untrusted struct {
	lookups Q
	policy  Policy
}

func (*Untrusted) condition() {}

// NewUntrusted takes lookups from outside; it keeps a copy.
func NewUntrusted(lookups Q, p Policy) *Untrusted { return &Untrusted{lookups.Frozen(), p.clone()} }

// untrusted resolves lookups that the policy admits.
func (s Scope) untrusted(u *Untrusted) (*query.Node, error) {
	bounds, reason := u.policy.bounds()
	if reason == "" {
		reason = bounds.count(len(u.lookups), "conditions")
	}
	if reason != "" {
		return nil, query.Errorf("%s", reason)
	}
	list, err := entries(s.Model, u.policy.Filter)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(u.lookups)) {
		p, lookup, err := s.Model.PathLookup(key, query.LookupNames)
		if err != nil || !list.admit(p, lookup) {
			return nil, unknown(s.Model, key)
		}
		switch v := u.lookups[key].(type) {
		case Expr, Source:
			return nil, query.Errorf("%s: an expression or a QuerySet does not come from outside; Untrusted takes plain values", schema.Quote(key))
		default:
			reason := bounds.value(p.Attr, key, lookup, v)
			if reason != "" {
				return nil, query.Errorf("%s", reason)
			}
		}
	}
	return s.resolveQ(u.lookups)
}

// unknown is the error of a key that is not admitted; it says no more than the key itself.
func unknown(m *schema.Model, key string) error {
	return &schema.PathError{Kind: "field", Model: m.Name, Path: key, Part: key}
}

// allowList is the resolved entries of a policy; the empty one stands for the model's own fields.
type allowList []allowed

type allowed struct {
	path   string // canonical
	lookup string // empty: every lookup
}

func entries(m *schema.Model, list []string) (allowList, error) {
	out := make(allowList, 0, len(list))
	for _, entry := range list {
		if err := query.Readable(entry); err != nil {
			return nil, err
		}
		p, lookup, err := m.PathLookup(entry, query.LookupNames)
		if err != nil {
			return nil, err
		}
		out = append(out, allowed{p.Text, lookup})
	}
	return out, nil
}

// admit reports whether a path may be used with a lookup, where none is exact.
func (l allowList) admit(p *schema.Path, lookup string) bool {
	if p.Attr == nil || p.Attr.Secret || p.Attr.Cipher != nil || p.Attr.Kind == schema.KindOpaque {
		return false
	}
	regex := lookup == query.Regex.String()
	if len(l) == 0 {
		return len(p.Steps) == 0 && !regex && !p.Attr.WriteOnly
	}
	if lookup == "" {
		lookup = query.Exact.String()
	}
	return slices.ContainsFunc(l, func(a allowed) bool { return a.path == p.Text && (a.lookup == "" && !regex || a.lookup == lookup) })
}
