package query

// truths is the set of values that a predicate can have.
type truths uint8

const (
	isTrue truths = 1 << iota
	isFalse
	isUnknown

	notTrue  = isFalse | isUnknown
	anyTruth = isTrue | notTrue
)

// not is the set of the negation.
func (t truths) not() truths {
	out := t & isUnknown
	if t&isTrue != 0 {
		out |= isFalse
	}
	if t&isFalse != 0 {
		out |= isTrue
	}
	return out
}

// and is the set of a conjunction.
func (t truths) and(o truths) truths {
	out := t&o&isTrue | (t|o)&isFalse
	if t&isUnknown != 0 && o&^isFalse != 0 || o&isUnknown != 0 && t&^isFalse != 0 {
		out |= isUnknown
	}
	return out
}

// truthOf is the set of one value.
func truthOf(v bool) truths {
	if v {
		return isTrue
	}
	return isFalse
}
