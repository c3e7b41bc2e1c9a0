package schema

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/spelling"
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
			b.computed(d.model, a)
		}
		for _, f := range d.fields {
			if s := d.model.sides[f.field.attributeName()]; f.relation != nil && s != nil && s.Key != nil && len(s.Key.Parts) > 0 {
				b.several(d, s.Key)
			}
		}
		for i, c := range d.table.Constraints {
			b.declared(d, i, c)
		}
		b.pairOf(d)
	}
}

// several is single for a foreign key of several columns.
func (b *builder) several(d *draft, key *Attribute) {
	if key.Unique && !key.PrimaryKey {
		b.addConstraint(d, ResolvedConstraint{Kind: UniqueConstraint, Attributes: key.Parts})
	}
	if key.Indexed {
		b.addConstraint(d, ResolvedConstraint{Kind: IndexConstraint, Attributes: key.Parts})
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
	if c.Kind != CheckConstraint && c.Parts == nil {
		for _, a := range c.Attributes {
			c.Parts = append(c.Parts, IndexPart{Spelled: a.Name, Attribute: a})
		}
	}
	if c.Name == "" {
		c.Name = defaultName(d.model, c)
	}
	d.model.Constraints = append(d.model.Constraints, c)
}

// defaultName is the name that ormar gives the same constraint.
func defaultName(m *Model, c ResolvedConstraint) string {
	if c.Kind == CheckConstraint {
		return fit("check_" + m.Table + "_" + strings.Map(underscored, c.Condition.SQL(func(column string) string { return column })))
	}
	parts := []string{prefix(c.Kind), m.Table}
	for _, p := range c.Parts {
		name := ""
		if p.Attribute != nil {
			name = p.Attribute.Column
		} else {
			name = p.Expression.SQL(func(column string) string { return column })
			name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r > spelling.MaxRune || r < 0x80 && !wordByte(byte(r)) }), "_")
		}
		parts = append(parts, name)
	}
	return fit(strings.Join(parts, "_"))
}

// prefix begins the default name of a constraint.
func prefix(k ConstraintKind) string {
	switch k {
	case IndexConstraint:
		return "ix"
	case ExclusionConstraint:
		return "ex"
	case FullTextConstraint:
		return "ft"
	}
	return "uc"
}

// underscored is a character of a condition as it stands in a name.
func underscored(r rune) rune {
	if r == ' ' || unicode.IsControl(r) || r > spelling.MaxRune {
		return '_'
	}
	return r
}

func (b *builder) declared(d *draft, i int, c Constraint) {
	m := d.model
	report := func(format string, args ...any) { b.add(m.Name, "", format, args...) }
	if c.named || c.name != "" {
		if reason := spelling.Bad(c.name, d.table.AnyName); reason != "" {
			report("the constraint name %q %s", c.name, reason)
			return
		}
	}
	r := ResolvedConstraint{Kind: c.kind, Name: c.name}
	switch c.kind {
	case CheckConstraint:
		f, ok := b.fragment(m, c.condition, fmt.Sprintf("constraint %d: the condition of Check", i+1))
		if !ok {
			return
		}
		r.Condition = f
	case UniqueConstraint, IndexConstraint, ExclusionConstraint, FullTextConstraint:
		if len(c.attributes) == 0 {
			report("constraint %d names no field; name at least one", i+1)
			return
		}
		if !b.parts(m, &c, &r) {
			return
		}
	default:
		report("constraint %d is empty; make it with UniqueTogether, UniqueOn, IndexOn, Check, FullText or Exclude", i+1)
		return
	}
	if !b.options(m, i, &c, &r) {
		return
	}
	b.addConstraint(d, r)
}

// badSQL reports a text that no database takes as SQL.
func badSQL(text string) bool { return strings.ContainsRune(text, 0) || !utf8.ValidString(text) }

func searchable(c Cipher) bool {
	_, ok := c.(Digest)
	return ok
}

// pairOf makes the two keys of a link unique together, unless links may repeat or the link model says so itself.
func (b *builder) pairOf(d *draft) {
	if d.pair == nil || d.pairFree || sameSet(d.pair, d.model.Keys) && d.model.Surrogate == nil {
		return
	}
	for _, c := range d.model.Constraints {
		if c.Plain() && sameSet(c.Attributes, d.pair) {
			return
		}
	}
	b.addConstraint(d, ResolvedConstraint{Kind: UniqueConstraint, Attributes: d.pair})
}
