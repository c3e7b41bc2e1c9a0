package schema

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxJSONDepth is the nesting that every database accepts; MariaDB refuses more.
const maxJSONDepth = 31

// compactJSON checks a JSON text and writes it without blanks and with as few escapes as there can be. It refuses what some
// database refuses or changes: deep nesting, \u0000, lone surrogates, invalid UTF-8, an object that has a key twice, numbers
// beyond the range of a double. Digits are kept as they are. encoded says that encoding/json wrote the text, in which the
// escape \ufffd stands for bytes that were no UTF-8.
func compactJSON(text []byte, encoded bool) (json.RawMessage, *breach) {
	r := jsonReader{in: text, out: make([]byte, 0, len(text)), encoded: encoded}
	r.blanks()
	b := r.value(0)
	if b == nil {
		r.blanks()
		if len(r.in) > 0 {
			b = notJSON("text after the value")
		}
	}
	if b != nil {
		return nil, b
	}
	return r.out, nil
}

type jsonReader struct {
	in, out []byte
	encoded bool
	keys    []span // of the objects that are open, innermost last
}

// span is a piece of the output.
type span struct{ start, end int }

func notJSON(reason string) *breach { return &breach{rule: ruleJSON, param: reason} }

func (r *jsonReader) blanks() {
	i := 0
	for i < len(r.in) && (r.in[i] == ' ' || r.in[i] == '\t' || r.in[i] == '\n' || r.in[i] == '\r') {
		i++
	}
	r.in = r.in[i:]
}

// take copies the byte if it is next.
func (r *jsonReader) take(c byte) bool {
	if len(r.in) == 0 || r.in[0] != c {
		return false
	}
	r.in, r.out = r.in[1:], append(r.out, c)
	return true
}

// value reads a value inside so many arrays and objects.
func (r *jsonReader) value(depth int) *breach {
	if len(r.in) == 0 {
		return notJSON("it ends too early")
	}
	switch c := r.in[0]; {
	case c == '{' || c == '[':
		if depth == maxJSONDepth {
			return &breach{rule: ruleDepth, param: maxJSONDepth}
		}
		if c == '[' {
			return r.array(depth)
		}
		return r.object(depth)
	case c == '"':
		return r.text()
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if bytes.HasPrefix(r.in, []byte(word)) {
			r.in, r.out = r.in[len(word):], append(r.out, word...)
			return nil
		}
	}
	return notJSON("no value where one should be")
}

func (r *jsonReader) array(depth int) *breach {
	r.take('[')
	r.blanks()
	if r.take(']') {
		return nil
	}
	for {
		if b := r.value(depth + 1); b != nil {
			return b
		}
		r.blanks()
		if r.take(']') {
			return nil
		}
		if !r.take(',') {
			return notJSON("a comma or ] is missing")
		}
		r.blanks()
	}
}

func (r *jsonReader) object(depth int) *breach {
	r.take('{')
	r.blanks()
	if r.take('}') {
		return nil
	}
	first := len(r.keys)
	index := map[string]bool{}
	for {
		if b := r.key(first, index); b != nil {
			return b
		}
		r.blanks()
		if !r.take(':') {
			return notJSON("a colon is missing")
		}
		r.blanks()
		if b := r.value(depth + 1); b != nil {
			return b
		}
		r.blanks()
		if r.take('}') {
			r.keys = r.keys[:first]
			return nil
		}
		if !r.take(',') {
			return notJSON("a comma or } is missing")
		}
		r.blanks()
	}
}

// manyKeys is where comparing a key with all others gets slower than looking it up.
const manyKeys = 16

// key reads a key and refuses it if the object has it already: the databases differ on which of the two they would keep.
func (r *jsonReader) key(first int, index map[string]bool) *breach {
	start := len(r.out)
	if len(r.in) == 0 || r.in[0] != '"' {
		return notJSON("a key is missing")
	}
	if b := r.text(); b != nil {
		return b
	}
	key := r.out[start:]
	if len(r.keys)-first < manyKeys {
		for _, s := range r.keys[first:] {
			if bytes.Equal(r.out[s.start:s.end], key) {
				return notJSON("the key " + Quote(string(key[1:len(key)-1])) + " stands twice in an object")
			}
		}
		r.keys = append(r.keys, span{start, len(r.out)})
		if len(r.keys)-first == manyKeys {
			for _, s := range r.keys[first:] {
				index[string(r.out[s.start:s.end])] = true
			}
		}
		return nil
	}
	if index[string(key)] {
		return notJSON("the key " + Quote(string(key[1:len(key)-1])) + " stands twice in an object")
	}
	index[string(key)] = true
	return nil
}

