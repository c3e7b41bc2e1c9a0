package schema

import "strings"

// arrayLiteral reads the text that PostgreSQL writes of an array of one dimension: {a,"b c",NULL}, bounds before it aside. The elements
// are texts, nil for NULL.
func arrayLiteral(text string) (list []any, ok bool) {
	if strings.HasPrefix(text, "[") {
		_, text, _ = strings.Cut(text, "=")
	}
	if len(text) < 2 || text[0] != '{' || text[len(text)-1] != '}' {
		return nil, false
	}
	text = text[1 : len(text)-1]
	list = []any{}
	for text != "" {
		var element any
		if element, text, ok = arrayElement(text); !ok {
			return nil, false
		}
		list = append(list, element)
	}
	return list, true
}

// arrayElement takes the first element off the inside of an array, with the comma behind it.
func arrayElement(text string) (element any, rest string, ok bool) {
	if text[0] != '"' {
		plain, rest, more := strings.Cut(text, ",")
		if plain == "" || strings.ContainsAny(plain, `{}"`) || more && rest == "" {
			return nil, "", false
		}
		if plain == "NULL" {
			return nil, rest, true
		}
		return plain, rest, true
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\':
			if i++; i < len(text) {
				b.WriteByte(text[i])
			}
		case '"':
			rest = text[i+1:]
			if rest != "" && (rest[0] != ',' || rest == ",") {
				return nil, "", false
			}
			return b.String(), strings.TrimPrefix(rest, ","), true
		default:
			b.WriteByte(c)
		}
	}
	return nil, "", false
}
