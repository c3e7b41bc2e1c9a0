package orm

import (
	"maps"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Policy is an allow-list for lookups and sort keys that come from outside. An entry of Filter is a path, which admits every
// lookup on it but regex, or a path with one lookup, which admits that one. An entry of Sort is a path. An empty list admits the model's
// own fields and foreign keys. Fields that are secret, encrypted or opaque are never admitted, not by an entry either: the
// answers of a filter give away what the field holds. An entry that the model does not have is reported as it stands.
//
// A regular expression can keep a database busy for long, so regex is admitted by an entry that names it ("title__regex") and by
// no other.
//
// What is asked within the allow-list is bounded as well: over a limit is ErrQuery. A limit of zero is the default, a negative one
// is ErrQuery, so that none is lifted by a slip.
type Policy struct {
	Filter []string
	Sort   []string

	MaxList    int // values of an in or range; 1,000
	MaxPattern int // characters of a text to search for, regular expressions included; 200
	MaxTerms   int // lookups of one Untrusted, sort keys of one UntrustedOrder; 50
}

// clone is a copy that shares nothing with the caller.
func (p Policy) clone() Policy {
	p.Filter, p.Sort = slices.Clone(p.Filter), slices.Clone(p.Sort)
	return p
}

// untrusted is lookups from outside.
type untrusted struct {
	lookups Q
	policy  Policy
}

func (untrusted) condition() {}

// Untrusted is a Q that comes from outside. A key that the policy does not admit is a *PathError of the kind "field", the same
// whether the model has such a field or not. The values must convert exactly to the field's type, as in any Q.
func Untrusted(lookups map[string]any, p Policy) Condition {
	return untrusted{frozenQ(lookups), p.clone()}
}

func (s scope) resolveUntrusted(u untrusted) (*query.Node, error) {
	bounds, reason := u.policy.bounds()
	if reason == "" {
		reason = bounds.count(len(u.lookups), "conditions")
	}
	if reason != "" {
		return nil, query.Errorf("%s", reason)
	}
	list, err := entries(s.model, u.policy.Filter)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(u.lookups)) {
		p, lookup, err := s.model.PathLookup(key, query.LookupNames)
		if err != nil || !list.admit(p, lookup) {
			return nil, unknown(s.model, key)
		}
		switch v := u.lookups[key].(type) {
		case Expr, Source:
			return nil, query.Errorf("%s: a %T does not come from outside; Untrusted takes plain values", schema.Quote(key), v)
		default:
			if reason := bounds.value(key, lookup, v); reason != "" {
				return nil, query.Errorf("%s", reason)
			}
		}
	}
	return s.resolveQ(u.lookups)
}

// unknown is the error of a key that is not admitted; it says no more than the key itself.
func unknown(m *schema.Model, key string) error {
	return &PathError{Kind: "field", Model: m.Name, Path: key, Part: key}
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
		return len(p.Steps) == 0 && !regex
	}
	if lookup == "" {
		lookup = query.Exact.String()
	}
	return slices.ContainsFunc(l, func(a allowed) bool { return a.path == p.Text && (a.lookup == "" && !regex || a.lookup == lookup) })
}

// What a refused list of untrusted sort keys is: the reason follows.
const markRefused = "\x00refused:"

// markUntrusted is what an untrusted sort key begins with; the policy's entries follow, each with a NUL behind it, and then the key.
const markUntrusted = "\x00untrusted:"

// UntrustedOrder marks sort keys from outside, "path" or "-path"; the QuerySet refuses those that the policy does not admit, as
// Untrusted does.
func UntrustedOrder(keys []string, p Policy) []string {
	bounds, reason := p.bounds()
	if reason == "" {
		reason = bounds.count(len(keys), "sort keys")
	}
	if reason != "" {
		return []string{markRefused + reason}
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = markUntrusted
		for _, entry := range p.Sort {
			out[i] += noNUL(entry) + "\x00"
		}
		out[i] += noNUL(k)
	}
	return out
}

// noNUL makes a text that cannot end an entry; with a NUL it is the name of nothing in either form.
func noNUL(text string) string { return strings.ReplaceAll(text, "\x00", "?") }

// admit takes the mark off an untrusted sort key that its policy admits.
func admit(m *schema.Model, key string) (string, error) {
	if reason, refused := strings.CutPrefix(key, markRefused); refused {
		return "", query.Errorf("%s", reason)
	}
	rest, marked := strings.CutPrefix(key, markUntrusted)
	if !marked {
		return key, nil
	}
	parts := strings.Split(rest, "\x00")
	names := parts[:len(parts)-1]
	key = parts[len(parts)-1]
	list, err := entries(m, names)
	if err != nil {
		return "", err
	}
	path := strings.TrimPrefix(key, "-")
	p, err := m.Path(path)
	if err != nil || !list.admit(p, "exact") {
		return "", unknown(m, path)
	}
	return key, nil
}
