package schema

// keys checks that every model has a primary key, decides which are generated, and gives the foreign keys the type of what
// they point to.
func (b *builder) keys() {
	for _, d := range b.drafts {
		if !d.failed {
			b.keyed(d.model)
		}
	}
	for _, c := range b.values {
		b.generate(c.a, c.spec)
	}
	for _, r := range b.relations {
		b.target(r)
		for _, a := range r.columns {
			b.typeOf(a, map[*Attribute]bool{})
		}
	}
	for _, p := range b.anys {
		b.fittingAny(p)
	}
	for _, r := range b.relations {
		if b.fitting(r); len(r.on) == 0 && len(r.columns) > 1 {
			for _, a := range r.columns {
				a.Type = nil // the One holds it
			}
		}
	}
}

// keyed checks that a model has a primary key, unless it says that it has none.
func (b *builder) keyed(m *Model) {
	switch {
	case m.Keyless && len(m.Keys) > 0:
		b.add(m.Name, m.Keys[0].GoName, "PrimaryKey does not fit a Keyless table; remove one of them")
	case len(m.Keys) == 0 && m.View:
		m.Keyless = true
	case len(m.Keys) == 0 && !m.Keyless:
		b.add(m.Name, "", "has no primary key; add PrimaryKey() to a field, or declare its Table Keyless")
	}
}

// generate decides whether the database makes the key.
func (b *builder) generate(a *Attribute, spec *columnSpec) {
	if !a.PrimaryKey {
		return
	}
	single := len(a.Model.Keys) == 1
	if spec.said&optAutoincrement != 0 {
		a.Autoincrement = spec.autoincrement
		if a.Autoincrement && !single {
			b.add(a.Model.Name, a.GoName, "Autoincrement does not fit a part of a composite key; remove it")
		}
		return
	}
	a.Autoincrement = single && a.Kind.IsInteger() && a.Default == nil && a.ServerDefault == ""
}

// target refuses relations to models without a key, and those of models whose rows are only read that would be written.
func (b *builder) target(r *relationDraft) {
	switch {
	case r.target.model.Keyless && r.said.said&relReferences == 0:
		b.add(r.owner.model.Name, r.field.name, "%s has no primary key, so that no relation leads to it", r.target.model.Name)
	case r.said.many && r.owner.model.ReadOnly():
		b.add(r.owner.model.Name, r.field.name, "a many-to-many relation does not fit a model whose rows are only read; declare it on another model")
	}
}

// typeOf completes a column of a foreign key. What it points to may itself be one, which is completed first; a ring of such keys has
// no type.
func (b *builder) typeOf(a *Attribute, on map[*Attribute]bool) {
	p := b.points[a]
	if p.to == nil || a.Kind != 0 {
		return
	}
	if on[a] {
		b.add(p.relation.owner.model.Name, p.relation.field.name, "the primary key points to itself in a ring; give one of its models a key of its own")
		return
	}
	on[a] = true
	if p.to.Kind == 0 {
		b.typeOf(p.to, on)
	}
	a.copyType(p.to)
}

// fitting checks that the fields of a foreign key hold the values of what it refers to.
func (b *builder) fitting(r *relationDraft) {
	for i, a := range r.on {
		to := r.ref.Columns()[i]
		if to.Kind != 0 && (a.Kind != to.Kind || a.Kind == KindUUID && a.UUIDText != to.UUIDText || a.Kind == KindDecimal && a.Scale != to.Scale) {
			b.add(r.owner.model.Name, r.field.name, "On names %q, which is %v where %s.%s is %v; declare both alike", a.Name, a.Kind, to.Model.Name, to.Name, to.Kind)
		}
	}
}

// copyType makes a column that can hold the values of another.
func (a *Attribute) copyType(key *Attribute) {
	a.Type, a.Kind, a.Choices, a.EnumName = key.Type, key.Kind, key.Choices, key.EnumName
	a.MaxLength, a.Precision, a.Scale = key.MaxLength, key.Precision, key.Scale
	a.SQLType, a.Collation, a.CaseInsensitive, a.Unsigned = key.SQLType, key.Collation, key.CaseInsensitive, key.Unsigned
	a.UUIDText, a.NativeUUID = key.UUIDText, key.NativeUUID
	a.Secret = a.Secret || key.Secret // it is the same value
}
