package schema

import (
	"cmp"
	"slices"
	"strings"
)

// relate resolves every declared relation into its two sides.
func (b *builder) relate() {
	var usable []*relationDraft
	for _, r := range b.relations {
		if (r.owner.sound() || r.owner.model.Keyless && !r.owner.failed) && r.target.sound() && (r.said.many || r.ref != nil) {
			usable = append(usable, r)
		}
	}
	b.broken = b.broken || len(usable) < len(b.relations)
	b.relations = usable
	b.findFar()
	declared := make([]*Side, len(usable))
	for i, r := range usable {
		if r.any != nil {
			declared[i] = b.leg(r)
		} else {
			declared[i] = b.declaredSide(r)
		}
		r.side = declared[i]
	}
	for i, r := range usable {
		b.farSide(r, declared[i])
	}
	for i, r := range usable {
		if r.said.many {
			b.link(r, declared[i])
		}
	}
	b.unfilled()
}

// sound reports whether relations can use the model at all; why not has been reported.
func (d *draft) sound() bool {
	return !d.failed && len(d.model.Keys) > 0 && !slices.ContainsFunc(d.model.Keys, func(a *Attribute) bool { return a.Kind == 0 })
}

// findFar finds the target's field of every relation: by its related name first, then the only one that fits.
func (b *builder) findFar() {
	var open []*relationDraft
	for _, r := range b.relations {
		switch {
		case r.said.said&relRelatedName != 0:
			b.namedFar(r)
		case r.said.said&relSkipReverse == 0:
			open = append(open, r)
		}
	}
	wanted := map[*structField][]*relationDraft{}
	var order []*structField // of the first relation that wants it
	for _, r := range open {
		found := r.candidates()
		if len(found) > 1 {
			b.add(r.owner.model.Name, r.field.name, "%s has several fields that could be its far side (%s); say which with RelatedName",
				r.target.model.Name, fieldNames(found))
			for _, f := range found {
				f.claimed = true
			}
			continue
		}
		if len(found) == 1 {
			if wanted[found[0]] == nil {
				order = append(order, found[0])
			}
			wanted[found[0]] = append(wanted[found[0]], r)
		}
	}
	for _, f := range order {
		b.claim(f, wanted[f])
	}
	for _, r := range b.relations {
		r.nameFar()
	}
}

func fieldNames(fields []*structField) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

// namedFar looks at the field that RelatedName names. There need not be one.
func (b *builder) namedFar(r *relationDraft) {
	f := r.target.layout.relationNamed(r.said.relatedName)
	if f == nil || r.said.said&relSkipReverse != 0 {
		return
	}
	switch {
	case f.claimed:
		b.add(r.owner.model.Name, r.field.name, "its related name %q is the field %s.%s, which holds another relation; choose another name",
			r.said.relatedName, r.target.model.Name, f.name)
	case !r.fits(f):
		b.add(r.owner.model.Name, r.field.name, "its related name %q is the field %s.%s of type %v, which cannot hold it; make that field %s",
			r.said.relatedName, r.target.model.Name, f.name, f.typ, r.farType())
	default:
		r.far = f
	}
	f.claimed = true
}

// farType is the type that the far side's field has, for messages.
func (r *relationDraft) farType() string {
	if r.toOneBack() {
		return "an orm.One[" + r.owner.model.Name + "]"
	}
	return "an orm.Many[" + r.owner.model.Name + "]"
}

// fits reports whether a field of the target can hold the relation's far side.
func (r *relationDraft) fits(f *structField) bool {
	if f.target != r.owner.model.Type {
		return false
	}
	if r.toOneBack() {
		return f.shape == oneValue
	}
	if f.shape != manyValue {
		return false
	}
	return f.link == nil || r.said.many && (r.said.link == nil || r.said.link == f.link)
}

// candidates are the unclaimed fields of the target that could be the far side. A field for the very same link rows is
// meant before one without.
func (r *relationDraft) candidates() []*structField {
	var found, linked []*structField
	for _, f := range r.target.layout.fields {
		if f.claimed || !r.fits(f) {
			continue
		}
		found = append(found, f)
		if f.link != nil && f.link == r.said.link {
			linked = append(linked, f)
		}
	}
	if len(linked) == 1 {
		return linked
	}
	return found
}

// claim gives a field to the only relation that wants it.
func (b *builder) claim(f *structField, by []*relationDraft) {
	f.claimed = true
	if len(by) == 1 {
		by[0].far = f
		return
	}
	first := by[0]
	for _, r := range by[1:] {
		b.add(r.owner.model.Name, r.field.name, "%s.%s could be the far side of %s.%s as well; say which is meant with RelatedName",
			first.target.model.Name, f.name, first.owner.model.Name, first.field.name)
	}
}

// nameFar decides what the relation is called from its target.
func (r *relationDraft) nameFar() {
	switch {
	case r.far != nil:
		r.farName = r.far.attributeName()
	case r.said.said&relRelatedName != 0:
		r.farName = r.said.relatedName
	case r.toOneBack():
		r.farName = snakeCase(r.owner.model.Name)
	default:
		r.farName = snakeCase(r.owner.model.Name) + "s"
	}
}

