package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/gotype"
)

// link makes the rows behind a many-to-many relation: its foreign keys to both ends, and the steps from there and back.
func (b *builder) link(r *relationDraft, near *Side) {
	far := near.Inverse
	l := b.linkDraft(r)
	if l == nil {
		b.broken = true
		return
	}
	owner, target := r.endpointNames()
	toOwner := b.endpoint(l, r, owner, near.Owner)
	toTarget := b.endpoint(l, r, target, near.Target)
	if toOwner == nil || toTarget == nil {
		b.broken = true
		return
	}
	name := snakeCase(l.model.Name)
	back := name
	if near.Owner == near.Target {
		back = target + "_" + name // both steps start at one model; this one belongs to the far end
	}
	near.linkName, far.linkName = name, name
	near.LinkOwner, far.LinkOwner = b.linkStep(r, toOwner, name), b.linkStep(r, toTarget, back)
	if near.Owner == near.Target {
		bare := *near.LinkOwner
		bare.Ends = [2]*Side{near, far}
		near.Owner.sides[name] = &bare
	}
	near.LinkTarget, far.LinkTarget = toTarget, toOwner
	l.pair = append(slices.Clip(toOwner.Key.Columns()), toTarget.Key.Columns()...)
	l.pairFree = near.AllowDuplicates
	if l.generated() && !l.pairFree { // so that the table need not have a key of its own
		l.model.Surrogate, l.model.Keys = l.model.Keys[0], l.pair
		l.model.Surrogate.PrimaryKey = false
	}
}

// linkDraft is the model of the link rows: declared by the L of a ManyThrough, else generated. It is nil where the declared
// one cannot be used.
func (b *builder) linkDraft(r *relationDraft) *draft {
	t := r.said.link
	if t == nil && r.far != nil {
		t = r.far.link
	}
	if t == nil {
		return b.generateLink(r)
	}
	l := b.byType[t]
	if l == nil || !l.sound() {
		return nil
	}
	if l.linkOf != nil {
		b.add(r.owner.model.Name, r.field.name, "%s already links %s.%s; give every relation a link model of its own",
			l.model.Name, l.linkOf.owner.model.Name, l.linkOf.field.name)
		return nil
	}
	for _, f := range l.fields {
		if f.relation != nil && !r.declaresEnd(f) {
			b.add(l.model.Name, f.field.name, "a link model cannot declare relations; its keys to %s and %s are added by themselves",
				r.owner.model.Name, r.target.model.Name)
			return nil
		}
	}
	l.linkOf, l.model.Link = r, true
	return l
}

// generateLink makes a link model that no Go type describes: an id and, added later, the two keys.
func (b *builder) generateLink(r *relationDraft) *draft {
	name := r.owner.model.Name + capital(r.target.model.Name)
	if b.linkNames[snakeCase(name)] {
		name += capital(r.field.name) // a second relation between the same two models
	}
	b.linkNames[snakeCase(name)] = true
	m := b.newModel(name, nil)
	m.Link, m.Schema = true, r.owner.model.Schema
	m.Table = r.said.throughTable
	if r.said.said&relThroughTable == 0 {
		m.Table = snakeCase(r.owner.model.Name) + "s_" + snakeCase(r.target.model.Name) + "s"
	}
	l := &draft{model: m, linkOf: r, table: Table{AnyName: r.owner.table.AnyName}, layout: &layout{}}
	b.drafts = append(b.drafts, l)
	b.addAttribute(m, &Attribute{
		Model: m, Name: "id", Column: "id", JSONName: "-", Kind: KindInteger, PrimaryKey: true, Autoincrement: true,
	})
	return l
}

// capital keeps the two words of a generated name apart when the types are not exported.
func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// endpointNames are the names of the link rows' two relations.
func (r *relationDraft) endpointNames() (owner, target string) {
	if r.said.said&relThroughColumns != 0 {
		return r.said.throughOwner, r.said.throughTo
	}
	owner, target = snakeCase(r.owner.model.Name), snakeCase(r.target.model.Name)
	if r.owner == r.target {
		return "from_" + owner, "to_" + target
	}
	return owner, target
}

// declaresEnd reports whether a field of a link model is its relation to one of the ends.
func (r *relationDraft) declaresEnd(f draftField) bool {
	owner, target := r.endpointNames()
	name, to := f.field.attributeName(), f.relation.target
	return !f.relation.many && (name == owner && to == r.owner.model.Type || name == target && to == r.target.model.Type)
}

