package lookup

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// requestLimits are the limits of a policy for a whole query string.
type requestLimits struct {
	policyBounds
	size, maxSize int
}

// requestSize is how many rows a page has when nobody says.
const requestSize = 50

func (p Policy) requestLimits() (l requestLimits, err error) {
	bounds, reason := p.bounds()
	if reason != "" {
		return l, query.Errorf("%s", reason)
	}
	l = requestLimits{policyBounds: bounds, size: requestSize, maxSize: 100}
	switch {
	case p.MaxSize < 0:
		return l, query.Errorf("the policy's MaxSize is %d; zero is the default, 100", p.MaxSize)
	case p.MaxSize > 0:
		l.maxSize = p.MaxSize
	}
	l.size = min(l.size, l.maxSize)
	return l, nil
}

// path resolves a name from outside, which spells each part as JSON or as paths do.
func (r *requestReader) path(name string) (*schema.Path, string, error) {
	text, ok := translate(r.scope.Model, name)
	if !ok {
		return nil, "", unknown(r.scope.Model, name)
	}
	return r.scope.Model.PathLookup(text, query.LookupNames)
}

// translate makes a path of attribute names out of one of JSON names, or of both; parts that are neither stay what they are. It is
// false for what would not be the name of one place.
func translate(m *schema.Model, name string) (path string, ok bool) {
	if query.Readable(name) != nil {
		return name, false
	}
	parts := strings.Split(name, "__")
	for i, part := range parts {
		side := sideNamed(m, part)
		switch {
		case side != nil:
			if parts[i], m = side.Name, side.Target; side.Any != nil {
				parts[i] = side.Part()
			}
		default:
			if a := attributeNamed(m, part); a != nil {
				parts[i] = a.Name
			}
			return strings.Join(parts, "__"), true // what follows is a lookup, or wrong
		}
	}
	return strings.Join(parts, "__"), true
}

// sideNamed is the relation of that JSON name, else of that name.
func sideNamed(m *schema.Model, name string) *schema.Side {
	var found *schema.Side
	for _, s := range m.Sides {
		switch {
		case s.JSONName == name && s.Field() != nil && name != "-":
			return s.Field()
		case s.Name == name:
			found = s
		}
	}
	if found == nil {
		return m.Side(name)
	}
	return found
}

func attributeNamed(m *schema.Model, name string) *schema.Attribute {
	var found *schema.Attribute
	for _, a := range m.Attributes {
		switch {
		case a.JSONName == name && name != "-":
			return a
		case a.Name == name:
			found = a
		}
	}
	return found
}

// lookup reads a condition.
func (r *requestReader) lookup(name, value string) {
	p, lookup, err := r.path(name)
	if err != nil || !r.filter.admit(p, lookup) {
		r.refuse(name, ruleUnknown, "there is no such parameter")
		return
	}
	l := query.Exact
	if lookup != "" {
		l, _ = query.LookupOf(lookup)
	}
	v, rule, reason := r.value(p, name, l, value)
	if reason != "" {
		r.refuse(name, rule, reason)
		return
	}
	if reason := r.limits.value(p.Attr, name, l.String(), v); reason != "" {
		r.refuse(name, ruleLimit, reason)
		return
	}
	n, err := r.scope.lookup(p.Text+"__"+l.String(), v)
	if err != nil { // whose text is for the program's author
		what := takes(p.Attr)
		if l.Text() && !query.Holds(p.Attr) {
			what = "text"
		}
		r.refuse(name, ruleType, "it takes "+what)
		return
	}
	r.terms++
	r.out.Nodes = append(r.out.Nodes, n)
}

// value converts what a lookup is asked with.
func (r *requestReader) value(p *schema.Path, name string, l query.Lookup, text string) (v any, rule, reason string) {
	switch {
	case l == query.IsNull:
		b, ok := boolean(text)
		if !ok {
			return nil, ruleType, "it takes true or false"
		}
		return b, "", ""
	case p.Attr != nil && p.Attr.Elem != nil && (l == query.Contains || l.Array()):
		return r.elements(p, name, l, text)
	case l == query.Contains && query.Holds(p.Attr):
		return json.RawMessage(text), "", ""
	case l.Text():
		return text, "", ""
	case l == query.In || l == query.Range:
		return r.valueList(p, name, l, text)
	}
	v, err := r.text(p.Attr, text)
	if err != nil {
		return nil, ruleType, "it takes " + takes(p.Attr)
	}
	return v, "", ""
}

// elements is what the lookups of arrays are asked with.
func (r *requestReader) elements(p *schema.Path, name string, l query.Lookup, text string) (v any, rule, reason string) {
	elem := *p
	elem.Attr = p.Attr.Elem
	switch l {
	case query.Len:
		elem.Attr = query.Lengths()
	case query.Any:
	default:
		if text == "" {
			return []any{}, "", ""
		}
		return r.valueList(&elem, name, l, text)
	}
	v, err := r.text(elem.Attr, text)
	if err != nil {
		return nil, ruleType, "it takes " + takes(elem.Attr)
	}
	return v, "", ""
}

func (r *requestReader) valueList(p *schema.Path, name string, l query.Lookup, text string) (v any, rule, reason string) {
	parts := strings.Split(text, ",")
	if l == query.Range && len(parts) != 2 {
		return nil, ruleType, "it takes two values with a comma between them"
	}
	if len(parts) > r.limits.list {
		return nil, ruleLimit, "it has " + strconv.Itoa(len(parts)) + " values, and the policy's MaxList is " + strconv.Itoa(r.limits.list)
	}
	list := make([]any, len(parts))
	for i, part := range parts {
		one, err := r.text(p.Attr, part)
		if err != nil {
			return nil, ruleType, "each of its values is " + takes(p.Attr) + "; the value at " + strconv.Itoa(i+1) + " is not"
		}
		list[i] = one
	}
	return list, "", ""
}

// takes says in words what a column holds.
func takes(a *schema.Attribute) string {
	if len(a.Parts) > 0 {
		return "the " + strconv.Itoa(len(a.Parts)) + " values of a key with commas between them"
	}
	a = a.Like()
	switch a.Kind {
	case schema.KindBoolean:
		return "true or false"
	case schema.KindDate:
		return "a date such as 2026-01-31"
	case schema.KindDateTime:
		return "an instant such as 2026-01-31T12:00:00Z, or a date"
	case schema.KindTime:
		return "a time such as 12:30:00"
	case schema.KindUUID:
		return "a UUID"
	case schema.KindFloat, schema.KindDecimal:
		return "a number"
	case schema.KindInteger, schema.KindBigInteger, schema.KindSmallInteger:
		return "a whole number"
	case schema.KindString, schema.KindText:
		return "text"
	case schema.KindEnum:
		return "one of its values"
	case schema.KindBinary:
		return "base64"
	case schema.KindJSON:
		return "JSON"
	}
	return "a value of its field"
}
