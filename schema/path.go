package schema

// Step is one join of a path: a forward or a reverse side. A many side is two steps, both of which name it in Via.
type Step struct {
	Side *Side
	Via  *Side // the many side of which this is a half, else nil
}

// Path is a resolved path from a model: the joins to make, and what is at its end. Paths are immutable; two spellings of
// one place ("author__pk", "author") have the same Text.
type Path struct {
	Root  *Model
	Steps []Step
	// Attr is the column at the end. A relation at the end stands for a key: a foreign key's own path ends at its column and
	// takes no step for it; any other relation is joined, and Attr is the single key of what it leads to. Attr is nil for
	// a RelationPath, and for "pk" of a composite key, where Side is nil too: the keys are End().Keys.
	Attr *Attribute
	// Side is the relation at the end, also when its key is named ("author__pk"); nil when a plain attribute is at the end.
	Side *Side
	Text string // canonical spelling
}

// End is the model that the steps lead to.
func (p *Path) End() *Model {
	if len(p.Steps) == 0 {
		return p.Root
	}
	return p.Steps[len(p.Steps)-1].Side.Target
}

// ToMany reports whether some step can lead to several rows.
func (p *Path) ToMany() bool {
	for _, s := range p.Steps {
		if s.Side.ToMany {
			return true
		}
	}
	return false
}

// Along is the path as the rows that are reached along a relation mean it: the bare name of the relation's link rows is the link by
// which a row is reached. Elsewhere the path stays what it is.
func (p *Path) Along(s *Side) *Path {
	if p == nil || s == nil || s.Kind != ManySide || len(p.Steps) == 0 {
		return p
	}
	bare := p.Steps[0].Side
	if bare.Ends[0] == nil || s != bare.Ends[0] && s != bare.Ends[1] {
		return p
	}
	own := s.Inverse.LinkOwner
	out := *p
	out.Steps = append([]Step{{Side: own}}, p.Steps[1:]...)
	out.Text = own.Name + p.Text[len(bare.Name):]
	if out.Side == bare {
		out.Side = own
	}
	return &out
}
