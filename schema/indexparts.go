package schema

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/spelling"
)

// parts resolves what a constraint is over: attributes, those in descending order, expressions, elements of an exclusion.
func (b *builder) parts(m *Model, c *Constraint, r *ResolvedConstraint) bool {
	good := true
	for _, spelled := range c.attributes {
		p, ok := b.part(m, c, spelled)
		if !ok {
			good = false
			continue
		}
		of := []*Attribute{p.Attribute}
		if p.Attribute == nil {
			of = p.Expression.attributes(m)
		} else if slices.ContainsFunc(r.Parts, func(o IndexPart) bool { return o.Attribute == p.Attribute }) {
			b.add(m.Name, p.Spelled, "a constraint names the field twice; remove one")
			good = false
		}
		for _, a := range of {
			if !slices.Contains(r.Attributes, a) {
				r.Attributes = append(r.Attributes, a)
			}
		}
		r.Parts = append(r.Parts, p)
	}
	return good
}

// part resolves one part as it is spelled.
func (b *builder) part(m *Model, c *Constraint, spelled string) (IndexPart, bool) {
	if c.kind == ExclusionConstraint {
		f, ok := b.fragment(m, spelled, "an element of Exclude")
		return IndexPart{Spelled: spelled, Expression: f}, ok
	}
	if text, desc := strings.CutPrefix(spelled, "-"); strings.HasPrefix(text, "(") && c.kind != FullTextConstraint {
		spelled, inner := text, unwrapped(text)
		if matching(spelled) != len(spelled)-1 {
			b.add(m.Name, "", "a constraint has the expression %q, whose parentheses do not match; write \"(lower({field}))\"", spelled)
			return IndexPart{}, false
		}
		f, ok := b.fragment(m, inner, "an expression of an index")
		return IndexPart{Spelled: spelled, Expression: f, Desc: desc}, ok
	}
	name, desc := strings.CutPrefix(spelled, "-")
	a := m.attributes[name]
	switch {
	case a == nil && strings.ContainsAny(name, "(){} "):
		b.add(m.Name, name, "a constraint names a field that does not exist; an expression stands in parentheses: \"(lower({field}))\"")
		return IndexPart{}, false
	case a == nil:
		b.add(m.Name, name, "a constraint names a field that does not exist%s", didYouMean(nearest(name, m.fieldNames())))
		return IndexPart{}, false
	case c.kind == FullTextConstraint && (desc || !a.Kind.IsText() || a.Cipher != nil):
		b.add(m.Name, name, "FullText names the field, which is no readable String or Text; name others")
		return IndexPart{}, false
	case (a.Kind == KindJSON || a.Kind == KindOpaque) && (c.kind != IndexConstraint || c.method == ""):
		b.add(m.Name, name, "a constraint names the field, which is %v and cannot be indexed; use schema.Check", a.Kind)
		return IndexPart{}, false
	case a.Cipher != nil && !searchable(a.Cipher):
		b.add(m.Name, name, "a constraint names the field, whose cipher stores another text every time; use crypt.Searchable or crypt.HMAC")
		return IndexPart{}, false
	}
	return IndexPart{Spelled: name, Attribute: a, Desc: desc}, true
}

// fragment resolves SQL in which {attribute} stands for columns.
func (b *builder) fragment(m *Model, sql, what string) (Fragment, bool) {
	f, bad := m.fragment(sql)
	switch {
	case badSQL(sql):
		b.add(m.Name, "", "%s contains NUL or is not valid UTF-8; give it SQL", what)
	case bad != "":
		b.add(m.Name, bad, "%s names a field that does not exist%s", what, didYouMean(nearest(bad, m.fieldNames())))
	case f.Empty():
		b.add(m.Name, "", "%s is empty; give it SQL", what)
	default:
		return f, true
	}
	return f, false
}

