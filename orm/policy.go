package orm

import "github.com/ormar-go/ormar/internal/lookup"

// Policy is an allow-list for lookups and sort keys that come from outside. An entry of Filter is a
// path, which admits every lookup on it but regex, or a path with one lookup, which admits that
// one. An entry of Sort is a path. An empty list admits the model's own fields and foreign keys.
// Fields that are secret, encrypted or opaque are never admitted, not by an entry either: the
// answers of a filter give away what the field holds. An entry that the model does not have is
// reported as it stands.
//
// A regular expression can keep a database busy for long, so regex is admitted by an entry that
// names it ("title__regex") and by no other.
//
// What is asked within the allow-list is bounded as well: over a limit is ErrQuery. A limit of zero
// is the default, a negative one is ErrQuery, so that none is lifted by a slip.
type Policy struct {
	Filter []string
	Sort   []string

	MaxList    int // values of an in or range; 1,000
	MaxPattern int // characters of a text to search for, regular expressions included; 200
	MaxTerms   int // lookups of one Untrusted, and apart from them sort keys of one UntrustedOrder; 50

	// Of UntrustedQuery, where MaxTerms counts conditions, words and sort keys together.
	Include []string // relations that a request may include; none
	Fields  []string // the model's own fields that it may choose among; every one that is not secret
	Search  []string // fields that q looks into, also behind relations; none
	MaxSize int      // rows of a page; 100
}

// untrusted is lookups from outside.
type untrusted lookup.Untrusted

func (*untrusted) condition() {}

// Untrusted is a Q that comes from outside. A key that the policy does not admit is a *PathError of
// the kind "field", the same whether the model has such a field or not. The values must convert
// exactly to the field's type, as in any Q.
func Untrusted(lookups map[string]any, p Policy) Condition {
	return (*untrusted)(lookup.NewUntrusted(unwrapped(lookups), lookup.Policy(p)))
}

// UntrustedOrder marks sort keys from outside, "path" or "-path"; the QuerySet refuses those that
// the policy does not admit, as Untrusted does.
func UntrustedOrder(keys []string, p Policy) []string {
	return lookup.UntrustedKeys(keys, lookup.Policy(p))
}
