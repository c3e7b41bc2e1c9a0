package benchmarks

import (
	"cmp"
	"slices"
)

// sortBooks is the order of the filter item.
func sortBooks(list []Book) {
	slices.SortFunc(list, func(a, b Book) int { return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID)) })
}
