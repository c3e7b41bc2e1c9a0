package schema

import (
	"errors"
	"strings"
)

// orders resolves the default orders of models and relations. It comes last: the paths go over everything else.
func (b *builder) orders() {
	for _, d := range b.drafts {
		for _, key := range d.table.OrderBy {
			if k, ok := b.sortKey(d.model, "", d.model, key); ok {
				d.model.OrderBy = append(d.model.OrderBy, k)
			}
		}
	}
	for _, r := range b.relations {
		near := r.side
		if near == nil || near.Inverse == nil {
			continue
		}
		near.OrderBy = b.sideOrder(r, near, r.said.orderBy)
		near.Inverse.OrderBy = b.sideOrder(r, near.Inverse, r.said.relatedOrderBy)
	}
}

// sideOrder resolves the order of the rows that a side leads to. Of a many side, a key is a column of the target or, after
// the name of the link rows, one of theirs: no deeper, since a join for every child would hide in it.
func (b *builder) sideOrder(r *relationDraft, s *Side, keys []string) []SortKey {
	var list []SortKey
	for _, key := range keys {
		root, text := s.Target, key
		if s.Kind == ManySide && s.Through() != nil {
			bare := strings.TrimPrefix(key, "-")
			if rest, ok := strings.CutPrefix(bare, s.linkName+pathSeparator); ok {
				root, text = s.Through(), key[:len(key)-len(bare)]+rest
			}
		}
		k, ok := b.sortKey(r.owner.model, r.field.name, root, text)
		if !ok {
			continue
		}
		if s.Kind == ManySide && len(k.Path.Steps) > 0 {
			b.add(r.owner.model.Name, r.field.name, "the order key %q goes over a relation; order a many-to-many relation by columns of %s or of its link rows",
				key, s.Target.Name)
			continue
		}
		list = append(list, k)
	}
	return list
}

func (b *builder) sortKey(model *Model, field string, root *Model, key string) (SortKey, bool) {
	text, desc := strings.CutPrefix(key, "-")
	p, err := root.resolve(text)
	var wrong *PathError
	switch {
	case errors.As(err, &wrong):
		b.add(model.Name, field, "the order key %q does not exist: no %s %q on %s%s", key, wrong.Kind, wrong.Part, wrong.Model, didYouMean(wrong.Suggest))
		return SortKey{}, false
	case p.Attr == nil:
		b.add(model.Name, field, "the order key %q names no column; name a column", key)
		return SortKey{}, false
	case p.Attr.Cipher != nil:
		b.add(model.Name, field, "the order key %q is encrypted, so that its order means nothing; order by another field", key)
		return SortKey{}, false
	case orderlessKinds.has(p.Attr.Kind):
		b.add(model.Name, field, "the order key %q is %v, which has no order; order by another field", key, p.Attr.Kind)
		return SortKey{}, false
	}
	return SortKey{Path: p, Desc: desc}, true
}

// didYouMean is the tail of a message about a wrong name.
func didYouMean(name string) string {
	if name == "" {
		return "; name one that is declared"
	}
	return "; did you mean \"" + name + "\"?"
}