// text reads a string. What needs no escape is written as itself, so that equal strings have equal texts.
func (r *jsonReader) text() *breach {
	r.take('"')
	for {
		plain := 0
		for plain < len(r.in) && r.in[plain] >= ' ' && r.in[plain] != '"' && r.in[plain] != '\\' {
			plain++
		}
		if !utf8.Valid(r.in[:plain]) {
			return &breach{rule: ruleUTF8}
		}
		r.out, r.in = append(r.out, r.in[:plain]...), r.in[plain:]
		switch {
		case r.take('"'):
			return nil
		case len(r.in) < 2 || r.in[0] != '\\':
			return notJSON("a string does not end, or contains a control character")
		}
		if b := r.escape(); b != nil {
			return b
		}
	}
}

// escape reads what follows a backslash.
func (r *jsonReader) escape() *breach {
	c := r.in[1]
	switch c {
	case '"', '\\', 'b', 'f', 'n', 'r', 't':
		r.out = append(r.out, '\\', c)
	case '/':
		r.out = append(r.out, '/')
	case 'u':
		return r.unicode()
	default:
		return notJSON("an escape that JSON does not have")
	}
	r.in = r.in[2:]
	return nil
}

// unicode reads \uXXXX, or two of them that make one rune.
func (r *jsonReader) unicode() *breach {
	c, ok := hexRune(r.in)
	if !ok {
		return notJSON("an escape that JSON does not have")
	}
	r.in = r.in[6:]
	if utf16.IsSurrogate(c) {
		second, _ := hexRune(r.in)
		if c = utf16.DecodeRune(c, second); c == utf8.RuneError {
			return &breach{rule: ruleUTF8}
		}
		r.in = r.in[6:]
	}
	switch {
	case c == 0:
		return &breach{rule: ruleNUL}
	case c == utf8.RuneError && r.encoded:
		return &breach{rule: ruleUTF8}
	case c == '"' || c == '\\':
		r.out = append(r.out, '\\', byte(c))
	case c < ' ':
		r.out = appendControl(r.out, byte(c))
	default:
		r.out = utf8.AppendRune(r.out, c)
	}
	return nil
}

func appendControl(out []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	if i := bytes.IndexByte([]byte("\b\f\n\r\t"), c); i >= 0 {
		return append(out, '\\', "bfnrt"[i])
	}
	return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// hexRune is the code unit of the escape that a text starts with.
func hexRune(in []byte) (rune, bool) {
	if len(in) < 6 || in[0] != '\\' || in[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(in[2:6]), 16, 16)
	return rune(n), err == nil
}

// number reads a number. Minus zero becomes zero.
func (r *jsonReader) number() *breach {
	n := numberLength(r.in)
	if n == 0 {
		return notJSON("a number that JSON does not have")
	}
	text := string(r.in[:n])
	r.in = r.in[n:]
	mantissa := bytes.IndexAny([]byte(text), "eE")
	if mantissa < 0 {
		mantissa = n
	}
	zero := len(bytes.Trim([]byte(text[:mantissa]), "-0.")) == 0
	if zero && text[0] == '-' {
		text = text[1:]
	}
	if n > 300 || mantissa < n {
		if f, err := strconv.ParseFloat(text, 64); err != nil || f == 0 && !zero {
			return notJSON("a number beyond the range of a double")
		}
	}
	r.out = append(r.out, text...)
	return nil
}

// numberLength is the length of the number that a text starts with, 0 when it is none.
func numberLength(in []byte) int {
	i := 0
	digits := func() bool {
		start := i
		for i < len(in) && in[i] >= '0' && in[i] <= '9' {
			i++
		}
		return i > start
	}
	if in[0] == '-' {
		i++
	}
	if i < len(in) && in[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if i < len(in) && in[i] == '.' {
		i++
		if !digits() {
			return 0
		}
	}
	if i < len(in) && (in[i] == 'e' || in[i] == 'E') {
		i++
		if i < len(in) && (in[i] == '+' || in[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}
