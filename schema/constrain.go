package schema

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// constrain resolves the constraints of every model: those of single columns first, then the declared ones, then the
// uniqueness of a link's pair.
func (b *builder) constrain() {
	for _, d := range b.drafts {
		if d.failed {
			continue
		}
		for _, a := range d.model.Attributes {
			b.single(d, a)
		}
		for i, c := range d.table.Constraints {
			b.declared(d, i, c)
		}
		b.pairOf(d)
	}
}

func (b *builder) single(d *draft, a *Attribute) {
	only := []*Attribute{a}
	if a.Unique {
		b.addConstraint(d, ResolvedConstraint{Kind: UniqueConstraint, Attributes: only})
	}
	if a.Indexed {
		b.addConstraint(d, ResolvedConstraint{Kind: IndexConstraint, Attributes: only})
	}
}

// addConstraint adds a constraint, under its default name unless it has one.
func (b *builder) addConstraint(d *draft, c ResolvedConstraint) {
	if c.Name == "" {
		c.Name = defaultName(d.model, c)
	}
	d.model.Constraints = append(d.model.Constraints, c)
}

// defaultName is the name that ormar gives the same constraint.
func defaultName(m *Model, c ResolvedConstraint) string {
	if c.Kind == CheckConstraint {
		return fit("check_" + m.Table + "_" + strings.Map(underscored, c.Condition))
	}
	parts := []string{"uc", m.Table}
	if c.Kind == IndexConstraint {
		parts[0] = "ix"
	}
	for _, a := range c.Attributes {
		parts = append(parts, a.Column)
	}
	return fit(strings.Join(parts, "_"))
}

// underscored is a character of a condition as it stands in a name.
func underscored(r rune) rune {
	if r == ' ' || unicode.IsControl(r) || r > maxIdentifierRune {
		return '_'
	}
	return r
}

func (b *builder) declared(d *draft, i int, c Constraint) {
	m := d.model
	report := func(format string, args ...any) { b.add(m.Name, "", format, args...) }
	if c.named || c.name != "" {
		if reason := badIdentifier(c.name, d.table.AnyName); reason != "" {
			report("the constraint name %q %s", c.name, reason)
			return
		}
	}
	r := ResolvedConstraint{Kind: c.kind, Name: c.name, Condition: c.condition}
	switch c.kind {
	case CheckConstraint:
		if strings.TrimSpace(c.condition) == "" || badSQL(c.condition) {
			report("constraint %d: the condition of Check is empty, contains NUL or is not valid UTF-8; give it a condition in SQL", i+1)
			return
		}
	case UniqueConstraint, IndexConstraint:
		if len(c.attributes) == 0 {
			report("constraint %d names no field; name at least one", i+1)
			return
		}
		if r.Attributes = b.constrained(m, c); r.Attributes == nil {
			return
		}
	default:
		report("constraint %d is empty; make it with UniqueTogether, IndexOn or Check", i+1)
		return
	}
	b.addConstraint(d, r)
}

// constrained are the attributes that a constraint names, nil when some of them cannot be.
func (b *builder) constrained(m *Model, c Constraint) []*Attribute {
	var list []*Attribute
	good := true
	for _, name := range c.attributes {
		a := m.attributes[name]
		switch {
		case a == nil:
			b.add(m.Name, name, "a constraint names a field that does not exist%s", didYouMean(nearest(name, m.fieldNames())))
			good = false
		case slices.Contains(list, a):
			b.add(m.Name, name, "a constraint names the field twice; remove one")
			good = false
		case a.Kind == KindJSON || a.Kind == KindOpaque:
			b.add(m.Name, name, "a constraint names the field, which is %v and cannot be indexed; use schema.Check", a.Kind)
			good = false
		case a.Cipher != nil && !searchable(a.Cipher):
			b.add(m.Name, name, "a constraint names the field, whose cipher stores another text every time; use crypt.Searchable or crypt.HMAC")
			good = false
		}
		list = append(list, a)
	}
	if !good {
		return nil
	}
	return list
}

// badSQL reports a text that no database takes as SQL.
func badSQL(text string) bool { return strings.ContainsRune(text, 0) || !utf8.ValidString(text) }

func searchable(c Cipher) bool {
	_, ok := c.(Digest)
	return ok
}

// pairOf makes the two keys of a link unique together, unless links may repeat or the link model says so itself.
func (b *builder) pairOf(d *draft) {
	if d.pair[0] == nil || d.pairFree {
		return
	}
	for _, c := range d.model.Constraints {
		if c.Kind == UniqueConstraint && len(c.Attributes) == 2 && slices.Contains(c.Attributes, d.pair[0]) &&
			slices.Contains(c.Attributes, d.pair[1]) {
			return
		}
	}
	b.addConstraint(d, ResolvedConstraint{Kind: UniqueConstraint, Attributes: d.pair[:]})
}
