package schema

import "slices"

// body is what an update of a whole row writes.
type body struct {
	attributes []*Attribute
	mask       Mask
}

// Body is the attributes outside the primary key, the shard key and the version, and the set of their positions: what an update of a
// whole row writes. Keys of a link row that no field of its struct holds are none of them, since an instance does not know them.
// Callers share both and change neither.
func (m *Model) Body() ([]*Attribute, Mask) {
	b := m.body.Load()
	if b == nil {
		b = &body{mask: NewMask(len(m.Attributes))}
		for _, a := range m.Attributes {
			if !a.PrimaryKey && a != m.Version && a != m.ShardKey && !a.ServerMade() && !(a.placeless && m.Type != nil) {
				b.attributes = append(b.attributes, a)
				b.mask.Set(a.Index)
			}
		}
		b.attributes = slices.Clip(b.attributes)
		m.body.Store(b)
	}
	return b.attributes, b.mask
}
