package schema

import (
	"cmp"
	"math/big"
)

// compareNumbers orders two canonical numbers of one kind: int64, float64, or the text of a decimal.
func compareNumbers(x, y any) int {
	switch v := x.(type) {
	case int64:
		w, _ := y.(int64)
		return cmp.Compare(v, w)
	case float64:
		w, _ := y.(float64)
		return cmp.Compare(v, w)
	case string:
		w, _ := y.(string)
		return rational(v).Cmp(rational(w))
	}
	return 0
}

// numberSign is -1, 0 or 1.
func numberSign(x any) int {
	switch x.(type) {
	case int64:
		return compareNumbers(x, int64(0))
	case float64:
		return compareNumbers(x, float64(0))
	}
	return compareNumbers(x, "0")
}

func rational(text string) *big.Rat {
	if r, ok := new(big.Rat).SetString(text); ok {
		return r
	}
	return new(big.Rat)
}