// options resolves what else was said of a constraint.
func (b *builder) options(m *Model, i int, c *Constraint, r *ResolvedConstraint) bool {
	report := func(format string, args ...any) bool {
		b.add(m.Name, "", format, args...)
		return false
	}
	index := c.kind == IndexConstraint || c.kind == UniqueConstraint
	switch {
	case c.where != "" && !index && c.kind != ExclusionConstraint:
		return report("constraint %d has a Where, which is for indexes; write the condition into the constraint", i+1)
	case !index && c.kind != ExclusionConstraint && c.method != "", !index && len(c.include)+len(c.classes)+len(c.lengths) > 0:
		return report("constraint %d has options of an index; remove them", i+1)
	case c.language != "" && (c.kind != FullTextConstraint || !spelling.Plain(c.language)):
		return report("constraint %d: Language(%q) is for FullText and names a language; use one like english or german", i+1, c.language)
	case c.method != "" && !spelling.Plain(c.method):
		return report("constraint %d: Using(%q) is no kind of index; use gin, gist, brin, hash or btree", i+1, c.method)
	case c.kind == ExclusionConstraint && c.method == "":
		return report("constraint %d: Exclude needs the kind of its index; use gist", i+1)
	case c.kind == UniqueConstraint && c.method != "" && !strings.EqualFold(c.method, "btree"):
		return report("constraint %d: an index of the kind %s cannot be unique; leave Using out", i+1, c.method)
	}
	if r.Method = strings.ToLower(c.method); r.Method == "btree" && c.kind != ExclusionConstraint {
		r.Method = ""
	}
	r.Language = strings.ToLower(c.language)
	if c.where != "" {
		f, ok := b.fragment(m, unwrapped(c.where), "a Where")
		if !ok {
			return false
		}
		r.Where = f
	}
	return b.included(m, c, r) && b.partOptions(m, c, r)
}

// included resolves the further columns of an index.
func (b *builder) included(m *Model, c *Constraint, r *ResolvedConstraint) bool {
	for _, name := range c.include {
		a := m.attributes[name]
		switch {
		case a == nil:
			b.add(m.Name, name, "Include names a field that does not exist%s", didYouMean(nearest(name, m.fieldNames())))
			return false
		case slices.Contains(r.Attributes, a) || slices.Contains(r.Include, a):
			b.add(m.Name, name, "Include names a field that the index has already; remove it")
			return false
		}
		r.Include = append(r.Include, a)
	}
	return true
}

// partOptions gives operator classes and lengths to their parts.
func (b *builder) partOptions(m *Model, c *Constraint, r *ResolvedConstraint) bool {
	find := func(name string) *IndexPart {
		name = strings.TrimPrefix(name, "-")
		if i := slices.IndexFunc(r.Parts, func(p IndexPart) bool { return p.Spelled == name }); i >= 0 {
			return &r.Parts[i]
		}
		return nil
	}
	for _, o := range c.classes {
		p := find(o.part)
		switch {
		case p == nil:
			b.add(m.Name, o.part, "Class names what the index does not have; spell it as in the index")
			return false
		case !spelling.Plain(o.text):
			b.add(m.Name, o.part, "Class(%q) is no name of an operator class; use one like text_pattern_ops or gin_trgm_ops", o.text)
			return false
		}
		p.Class = o.text
	}
	for _, o := range c.lengths {
		p := find(o.part)
		switch {
		case p == nil || p.Attribute == nil:
			b.add(m.Name, o.part, "Length names a field that the index does not have; spell it as in the index")
			return false
		case o.number <= 0 || !(p.Attribute.Kind.IsText() || p.Attribute.Kind == KindBinary):
			b.add(m.Name, o.part, "Length is for texts and binaries, in characters or bytes from 1 on")
			return false
		case p.Attribute.MaxLength > 0 && o.number >= p.Attribute.MaxLength:
			continue // the whole value
		}
		p.Length = o.number
	}
	return true
}
