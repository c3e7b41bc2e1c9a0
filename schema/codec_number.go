package schema

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// exactFloat is the largest whole number up to which every float64 that looks like a whole number is one.
const exactFloat = 1 << 53

// storableText refuses what some database would refuse or change.
func storableText(s string) *breach {
	if !utf8.ValidString(s) {
		return &breach{rule: ruleUTF8, value: s}
	}
	if strings.IndexByte(s, 0) >= 0 {
		return &breach{rule: ruleNUL, value: s}
	}
	return nil
}

func textOut(s string) (string, *breach) { return s, storableText(s) }

func finite(f float64) *breach {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return &breach{rule: ruleFinite, value: f}
	}
	return nil
}

// floatOut makes minus zero zero, which is what MySQL and SQLite would make of it.
func floatOut(f float64) (float64, *breach) {
	if f == 0 {
		return 0, nil
	}
	return f, finite(f)
}

// float32In rounds to the precision that the field has chosen, and refuses what is beyond its range.
func float32In(f float64) (float32, *breach) {
	v := float32(f)
	if math.IsInf(float64(v), 0) {
		return 0, &breach{rule: ruleRange, param: 32}
	}
	return v, nil
}

// wholeFloat is the whole number that a float is exactly.
func wholeFloat(f float64) (int64, bool) {
	if f != math.Trunc(f) || math.Abs(f) > exactFloat {
		return 0, false
	}
	return int64(f), true
}

// wholeText reads decimal digits with an optional sign, nothing else.
func wholeText(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// maxWhole is more than any whole number of 64 bits needs, and little enough to compute with.
const maxWhole = 64

// wholeNumber reads a decimal number that is whole in spite of a point or an exponent, as 10.0 and 1e3 are. It goes by the
// digits: a float64 in between would make 9007199254740992 of 9007199254740993.0, which is the key of another row.
func wholeNumber(s string) (int64, bool) {
	if len(s) > maxWhole || strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > maxWhole || e < -maxWhole {
			return 0, false
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// floatText reads a decimal number; the names of the infinities, underscores and hexadecimal are not numbers here.
func floatText(s string) (float64, bool) {
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}
