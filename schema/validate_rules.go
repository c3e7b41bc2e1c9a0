package schema

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"
)

// inspect checks a canonical value against the rules of the declaration. What is no canonical value of the kind is a mismatch.
func (a *Attribute) inspect(canonical any) *breach {
	if canonical == nil {
		return a.nullRules()
	}
	switch a.Kind {
	case KindBoolean:
		return ruled(canonical, func(v bool) *breach { return chosen(a, v) })
	case KindSmallInteger, KindInteger, KindBigInteger:
		return ruled(canonical, a.integerRules)
	case KindFloat:
		return ruled(canonical, a.floatRules)
	case KindDecimal:
		return ruled(canonical, a.decimalRules)
	case KindDate, KindTime, KindDateTime:
		return ruled(canonical, func(v time.Time) *breach { return chosen(a, v) })
	case KindUUID:
		return ruled(canonical, func(v [16]byte) *breach { return chosen(a, v) })
	case KindJSON:
		return ruled(canonical, func(json.RawMessage) *breach { return nil })
	case KindBinary:
		return ruled(canonical, a.bytesRules)
	case KindEnum:
		if _, text := canonical.(string); text {
			return ruled(canonical, a.enumText)
		}
		return ruled(canonical, a.enumNumber)
	}
	return ruled(canonical, a.textRules)
}

// ruled checks a canonical value that should be a C.
func ruled[C any](canonical any, rules func(C) *breach) *breach {
	if v, ok := canonical.(C); ok {
		return rules(v)
	}
	return mismatch
}

// nullRules says whether NULL may be written. A Go value that can be NULL may stand before a NOT NULL column (SQLNullable):
// then the database has the last word.
func (a *Attribute) nullRules() *breach {
	if !a.Nullable || a.PrimaryKey && !a.Autoincrement && a.ServerDefault == "" {
		return &breach{rule: ruleRequired}
	}
	return nil
}

// textRules checks the text of a String, Text or Opaque field. What a one-way cipher made of a text is no longer that text.
func (a *Attribute) textRules(s string) *breach {
	if b := storableText(s); b != nil {
		return b
	}
	if a.Cipher != nil && a.digested(s) {
		return nil
	}
	if a.MaxLength > 0 && len(s) > a.MaxLength && utf8.RuneCountInString(s) > a.MaxLength {
		return &breach{rule: ruleMaxLength, param: a.MaxLength, value: s}
	}
	if a.MinLength > 0 && (len(s) < a.MinLength || utf8.RuneCountInString(s) < a.MinLength) {
		return &breach{rule: ruleMinLength, param: a.MinLength, value: s}
	}
	if a.Pattern != nil && !a.Pattern.MatchString(s) {
		return &breach{rule: rulePattern, param: a.Pattern.String(), value: s}
	}
	return chosen(a, s)
}

func (a *Attribute) bytesRules(p []byte) *breach {
	if a.MaxLength > 0 && len(p) > a.MaxLength {
		return &breach{rule: ruleMaxLength, param: a.MaxLength, value: p}
	}
	if len(p) < a.MinLength {
		return &breach{rule: ruleMinLength, param: a.MinLength, value: p}
	}
	if len(a.Choices) == 0 {
		return nil
	}
	for _, c := range a.Choices {
		if w, ok := c.([]byte); ok && bytes.Equal(p, w) {
			return nil
		}
	}
	return &breach{rule: ruleChoices, param: a.Choices, value: p}
}

func (a *Attribute) integerRules(n int64) *breach {
	if b := a.fits(n); b != nil {
		return b
	}
	if low, ok := a.Min.(int64); ok && n < low {
		return &breach{rule: ruleMin, param: low, value: n}
	}
	if high, ok := a.Max.(int64); ok && n > high {
		return &breach{rule: ruleMax, param: high, value: n}
	}
	if m, ok := a.MultipleOf.(int64); ok && m > 0 && n%m != 0 {
		return &breach{rule: ruleMultipleOf, param: m, value: n}
	}
	return chosen(a, n)
}

func (a *Attribute) floatRules(f float64) *breach {
	if b := finite(f); b != nil {
		return b
	}
	if low, ok := a.Min.(float64); ok && f < low {
		return &breach{rule: ruleMin, param: low, value: f}
	}
	if high, ok := a.Max.(float64); ok && f > high {
		return &breach{rule: ruleMax, param: high, value: f}
	}
	return chosen(a, f)
}

func (a *Attribute) decimalRules(text string) *breach {
	if a.Unsigned > 0 && (strings.HasPrefix(text, "-") || compareNumbers(text, "18446744073709551615") > 0) {
		return &breach{rule: ruleRange, param: a.Unsigned, value: text}
	}
	if a.Min != nil && compareNumbers(text, a.Min) < 0 {
		return &breach{rule: ruleMin, param: a.Min, value: text}
	}
	if a.Max != nil && compareNumbers(text, a.Max) > 0 {
		return &breach{rule: ruleMax, param: a.Max, value: text}
	}
	if m, ok := a.MultipleOf.(string); ok {
		if unit := rational(m); unit.Sign() > 0 && !new(big.Rat).Quo(rational(text), unit).IsInt() {
			return &breach{rule: ruleMultipleOf, param: m, value: text}
		}
	}
	return chosen(a, text)
}

// fits checks the width of the column.
func (a *Attribute) fits(n int64) *breach {
	switch {
	case a.Kind == KindInteger && n != int64(int32(n)):
		return &breach{rule: ruleRange, param: 32, value: n}
	case a.Unsigned > 0:
		return a.unsignedFits(n)
	case a.Kind == KindSmallInteger && n != int64(int16(n)):
		return &breach{rule: ruleRange, param: 16, value: n}
	}
	return nil
}

func (a *Attribute) enumText(s string) *breach {
	if listed(a.Choices, s) {
		return nil
	}
	return &breach{rule: ruleChoices, param: a.Choices, value: s}
}

func (a *Attribute) enumNumber(n int64) *breach {
	if listed(a.Choices, n) {
		return nil
	}
	return &breach{rule: ruleChoices, param: a.Choices, value: n}
}

// chosen checks the Choices of a field that has some.
func chosen[C comparable](a *Attribute, v C) *breach {
	if len(a.Choices) == 0 || listed(a.Choices, v) {
		return nil
	}
	return &breach{rule: ruleChoices, param: a.Choices, value: v}
}

func listed[C comparable](choices []any, v C) bool {
	for _, c := range choices {
		if w, ok := c.(C); ok && w == v {
			return true
		}
	}
	return false
}
