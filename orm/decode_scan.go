package orm

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readBody reads a body up to the limit.
func readBody(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, &DecodeError{Reason: "there is no body"}
	}
	text, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: reading the body: %w", ErrDecode, err)
	case len(text) > maxBody:
		return nil, &DecodeError{Reason: fmt.Sprintf("the body is longer than %d bytes", maxBody)}
	case !utf8.Valid(text):
		return nil, &DecodeError{Reason: "the body is not valid UTF-8"}
	}
	return text, nil
}

// scanBody checks what encoding/json would let pass: that no object has a key twice, that no text contains half a surrogate
// pair, and that there is not too much of anything.
func scanBody(text []byte) error {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return &DecodeError{Reason: "this is no JSON: " + err.Error()}
	}
	s := bodyScanner{text: text}
	return s.run()
}

// bodyScanner walks over valid JSON, without recursion and without making values.
type bodyScanner struct {
	text  []byte
	at    int
	nodes int
	open  []bracket
}

// bracket is an object or list that is open.
type bracket struct {
	keys  map[string]bool // nil for a list
	key   string          // the member at hand
	index int             // the element at hand
	value bool            // of an object: a value comes next, not a key
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
		return s.refuse("the body has more than %d values", maxNodes)
	}
	return nil
}

func (s *bodyScanner) enter(c byte) error {
	if err := s.node(); err != nil {
		return err
	}
	if len(s.open) == maxLevels {
		return s.refuse("the body has more than %d levels", maxLevels)
	}
	var b bracket
	if c == '{' {
		b.keys = map[string]bool{}
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
			if err := s.unicode(); err != nil {
				return err
			}
		}
	}
	if n := len(s.open); n > 0 && s.open[n-1].keys != nil && !s.open[n-1].value {
		return s.member(start, escaped)
	}
	return s.node()
}

// member notes a key and refuses it if the object has it already.
func (s *bodyScanner) member(start int, escaped bool) error {
	key := string(s.text[start+1 : s.at])
	if escaped {
		if err := json.Unmarshal(s.text[start:s.at+1], &key); err != nil {
			return s.refuse("this is no JSON: %v", err)
		}
	}
	b := &s.open[len(s.open)-1]
	b.key = key
	if b.keys[key] {
		return s.refuse("the key stands twice in an object")
	}
	b.keys[key] = true
	return nil
}

// unicode stands at the u of an escape; it refuses surrogates that are no pair, which encoding/json would replace.
func (s *bodyScanner) unicode() error {
	c := s.unit(s.at + 1)
	s.at += 4
	if !utf16.IsSurrogate(c) {
		return nil
	}
	rest := s.text[s.at+1:]
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' || utf16.DecodeRune(c, s.unit(s.at+3)) == utf8.RuneError {
		return s.refuse("a text contains half a surrogate pair")
	}
	s.at += 6
	return nil
}

func (s *bodyScanner) unit(at int) rune {
	n, _ := strconv.ParseUint(string(s.text[at:at+4]), 16, 16) // valid JSON has four hexadecimal digits there
	return rune(n)
}

// refuse is the error at the place that the scanner has reached.
func (s *bodyScanner) refuse(format string, args ...any) error {
	path := ""
	for _, b := range s.open {
		if b.keys == nil {
			path = element(path, b.index)
		} else {
			path = member(path, b.key)
		}
		if len(path) > maxPathLen {
			path = strings.ToValidUTF8(path[:maxPathLen], "") + "…"
			break
		}
	}
	return &DecodeError{Path: path, Reason: fmt.Sprintf(format, args...)}
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