// endpoint adds the relation from the link rows to one end, unless the link model declares it. Its key may take over plain columns of
// the link model, or be kept in a One that the link model has for it; otherwise no Go field holds it.
func (b *builder) endpoint(l *draft, r *relationDraft, name string, to *Model) *Side {
	m := l.model
	if s := m.sides[name]; s != nil && s.Kind == ForwardSide && s.Target == to && s.ByKey() {
		return s
	}
	s := &Side{
		Kind: ForwardSide, Name: name, Owner: m, Target: to, Ref: to.Identity(), JSONName: "-",
		OnDelete: Cascade, OnUpdate: Cascade, Unconstrained: r.said.said&relWithoutConstraint != 0,
	}
	f := l.layout.relationNamed(name)
	if f != nil && (f.claimed || f.shape != oneValue || f.target != to.Type) {
		f = nil
	}
	columns := make([]*Attribute, len(to.Keys))
	for i, key := range to.Keys {
		column := name
		if len(to.Keys) > 1 {
			column += "_" + key.Column
		}
		if columns[i] = m.plainColumn(column); columns[i] != nil {
			if !b.takeOver(r, columns[i], to, key) {
				return nil
			}
			f = nil
			continue
		}
		a := &Attribute{Model: m, Name: column, Column: column, JSONName: "-", Part: i}
		a.copyType(key)
		a.Type = nil
		columns[i], b.points[a] = a, pointer{r, key}
	}
	if s.Key = columns[0]; len(columns) > 1 {
		s.Key = tupleOf(m, name, columns)
	}
	if f != nil {
		f.claimed = true
		s.HasField, s.GoName, s.JSONName, s.Offset = true, f.name, f.json, f.offset
		s.Key.GoName, s.Key.JSONName, s.Key.Offset = f.name, f.json, f.offset
		if len(columns) == 1 {
			s.Key.Type = to.Keys[0].Type
		}
	}
	for _, a := range columns {
		if m.attributes[a.Name] == a {
			continue
		}
		if taken := m.taken(a.Name); taken != "" {
			b.add(r.owner.model.Name, r.field.name, "the name %q on its link model %s is already that of %s; name the link's columns with ThroughColumns",
				a.Name, m.Name, taken)
			return nil
		}
		b.addAttribute(m, a)
	}
	if s.Key.Side = s; len(columns) > 1 && s.HasField {
		b.held = append(b.held, s)
	}
	s.Constraint = fit(strings.Join([]string{"fk", m.Table, to.Table, columnsOf(s.Key), columnsOf(s.Ref)}, "_"))
	b.addSide(s, r)
	return s
}

// plainColumn is the attribute that has the name, or whose column has it.
func (m *Model) plainColumn(name string) *Attribute {
	if a := m.attributes[name]; a != nil {
		return a
	}
	for _, a := range m.Attributes {
		if fold(a.Column) == fold(name) {
			return a
		}
	}
	return nil
}

// takeOver turns a plain column of the link model into the key of one end.
func (b *builder) takeOver(r *relationDraft, a *Attribute, to *Model, key *Attribute) bool {
	switch {
	case a.PrimaryKey && len(a.Model.Keys) == 1 || a.Cipher != nil || a.Side != nil:
		b.add(a.Model.Name, cmp.Or(a.GoName, a.Name), "is named like the key to %s and cannot become it; name the link's columns with ThroughColumns", to.Name)
		return false
	case a.Kind != key.Kind || key.Kind == KindEnum && gotype.Plain(a.Type) != gotype.Plain(key.Type):
		b.add(a.Model.Name, a.GoName, "becomes the key to %s and is %v instead of %v; declare it as schema.%v", to.Name, a.Kind, key.Kind, key.Kind)
		return false
	}
	t := a.Type
	a.copyType(key)
	a.Type, a.SQLNullable = t, false
	return true
}

// linkStep makes the step from an end of a many-to-many relation to its link rows.
func (b *builder) linkStep(r *relationDraft, forward *Side, name string) *Side {
	s := &Side{
		Kind: ReverseSide, Name: name, Owner: forward.Target, Target: forward.Owner, Inverse: forward, ToMany: true,
		JSONName: "-", Hidden: true, Key: forward.Key, Ref: forward.Ref,
	}
	if forward.Inverse == nil {
		forward.Inverse = s
	}
	if taken := s.Owner.taken(name); taken != "" {
		b.add(r.owner.model.Name, r.field.name, "the name %q of its link rows on %s is already that of %s; %s", name, s.Owner.Name, taken, r.linkAdvice())
		return s
	}
	s.Owner.Sides = append(s.Owner.Sides, s)
	s.Owner.sides[name] = s
	return s
}

func (r *relationDraft) linkAdvice() string {
	if r.said.link != nil {
		return "rename the link model " + bareName(r.said.link.Name())
	}
	return "rename that field, or declare a link model of another name"
}
