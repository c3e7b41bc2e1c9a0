package dialect

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// jsonbText is what a jsonb column gives back for a text, without blanks: members in the order of their names' lengths and then
// bytes, numbers written out, strings with no more escapes than they need. A text that cannot be read comes back as it is.
func jsonbText(text json.RawMessage) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return text
	}
	return appendJSONB(make([]byte, 0, len(text)), value)
}

func appendJSONB(b []byte, value any) []byte {
	switch v := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.SortFunc(names, func(x, y string) int {
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			return strings.Compare(x, y)
		})
		b = append(b, '{')
		for i, name := range names {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendJSONBString(b, name), ':')
			b = appendJSONB(b, v[name])
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSONB(b, item)
		}
		return append(b, ']')
	case string:
		return appendJSONBString(b, v)
	case json.Number:
		return append(b, numericText(string(v))...)
	case bool:
		return strconv.AppendBool(b, v)
	}
	return append(b, "null"...)
}

func appendJSONBString(b []byte, s string) []byte {
	const short = "\b\f\n\r\t"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case strings.IndexByte(short, c) >= 0:
			b = append(b, '\\', "bfnrt"[strings.IndexByte(short, c)])
		case c < ' ':
			b = append(b, `\u00`...)
			b = append(b, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// numericText is a number without an exponent; the digits behind the point stay, zeros too.
func numericText(s string) string {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 1<<17 || e < -1<<15 {
			return s // which the server refuses
		}
		mantissa, exponent = s[:i], e
	}
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if exponent > 0 {
		moved := min(exponent, len(fraction))
		whole += fraction[:moved] + strings.Repeat("0", exponent-moved)
		fraction = fraction[moved:]
	}
	if exponent < 0 {
		digits := strings.Repeat("0", max(0, -exponent-len(whole)+1)) + whole
		whole, fraction = digits[:len(digits)+exponent], digits[len(digits)+exponent:]+fraction
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative && strings.Trim(whole, "0.") != "" {
		return "-" + whole
	}
	return whole
}
