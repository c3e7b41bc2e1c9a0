package ormadmin

import (
	"net/url"
	"slices"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// linked is a relation to many rows whose links have fields of their own.
type linked struct {
	side    *schema.Side
	data    *table // the link rows
	written bool
}

// carries reports whether the links of a relation have data that pages can show.
func carries(s *schema.Side) bool {
	return s.ToMany && s.HasField && s.LinkType != nil && s.Target.Key() != nil
}

// linkedBy resolves the relations of a table that have data on the link.
func (h *Handler) linkedBy(t *table) error {
	for _, s := range t.model.Sides {
		if !carries(s) {
			continue
		}
		data := h.byName[s.Through().Table] // as an option says, or whatever may be shown
		if data == nil {
			var err error
			if data, err = newTable(h.db, s.Through(), modelSettings{}); err != nil {
				return err
			}
		}
		t.links = append(t.links, linked{s, data, slices.Contains(t.tied, s)})
	}
	return nil
}

// link finds the relation of a name.
func (t *table) link(name string) (linked, error) {
	for _, l := range t.links {
		if url.PathEscape(l.side.Name) == name {
			return l, nil
		}
	}
	return linked{}, orm.ErrNoMatch
}

// ties reports whether an attribute is the key of one of the ends of a link.
func (l linked) ties(a *schema.Attribute) bool {
	return slices.Contains(l.side.LinkOwner.Key.Columns(), a) || slices.Contains(l.side.LinkTarget.Key.Columns(), a)
}

// fields are those of a list that are the link's own.
func (l linked) fields(of []*schema.Attribute) []*schema.Attribute {
	return slices.DeleteFunc(slices.Clone(of), func(a *schema.Attribute) bool { return a.PrimaryKey || a.Side != nil || l.ties(a) })
}
