package jsonio

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// Member is a member of an object as it stands in a text.
type Member struct {
	Name  string
	Value json.RawMessage
}

// membersOf lists the members of an object, which is valid JSON, in their order; of a name that
// stands twice the first. The values are parts of the text.
func membersOf(object []byte) []Member { return membersNamed(object, nil) }

// membersNamed is membersOf for names that are mostly known: those of the map are not made anew.
func membersNamed(object []byte, names map[string]string) []Member {
	out := make([]Member, 0, 16)
	var seen map[string]bool
	eachMember(object, names, func(name string, text json.RawMessage) {
		if len(out) == smallObject && seen == nil {
			seen = make(map[string]bool, 2*smallObject)
			for _, known := range out {
				seen[known.Name] = true
			}
		}
		known := seen[name]
		if seen == nil {
			known = slices.ContainsFunc(out, func(k Member) bool { return k.Name == name })
		} else {
			seen[name] = true
		}
		if !known {
			out = append(out, Member{name, text})
		}
	})
	return out
}

// EachMember visits the members of an object, which is valid JSON, in their order, also those whose name stands twice. The values are parts of
// the text. It reports whether the text is an object to its end.
func EachMember(object []byte, visit func(name string, value json.RawMessage)) bool {
	return eachMember(object, nil, visit)
}

func eachMember(object []byte, names map[string]string, visit func(name string, value json.RawMessage)) bool {
	s := memberScanner{text: object, names: names}
	if !s.skip('{') {
		return false
	}
	for !s.skip('}') {
		name, ok := s.name()
		if !ok || !s.skip(':') {
			return false // it was no valid JSON
		}
		value := s.value()
		if value == nil {
			return false
		}
		visit(name, value)
		s.skip(',')
	}
	return s.at == len(object)
}

// smallObject is how many members are looked through one by one.
const smallObject = 24

// memberScanner takes valid JSON apart at its outermost commas.
type memberScanner struct {
	text  []byte
	at    int
	names map[string]string
}

func (s *memberScanner) blank() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

// skip passes a byte and the blanks around it, and reports whether it was there.
func (s *memberScanner) skip(c byte) bool {
	s.blank()
	if s.at == len(s.text) || s.text[s.at] != c {
		return false
	}
	s.at++
	s.blank()
	return true
}

// quoted passes a text.
func (s *memberScanner) quoted() (escaped, ok bool) {
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '\\':
			escaped = true
			s.at++
		case '"':
			s.at++
			return escaped, true
		}
	}
	return escaped, false
}

func (s *memberScanner) name() (string, bool) {
	start := s.at
	if start == len(s.text) || s.text[start] != '"' {
		return "", false
	}
	escaped, ok := s.quoted()
	if !ok {
		return "", false
	}
	if !escaped && utf8.Valid(s.text[start:s.at]) {
		name := s.text[start+1 : s.at-1]
		if shared, ok := s.names[string(name)]; ok {
			return shared, true
		}
		return string(name), true
	}
	var name string
	err := json.Unmarshal(s.text[start:s.at], &name)
	return name, err == nil
}

// value passes a value, nil where there is none; its capacity ends where it does: appending to it leaves what follows alone.
func (s *memberScanner) value() json.RawMessage {
	start, depth := s.at, 0
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '"':
			if _, ok := s.quoted(); !ok {
				return nil
			}
			continue
		case c == '{' || c == '[':
			depth++
		case depth == 0 && (c == ',' || c == '}'):
			end := s.at
			for end > start && strings.IndexByte(" \t\r\n", s.text[end-1]) >= 0 {
				end--
			}
			if end == start {
				return nil
			}
			return s.text[start:end:end]
		case c == '}' || c == ']':
			depth--
		}
		s.at++
	}
	return nil
}

// objectWriter writes an object member by member.
type objectWriter struct{ out []byte }

func (w *objectWriter) add(name string, text []byte) {
	if len(w.out) == 0 {
		w.out = append(w.out, '{')
	} else {
		w.out = append(w.out, ',')
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r > '~' }) {
		w.out = append(append(append(w.out, '"'), name...), '"', ':')
		w.out = append(w.out, text...)
		return
	}
	quoted, err := encodeJSON(name)
	if err != nil {
		return // a string has a JSON form
	}
	w.out = append(append(append(w.out, quoted...), ':'), text...)
}

func (w *objectWriter) close() []byte {
	if len(w.out) == 0 {
		return []byte("{}")
	}
	return append(w.out, '}')
}
