package orm

import (
	"maps"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Policy is an allow-list for lookups and sort keys that come from outside. An entry of Filter is a path, which admits every
// lookup on it, or a path with one lookup, which admits that one. An entry of Sort is a path. An empty list admits the model's
// own fields and foreign keys. Fields that are secret, encrypted or opaque are never admitted, not by an entry either: the
// answers of a filter give away what the field holds. An entry that the model does not have is reported as it stands.
type Policy struct {
	Filter []string
	Sort   []string
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
	return untrusted{frozenQ(lookups), Policy{Filter: slices.Clone(p.Filter), Sort: slices.Clone(p.Sort)}}
}

func (s scope) resolveUntrusted(u untrusted) (*query.Node, error) {
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
			return nil, query.Errorf("%s: a %T does not come from outside; Untrusted takes plain values", key, v)
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
		if err := readable(entry); err != nil {
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
	if len(l) == 0 {
		return len(p.Steps) == 0
	}
	if lookup == "" {
		lookup = "exact"
	}
	return slices.ContainsFunc(l, func(a allowed) bool { return a.path == p.Text && (a.lookup == "" || a.lookup == lookup) })
}

// markUntrusted is what an untrusted sort key begins with; the policy's entries follow, each with a NUL behind it, and then the key.
const markUntrusted = "\x00untrusted:"

// UntrustedOrder marks sort keys from outside, "path" or "-path"; the QuerySet refuses those that the policy does not admit, as
// Untrusted does.
func UntrustedOrder(keys []string, p Policy) []string {
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
