package jsonio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ormar-go/ormar/schema"
)

// read reads a body up to the limit.
func (d *decoder) read(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, refused(ruleJSON, nil, "there is no body")
	}
	limit := d.Body
	if limit < math.MaxInt64 {
		limit++ // one byte more tells that there is more
	}
	text, err := io.ReadAll(io.LimitReader(r, limit))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: reading the body: %w", ErrDecode, err)
	case int64(len(text)) > d.Body:
		return nil, refused(ruleMaxBytes, d.Body, "the body is longer than %d bytes", d.Body)
	case !utf8.Valid(text):
		return nil, refused(ruleUTF8, nil, "the body is not valid UTF-8")
	}
	return text, nil
}

// Scan checks a text as Decode does before it looks for fields: that it is JSON, in which no object has a name twice, no text is half
// a character, and nothing is too deep or too much. What is wrong is a *Refused.
func Scan(text []byte) error {
	if !utf8.Valid(text) {
		return refused(ruleUTF8, nil, "the text is not valid UTF-8")
	}
	d := decoder{}
	if err := d.scanBody(text); err != nil {
		return err
	}
	return d.err()
}

// scanBody checks what encoding/json would let pass: that no object has a key twice, that no text
// contains half a surrogate pair, and that there is not too much of anything. The error is that of
// a body which need not be read on; what is wrong in places is noted.
func (d *decoder) scanBody(text []byte) error {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return refused(ruleJSON, nil, "this is no JSON: %s", schema.Printable(err.Error()))
	}
	s := bodyScanner{text: text, found: &d.refusals}
	err := s.run()
	d.scan = len(d.list)
	return err
}

// bodyScanner walks over valid JSON, without recursion and without making values.
type bodyScanner struct {
	text  []byte
	found *refusals
	at    int
	nodes int
	open  []bracket
}

// bracket is an object or list that is open.
type bracket struct {
	keys  *keySet // nil for a list
	key   []byte  // the member at hand
	index int     // the element at hand
	value bool    // of an object: a value comes next, not a key
}

func (s *bodyScanner) run() error {
	for ; s.at < len(s.text); s.at++ {
		var err error
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		case '{', '[':
			err = s.enter(c)
		case '}', ']':
			s.open = s.open[:len(s.open)-1]
		case ':':
			s.open[len(s.open)-1].value = true
		case ',':
			last := &s.open[len(s.open)-1]
			last.index, last.value = last.index+1, false
		case '"':
			err = s.quoted()
		default: // a number or a word
			for s.at+1 < len(s.text) && !strings.ContainsRune(" \t\n\r,]}", rune(s.text[s.at+1])) {
				s.at++
			}
			err = s.node()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// node counts a value.
func (s *bodyScanner) node() error {
	if s.nodes++; s.nodes > maxNodes {
		return s.beyond(ruleMaxValues, maxNodes, "the body has more than %d values", maxNodes)
	}
	return nil
}

func (s *bodyScanner) enter(c byte) error {
	if err := s.node(); err != nil {
		return err
	}
	if len(s.open) == maxLevels {
		return s.beyond(ruleMaxDepth, maxLevels, "the body has more than %d levels", maxLevels)
	}
	var b bracket
	if c == '{' {
		b.keys = &keySet{}
	}
	s.open = append(s.open, b)
	return nil
}

// quoted reads a text, which is a key or a value.
func (s *bodyScanner) quoted() error {
	start := s.at
	escaped := false
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] != '\\' {
			continue
		}
		escaped = true
		s.at++
		if s.text[s.at] == 'u' {
			s.unicode()
		}
	}
	if n := len(s.open); n > 0 && s.open[n-1].keys != nil && !s.open[n-1].value {
		s.member(start, escaped)
		return nil
	}
	return s.node()
}

// member notes a key and refuses it if the object has it already.
func (s *bodyScanner) member(start int, escaped bool) {
	key := s.text[start+1 : s.at]
	if escaped {
		var text string
		if json.Unmarshal(s.text[start:s.at+1], &text) != nil {
			return // what is valid JSON has valid texts
		}
		key = []byte(text)
	}
	b := &s.open[len(s.open)-1]
	b.key = key
	if b.keys.has(key) {
		s.refuse(ruleDuplicate, "the key stands twice in an object")
	}
	b.keys.add(key)
}

// keySet are the keys of an object, of a large one by their text.
type keySet struct {
	few  [][]byte
	many map[string]bool
}

func (k *keySet) has(key []byte) bool {
	if k.many != nil {
		return k.many[string(key)]
	}
	return slices.ContainsFunc(k.few, func(known []byte) bool { return bytes.Equal(known, key) })
}

func (k *keySet) add(key []byte) {
	if k.many != nil {
		k.many[string(key)] = true
		return
	}
	if k.few = append(k.few, key); len(k.few) < smallObject {
		return
	}
	k.many = make(map[string]bool, 2*smallObject)
	for _, known := range k.few {
		k.many[string(known)] = true
	}
}

// unicode stands at the u of an escape; it refuses surrogates that are no pair, which encoding/json
// would replace.
func (s *bodyScanner) unicode() {
	c := s.unit(s.at + 1)
	s.at += 4
	if !utf16.IsSurrogate(c) {
		return
	}
	rest := s.text[s.at+1:]
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' || utf16.DecodeRune(c, s.unit(s.at+3)) == utf8.RuneError {
		s.refuse(ruleUTF8, "a text contains half a surrogate pair")
		return
	}
	s.at += 6
}

func (s *bodyScanner) unit(at int) rune {
	n, _ := strconv.ParseUint(string(s.text[at:at+4]), 16, 16) // valid JSON has four hexadecimal digits there
	return rune(n)
}

// path is the place that the scanner has reached.
func (s *bodyScanner) path() string {
	path := ""
	for _, b := range s.open {
		if b.keys == nil {
			path = element(path, b.index)
		} else {
			path = member(path, string(b.key))
		}
		if len(path) > maxPathLen {
			return strings.ToValidUTF8(path[:maxPathLen], "") + "…"
		}
	}
	return path
}

// refuse notes what is wrong at the place that the scanner has reached.
func (s *bodyScanner) refuse(rule, reason string) {
	if s.found.full() {
		return
	}
	s.found.add(refusal{schema.Failure{Path: s.path(), Rule: rule}, reason})
}

// beyond is the error of a body that is too much at the place that the scanner has reached.
func (s *bodyScanner) beyond(rule string, limit int, format string, args ...any) error {
	s.found.add(refusal{schema.Failure{Path: s.path(), Rule: rule, Param: limit}, fmt.Sprintf(format, args...)})
	return s.found.err()
}

// member is the path of an object's member.
func member(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// element is the path of a list's element.
func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