// declaredSide makes the side of the model that declares the relation.
func (b *builder) declaredSide(r *relationDraft) *Side {
	s := &Side{
		Name: r.field.attributeName(), Owner: r.owner.model, Target: r.target.model, HasField: true, GoName: r.field.name,
		JSONName: r.field.json, Offset: r.field.offset, Comment: r.said.comment,
	}
	if r.said.many {
		s.Kind, s.ToMany, s.LinkType = ManySide, true, r.said.link
		s.AllowDuplicates = r.said.said&relAllowDuplicateLinks != 0
	} else {
		s.Kind, s.Key, s.Ref, s.On = ForwardSide, r.key, r.ref, r.on
		s.OnDelete, s.OnUpdate = r.said.onDelete, r.said.onUpdate
		s.Unconstrained = r.said.said&relWithoutConstraint != 0
		s.Constraint = r.said.constraint
		if r.said.said&relConstraintName == 0 {
			s.Constraint = fit(strings.Join([]string{"fk", s.Owner.Table, s.Target.Table, columnsOf(r.ref), s.Name}, "_"))
		}
		switch {
		case len(r.on) > 0:
			s.Owner.On = append(s.Owner.On, s)
		case r.key.PrimaryKey:
			s.Owner.KeySides = append(s.Owner.KeySides, s)
			fallthrough
		default:
			r.key.Side = s
		}
	}
	b.addSide(s, r)
	return s
}

// columnsOf are the names of an attribute's columns, for the name of a constraint.
func columnsOf(a *Attribute) string {
	var names []string
	for _, p := range a.Columns() {
		names = append(names, p.Column)
	}
	return strings.Join(names, "_")
}

// farSide makes the same relation's side of the target.
func (b *builder) farSide(r *relationDraft, near *Side) {
	s := &Side{
		Kind: ReverseSide, Name: r.farName, Owner: near.Target, Target: near.Owner, Inverse: near, Key: near.Key, Ref: near.Ref,
		ToMany: !r.toOneBack(), Hidden: r.said.said&relSkipReverse != 0, JSONName: "-",
		AllowDuplicates: near.AllowDuplicates, Comment: r.said.comment,
	}
	if r.said.many {
		s.Kind = ManySide
	}
	if f := r.far; f != nil {
		s.HasField, s.GoName, s.JSONName, s.Offset, s.LinkType = true, f.name, f.json, f.offset, f.link
	}
	near.Inverse = s
	if near.Owner.Keyless { // whose rows cannot be told apart at the other end of a join
		if r.far != nil {
			b.add(near.Target.Name, r.far.name, "%s has no primary key, so that no relation leads to it", near.Owner.Name)
		}
		return
	}
	b.addSide(s, r)
}

// addSide makes a side reachable by its name, unless the name is taken.
func (b *builder) addSide(s *Side, r *relationDraft) {
	m := s.Owner
	if taken := m.taken(s.Name); taken != "" && !(s.Kind == ForwardSide && m.attributes[s.Name] == s.Key) {
		b.add(r.owner.model.Name, r.field.name, "its name %q on %s is already that of %s; %s", s.Name, m.Name, taken, clashAdvice(s, r))
		return
	}
	m.Sides = append(m.Sides, s)
	m.sides[s.Name] = s
}

// clashAdvice says what to write against a clash of names. Declaring one many-to-many relation from both ends is the
// commonest cause.
func clashAdvice(s *Side, r *relationDraft) string {
	if other := s.Owner.sides[s.Name]; other != nil && r.said.many && other.Kind == ManySide && other.Target == r.owner.model {
		return "declare a many-to-many relation on one side only, or give each a RelatedName"
	}
	return "give the relation a RelatedName"
}

// taken says what has a name already, empty if nothing has.
func (m *Model) taken(name string) string {
	if name == keyAlias {
		return "the primary key"
	}
	for _, a := range m.Attributes {
		if fold(a.Name) == fold(name) {
			return "the field " + cmp.Or(a.GoName, a.Name)
		}
	}
	for _, s := range m.Sides {
		if fold(s.Name) == fold(name) {
			return "the relation to " + s.Target.Name
		}
	}
	return ""
}

// unfilled reports the relation fields that belong to no relation: they would be empty for ever.
func (b *builder) unfilled() {
	for _, d := range b.drafts {
		if d.failed || d.layout == nil {
			continue
		}
		for _, f := range d.layout.fields {
			if f.shape == noRelation || f.claimed {
				continue
			}
			if f.shape == anyValue {
				b.add(d.model.Name, f.name, "no relation fills it; declare it with schema.Polymorphic")
				continue
			}
			target := b.byType[f.target]
			if target == nil || !target.sound() || !d.sound() {
				continue
			}
			if f.shape == oneValue {
				b.add(d.model.Name, f.name, "no relation fills it; declare it with schema.ForeignKey, or make the foreign key of %s that points here Unique()",
					target.model.Name)
			} else {
				b.add(d.model.Name, f.name, "no relation fills it; declare it with schema.ManyToMany, or give %s a ForeignKey to %s with RelatedName(%q)",
					target.model.Name, d.model.Name, f.attributeName())
			}
		}
	}
}
