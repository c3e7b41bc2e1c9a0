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
		b.composite(r)
		if r.key != nil {
			b.typeOf(r, map[*relationDraft]bool{})
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

// composite refuses relations from and to a model with several key columns: one column cannot point there.
func (b *builder) composite(r *relationDraft) {
	if r.target.model.Keyless {
		b.add(r.owner.model.Name, r.field.name, "%s has no primary key, so that no relation leads to it", r.target.model.Name)
		return
	}
	if r.said.many && r.owner.model.ReadOnly() {
		b.add(r.owner.model.Name, r.field.name, "a many-to-many relation does not fit a model whose rows are only read; declare it on another model")
		return
	}
	for _, d := range []*draft{r.owner, r.target} {
		if len(d.model.Keys) > 1 {
			b.add(r.owner.model.Name, r.field.name, "%s has a composite primary key, which relations cannot use; give it a single key and make the columns UniqueTogether",
				d.model.Name)
			return
		}
	}
}

// typeOf completes a foreign key. The key it points to may itself be a foreign key, which is completed first; a ring of
// such keys has no type.
func (b *builder) typeOf(r *relationDraft, on map[*relationDraft]bool) {
	target := r.target.model.Key()
	if target == nil || r.key.Kind != 0 {
		return
	}
	if on[r] {
		b.add(r.owner.model.Name, r.field.name, "the primary key points to itself in a ring; give one of its models a key of its own")
		return
	}
	on[r] = true
	if target.Kind == 0 {
		for _, other := range b.relations {
			if other.key == target {
				b.typeOf(other, on)
			}
		}
	}
	r.key.copyType(target)
}

// copyType makes a column that can hold the values of another.
func (a *Attribute) copyType(key *Attribute) {
	a.Type, a.Kind, a.Choices, a.EnumName = key.Type, key.Kind, key.Choices, key.EnumName
	a.MaxLength, a.Precision, a.Scale = key.MaxLength, key.Precision, key.Scale
	a.UUIDText, a.NativeUUID = key.UUIDText, key.NativeUUID
	a.Secret = a.Secret || key.Secret // it is the same value
}
