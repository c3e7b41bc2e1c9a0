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
	if b, known := r.(*Body); known {
		d.body = b
		return b.text, d.readable(b.text)
	}
	limit := d.Body
	if limit < math.MaxInt64 {
		limit++ // one byte more tells that there is more
	}
	text, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, fmt.Errorf("%w: reading the body: %w", ErrDecode, err)
	}
	return text, d.readable(text)
}

// readable refuses a text that is too long, or no text.
func (d *decoder) readable(text []byte) error {
	switch {
	case int64(len(text)) > d.Body:
		return refused(ruleMaxBytes, d.Body, "the body is longer than %d bytes", d.Body)
	case !utf8.Valid(text):
		return refused(ruleUTF8, nil, "the body is not valid UTF-8")
	}
	return nil
}

// Scan checks a text as Decode does before it looks for fields: that it is JSON, in which no object has a name twice, no text is half
// a character, and nothing is too deep or too much. What is wrong is a *Refused.
func Scan(text []byte) error {
	if !utf8.Valid(text) {
		return refused(ruleUTF8, nil, "the text is not valid UTF-8")
	}
	b := bodyOf(text, nil)
	defer b.Release()
	if b.look(); b.err != nil {
		return b.err
	}
	return b.found.err()
}

// bodyScanner walks over valid JSON, without recursion and without making values. It notes what encoding/json would let pass: that an
// object has a key twice, that a text contains half a surrogate pair, and that there is too much of anything; and where the members of
// the outermost object are.
type bodyScanner struct {
	text    []byte
	names   map[string]string // of members, which are not made anew
	found   *refusals
	at      int
	nodes   int
	open    []bracket
	keys    [][]byte // of the objects that are open, those of the innermost last
	members []Member // of the outermost object; of a name that stands twice the first
	value   int      // where the value of the last of them begins; 0 where it is not to be noted

	openRoom   [4]bracket
	keyRoom    [20][]byte
	memberRoom [16]Member
}

// start makes ready for a text, in the room that what most bodies need has in the scanner.
func (s *bodyScanner) start(text []byte, names map[string]string, found *refusals) {
	s.text, s.names, s.found = text, names, found
	s.open, s.keys, s.members = s.openRoom[:0], s.keyRoom[:0], s.memberRoom[:0]
}

// bracket is an object or list that is open.
type bracket struct {
	object bool
	first  int             // of an object: where its keys begin
	many   map[string]bool // the keys of a large one
	key    []byte          // the member at hand
	index  int             // the element at hand
	value  bool            // of an object: a value comes next, not a key
}

func (s *bodyScanner) run() error {
	for ; s.at < len(s.text); s.at++ {
		var err error
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		case '{', '[':
			err = s.enter(c)
		case '}', ']':
			s.leave()
		case ':':
			s.open[len(s.open)-1].value = true
		case ',':
			s.endValue()
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
	s.open = append(s.open, bracket{object: c == '{', first: len(s.keys)})
	return nil
}

func (s *bodyScanner) leave() {
	s.endValue()
	last := len(s.open) - 1
	s.keys = s.keys[:s.open[last].first]
	s.open = s.open[:last]
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
	if n := len(s.open); n > 0 && s.open[n-1].object && !s.open[n-1].value {
		s.member(start, escaped)
		return nil
	}
	return s.node()
}

// member notes a key and refuses it if the object has it already.
func (s *bodyScanner) member(start int, escaped bool) {
	key := s.text[start+1 : s.at]
	if escaped || !utf8.Valid(key) {
		var text string
		if json.Unmarshal(s.text[start:s.at+1], &text) != nil {
			return // what is valid JSON has valid texts
		}
		key = []byte(text)
	}
	b := &s.open[len(s.open)-1]
	b.key = key
	if s.known(b, key) {
		s.refuse(ruleDuplicate, "the key stands twice in an object")
		return
	}
	if len(s.open) == 1 {
		s.members, s.value = append(s.members, Member{Name: s.name(key)}), s.at+1
	}
}

// name is the text of a key of the outermost object.
func (s *bodyScanner) name(key []byte) string {
	if shared, ok := s.names[string(key)]; ok {
		return shared
	}
	return string(key)
}

// endValue notes the value that ends before the bracket or comma at hand, if it is that of a member of the outermost object. Its capacity
// ends where it does: appending to it leaves what follows alone.
func (s *bodyScanner) endValue() {
	if len(s.open) != 1 || s.value == 0 {
		return
	}
	text := bytes.TrimLeft(s.text[s.value:s.at], " \t\r\n")
	text = bytes.Trim(text[1:], " \t\r\n") // behind the colon
	s.members[len(s.members)-1].Value = text[:len(text):len(text)]
	s.value = 0
}

// known reports whether the innermost object has a key already, and notes it: one by one while they are few, then by their text.
func (s *bodyScanner) known(b *bracket, key []byte) bool {
	if b.many != nil {
		has := b.many[string(key)]
		b.many[string(key)] = true
		return has
	}
	keys := s.keys[b.first:]
	has := slices.ContainsFunc(keys, func(known []byte) bool { return bytes.Equal(known, key) })
	if s.keys = append(s.keys, key); len(keys)+1 < smallObject {
		return has
	}
	b.many = make(map[string]bool, 2*smallObject)
	for _, key := range s.keys[b.first:] {
		b.many[string(key)] = true
	}
	return has
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
		if !b.object {
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
