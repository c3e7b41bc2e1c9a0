package schema

import (
	"strconv"
	"strings"
)

// maxExponent is beyond what the exponent of any decimal that a column holds can be; larger ones are refused unread.
const maxExponent = 100_000

// decimalText is the canonical text of a decimal written in any common way: a sign, digits, a point, an exponent. Digits
// behind the scale are refused unless they are zeros. No float is involved and a huge exponent costs nothing.
func (a *Attribute) decimalText(s string) (string, *breach) {
	negative, digits, point, ok := splitDecimal(s)
	if !ok {
		return "", &breach{rule: ruleDecimal, value: s}
	}
	// The value is 0.digits times ten to the power of point; both ends are free of zeros.
	lead := len(digits) - len(strings.TrimLeft(digits, "0"))
	digits, point = strings.TrimRight(digits[lead:], "0"), point-lead
	if digits == "" {
		return zeroDecimal(a.Scale), nil
	}
	if len(digits)-point > a.Scale {
		return "", &breach{rule: ruleScale, param: a.Scale, value: s}
	}
	if point > a.Precision-a.Scale {
		return "", &breach{rule: rulePrecision, param: a.Precision, value: s}
	}
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	whole := min(max(point, 0), len(digits))
	if point <= 0 {
		b.WriteByte('0')
	}
	b.WriteString(digits[:whole])
	b.WriteString(strings.Repeat("0", max(point, 0)-whole))
	if a.Scale > 0 {
		b.WriteByte('.')
		gap := max(-point, 0)
		b.WriteString(strings.Repeat("0", gap))
		b.WriteString(digits[whole:])
		b.WriteString(strings.Repeat("0", a.Scale-gap-(len(digits)-whole)))
	}
	return b.String(), nil
}

// splitDecimal takes a number apart into its digits and the place of the point in them.
func splitDecimal(s string) (negative bool, digits string, point int, ok bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative, s = s[0] == '-', s[1:]
	}
	exponent := 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > maxExponent || e < -maxExponent {
			return false, "", 0, false
		}
		exponent, s = e, s[:i]
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	digits = whole + fraction
	if digits == "" || dotted && fraction == "" && whole == "" || strings.Trim(digits, "0123456789") != "" {
		return false, "", 0, false
	}
	return negative, digits, len(whole) + exponent, true
}

func zeroDecimal(scale int) string {
	if scale == 0 {
		return "0"
	}
	return "0." + strings.Repeat("0", scale)
}

// decimalFloat reads a REAL that another program wrote: the shortest text of the float is the decimal that was meant as long
// as it has no more digits than every float64 keeps.
func (a *Attribute) decimalFloat(f float64) (string, *breach) {
	if b := finite(f); b != nil {
		return "", b
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, _, _ := strings.Cut(text, "e")
	if len(strings.Trim(mantissa, "-.")) > 16 { // fifteen digits and the point
		return "", &breach{rule: ruleType, param: "a decimal of at most 15 digits where the column is a REAL", value: f}
	}
	return a.decimalText(text)
}
