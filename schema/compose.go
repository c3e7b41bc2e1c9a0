package schema

import (
	"slices"
	"strings"
)

// compose gives every foreign key its columns: one for each column that it refers to, of its own or among the declared fields.
func (b *builder) compose() {
	on := map[*relationDraft]bool{}
	for _, r := range b.relations {
		b.composeOne(r, on)
	}
	for _, d := range b.drafts {
		if len(d.model.Keys) > 1 {
			d.model.Identity()
		}
	}
}

// composeOne is compose for a relation, after those of which the columns that it refers to are made.
func (b *builder) composeOne(r *relationDraft, on map[*relationDraft]bool) {
	if r.said.many || on[r] || r.owner.failed || r.target.failed {
		return
	}
	on[r] = true
	for _, other := range b.relations {
		if other.owner == r.target && other.key != nil && (other.key.PrimaryKey || len(r.said.references) > 0) {
			b.composeOne(other, on)
		}
	}
	if r.any != nil {
		b.composeAny(r.any)
		return
	}
	refs := b.referred(r)
	if len(refs) == 0 {
		return
	}
	switch {
	case r.said.said&relOn != 0:
		b.composeOn(r, refs)
	case len(refs) > 1:
		b.composeOwn(r, refs)
	default:
		if len(r.said.columns) == 1 {
			r.key.Column = r.said.columns[0]
		}
		r.columns = []*Attribute{r.key}
	}
	if r.said.said&(relColumns|relOn) != 0 && len(r.columns) == 0 {
		return
	}
	if r.said.said&relColumns != 0 && len(r.said.columns) != len(refs) {
		b.add(r.owner.model.Name, r.field.name, "Columns gives %d names for %d columns of %s (%s); give one for each",
			len(r.said.columns), len(refs), r.target.model.Name, attributeNames(refs))
		return
	}
	r.ref = r.target.model.joined(refs)
	for i, a := range r.columns {
		if len(r.on) == 0 { // a declared field has a type of its own
			b.points[a] = pointer{r, refs[i]}
		}
	}
}

// pointer is what a column of a foreign key refers to.
type pointer struct {
	relation *relationDraft
	to       *Attribute
}

// referred are the columns that a foreign key refers to; none when they cannot be told, which has been reported.
func (b *builder) referred(r *relationDraft) []*Attribute {
	m := r.target.model
	if r.said.said&relReferences == 0 {
		return m.Keys
	}
	var refs []*Attribute
	for _, name := range r.said.references {
		var a *Attribute
		if a = m.attributes[name]; a == nil {
			b.add(r.owner.model.Name, r.field.name, "References names %q, which is no field of %s%s", name, m.Name, didYouMean(nearest(name, m.fieldNames())))
			return nil
		}
		refs = append(refs, a)
	}
	if !r.target.unique(refs) {
		b.add(r.owner.model.Name, r.field.name, "References names fields of %s that are not unique (%s); declare them Unique, or UniqueTogether",
			m.Name, attributeNames(refs))
		return nil
	}
	return refs
}

// unique reports whether no two rows of a model have the same values in all of the attributes.
func (d *draft) unique(list []*Attribute) bool {
	if len(list) == 1 && list[0].alone() || sameSet(list, d.model.Keys) {
		return true
	}
	return slices.ContainsFunc(d.table.Constraints, func(c Constraint) bool {
		var named []*Attribute
		for _, name := range c.attributes {
			named = append(named, d.model.attributes[name])
		}
		return c.kind == UniqueConstraint && c.where == "" && sameSet(named, list)
	})
}

// sameSet reports whether two lists have the same attributes.
func sameSet(a, b []*Attribute) bool {
	return len(a) == len(b) && len(a) > 0 && !slices.ContainsFunc(a, func(x *Attribute) bool { return !slices.Contains(b, x) })
}

func attributeNames(list []*Attribute) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.Name
	}
	return strings.Join(names, ", ")
}

