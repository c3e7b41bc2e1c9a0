package suite

import "slices"

// questionCases are the areas about QuerySet.
func questionCases() []Case {
	return slices.Concat(
		conditionCases(),
		orderCases(),
		pageCases(),
		valueCases(),
		setWriteCases(),
	)
}
