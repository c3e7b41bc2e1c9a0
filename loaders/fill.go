package loaders

import (
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// FillMany gives the rows related to one owner to a relation value, wherever it lies. owner is the instance whose field it is,
// at which the children are to point; nil for a copy: what it was copied from has no part in what the copy loads.
func FillMany(s *schema.Side, state *schema.ManyState, owner unsafe.Pointer, f Fetched) {
	items, links := f.Children, f.Links
	if s.LinkType == nil {
		links = nil
		if s.AllowDuplicates {
			items = distinct(items)
		}
	}
	if len(items) == 0 {
		items, links = nothing(), nil
	}
	state.Items, state.Links, state.Loaded = slices.Clip(items), slices.Clip(links), true
	if owner == nil || s.Kind != schema.ReverseSide {
		return
	}
	for _, child := range items {
		tieBack(s, owner, child)
	}
}

// FillOne is FillMany for the far side of a one-to-one.
func FillOne(s *schema.Side, state *schema.OneState, owner unsafe.Pointer, f Fetched) {
	state.Target, state.Loaded, state.Back = nil, true, false
	if len(f.Children) == 0 {
		return
	}
	state.Target = f.Children[0]
	if owner != nil {
		tieBack(s, owner, state.Target)
	}
}
