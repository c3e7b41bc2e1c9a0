package schema

// shards finds the attributes by which rows are divided among servers, and checks that relations do not lead from shard to shard.
func (b *builder) shards() {
	for _, d := range b.drafts {
		m := d.model
		m.Finders = m.Keys
		if name := d.table.ShardKey; name != "" && !d.failed {
			if m.ShardKey = b.shardKey(d, name); m.ShardKey != nil && !m.ShardKey.PrimaryKey {
				m.Finders = append(append([]*Attribute(nil), m.Keys...), m.ShardKey)
			}
		}
	}
	for _, d := range b.drafts {
		for _, s := range d.model.Sides {
			b.within(d.model, s)
		}
	}
}

// shardKey is the attribute that a Table names, by its own name, its column's, or that of the relation whose key it is.
func (b *builder) shardKey(d *draft, name string) *Attribute {
	m := d.model
	a := m.plainColumn(name)
	if s := m.sides[name]; a == nil && s != nil && s.Kind == ForwardSide {
		a = s.Key
	}
	report := func(text string, args ...any) *Attribute {
		b.add(m.Name, "", "ShardKey names %q, "+text, append([]any{name}, args...)...)
		return nil
	}
	switch {
	case a == nil:
		return report("which is no field and no column of it; name one")
	case len(a.Parts) > 0:
		return report("a key of %d columns; rows are divided by one, name it", len(a.Parts))
	case a.SQLNullable || a.Nullable && !a.PrimaryKey:
		return report("which can be NULL; every row belongs to a shard")
	case a.Cipher != nil:
		return report("which is encrypted; rows are divided by what is stored")
	case a.Generated != "" || a.Autoincrement:
		return report("which the database makes; rows are divided by what is known of them before")
	case a == m.Version || a == m.SoftDelete:
		return report("which changes; a row stays in its shard")
	}
	return a
}

// within refuses what leads out of a shard: a foreign key that is no shard key to one that is, and link rows that are not divided as
// their ends are.
func (b *builder) within(m *Model, s *Side) {
	switch {
	case s.Kind == ForwardSide && s.Key != nil && s.Ref != nil && m.ShardKey != nil && s.Target.ShardKey != nil:
		columns, refs := s.Key.Columns(), s.Ref.Columns()
		for i := range min(len(columns), len(refs)) {
			if refs[i] == s.Target.ShardKey && columns[i] != m.ShardKey {
				b.add(m.Name, s.GoName, "leads to the shard key of %s by %q, which is not the shard key of %s: related rows are in one shard; declare "+
					"that as ShardKey, or neither", s.Target.Name, columns[i].Name, m.Name)
			}
		}
	case s.Kind == ManySide && s.Through() != nil && s.Through().ShardKey == nil && (m.ShardKey != nil || s.Target.ShardKey != nil):
		b.add(m.Name, s.GoName, "ties rows that are divided by a shard key; declare its link model with a ShardKey as well (ManyThrough)")
	}
}