// composeOn makes a foreign key of declared fields.
func (b *builder) composeOn(r *relationDraft, refs []*Attribute) {
	m := r.owner.model
	report := func(format string, args ...any) { b.add(m.Name, r.field.name, format, args...) }
	if o := r.said.said & (relName | relColumns | relPrimaryKey); o != 0 {
		report("%v does not fit a relation that is On declared fields; say it of these", o)
	}
	m.replace(r.key, nil)
	if len(r.said.on) != len(refs) {
		report("On names %d fields for %d columns of %s (%s); name one for each", len(r.said.on), len(refs), r.target.model.Name, attributeNames(refs))
		return
	}
	for _, name := range r.said.on {
		a := m.attributes[name]
		switch {
		case a == nil:
			report("On names %q, which is no field of %s%s", name, m.Name, didYouMean(nearest(name, m.fieldNames())))
			return
		case slices.Contains(r.columns, a):
			report("On names %q twice; name a field for each column", name)
			return
		case a.Cipher != nil:
			report("On names %q, which is encrypted; a foreign key is not", name)
			return
		case a.Nullable && r.said.said&relNotNull != 0:
			report("NotNull does not fit a relation On %q, which can be NULL; give the field a type that cannot", name)
		}
		r.columns = append(r.columns, a)
	}
	r.on = r.columns
	if len(r.on) == 1 {
		r.key = r.on[0]
		r.key.Unique = r.key.Unique || r.said.said&relUnique != 0
		r.key.Indexed = r.key.Indexed || r.said.said&relIndex != 0
		return
	}
	r.key = r.tuple()
}

// composeOwn makes columns of its own for a foreign key to several, kept in the One.
func (b *builder) composeOwn(r *relationDraft, refs []*Attribute) {
	m, old := r.owner.model, r.key
	if r.said.said&relName != 0 {
		b.add(m.Name, r.field.name, "Name gives one name for %d columns; give a name for each with Columns", len(refs))
	}
	for i, ref := range refs {
		name := old.Name + "_" + ref.Column
		if i < len(r.said.columns) {
			name = r.said.columns[i]
		}
		r.columns = append(r.columns, &Attribute{
			Model: m, Name: name, Column: name, JSONName: "-", PrimaryKey: old.PrimaryKey, Nullable: old.Nullable, SQLNullable: old.SQLNullable,
			Comment: old.Comment, Part: i,
		})
	}
	for _, a := range r.columns {
		if other := m.attributes[a.Name]; other != nil && other != old {
			b.add(m.Name, r.field.name, "the name %q of its column is already that of a field; say On(%q, …) when they are one column, or choose another with Columns",
				a.Name, a.Name)
		}
	}
	r.key = r.tuple()
	m.replace(old, r.columns)
}

// tuple is the foreign key of several columns.
func (r *relationDraft) tuple() *Attribute {
	k := tupleOf(r.owner.model, r.field.attributeName(), r.columns)
	k.GoName, k.JSONName, k.Offset = r.field.name, r.field.json, r.field.offset
	k.Unique, k.Indexed, k.Comment = r.said.said&relUnique != 0, r.said.said&relIndex != 0, r.said.comment
	k.PrimaryKey = !slices.ContainsFunc(r.columns, func(a *Attribute) bool { return !a.PrimaryKey })
	k.Nullable = slices.ContainsFunc(r.columns, func(a *Attribute) bool { return a.Nullable })
	k.SQLNullable = slices.ContainsFunc(r.columns, func(a *Attribute) bool { return a.SQLNullable })
	return k
}

// replace puts attributes in the place of another.
func (m *Model) replace(old *Attribute, list []*Attribute) {
	all, keys := m.Attributes, m.Keys
	m.Attributes, m.Keys = nil, nil
	delete(m.attributes, old.Name)
	add := func(a *Attribute) {
		a.Index = len(m.Attributes)
		m.Attributes = append(m.Attributes, a)
		m.attributes[a.Name] = a
	}
	for _, a := range all {
		if a != old {
			add(a)
			continue
		}
		for _, a := range list {
			add(a)
		}
	}
	for _, a := range keys {
		if a == old {
			m.Keys = append(m.Keys, list...)
			continue
		}
		m.Keys = append(m.Keys, a)
	}
}

// joined is the attribute that stands for several of a model: the one itself, the key, or a tuple.
func (m *Model) joined(list []*Attribute) *Attribute {
	switch {
	case len(list) == 1:
		return list[0]
	case slices.Equal(list, m.Keys):
		return m.Identity()
	}
	return tupleOf(m, attributeNames(list), list)
}

// Joined is the attribute that stands for fields of the model, which exist: one itself, the key, or several.
func (m *Model) Joined(names []string) *Attribute {
	list := make([]*Attribute, len(names))
	for i, name := range names {
		list[i] = m.attributes[name]
	}
	return m.joined(list)
}

// Identity is what tells the rows of a model apart: the primary key, of several columns as one attribute whose values are Tuples.
// It is nil for a model without a key.
func (m *Model) Identity() *Attribute {
	if len(m.Keys) <= 1 {
		return m.Key()
	}
	if m.identity == nil {
		m.identity = tupleOf(m, keyAlias, m.Keys)
		m.identity.PrimaryKey = true
	}
	return m.identity
}
