package migration

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

// splitter takes a text apart into statements.
type splitter struct {
	syntax   dialect.Syntax
	text     string
	line     int // of the beginning
	out      []Statement
	unfilled []int
	body     body
	start    int // of the current statement; -1 before its first byte
	problem  func(line int, reason string)
}

// split takes a text apart at the semicolons that end statements: not those in quotes, comments and
// the bodies of triggers and routines. line is the number of the text's first line. Problems are
// told to problem.
func split(x dialect.Syntax, text string, line int, problem func(line int, reason string)) (list []Statement, unfilled []int) {
	s := &splitter{syntax: x, text: text, line: line, start: -1, problem: problem}
	for i := 0; i < len(text); {
		i = s.step(i)
	}
	s.cut(len(text))
	if s.body.depth > 0 {
		problem(s.lineAt(s.body.opened), fmt.Sprintf("the %s that begins here has no END", s.body.openedBy))
	}
	return s.out, s.unfilled
}

func (s *splitter) lineAt(i int) int { return s.line + strings.Count(s.text[:i], "\n") }

// step takes what stands at a byte and gives where the next begins.
func (s *splitter) step(i int) int {
	c := s.text[i]
	if end, closed := s.syntax.Span(s.text, i); end > i {
		if !closed {
			s.problem(s.lineAt(i), "what begins here with "+quoteOf(s.text[i:end])+" is not closed")
		}
		if s.comment(i, end) {
			return end
		}
		s.begin(i)
		s.body.other(c)
		return end
	}
	switch {
	case c == ';' && s.body.depth == 0:
		s.cut(i)
		return i + 1
	case c <= ' ':
		return i + 1
	}
	s.begin(i)
	if !dialect.WordByte(c) {
		s.body.other(c)
		return i + 1
	}
	end := i
	for end < len(s.text) && dialect.WordByte(s.text[end]) {
		end++
	}
	s.body.word(s, strings.ToUpper(s.text[i:end]), i, end)
	return end
}

// comment takes note of what stands in a comment; false when it is no comment, or one that the
// database runs.
func (s *splitter) comment(i, end int) bool {
	text := s.text[i:end]
	if !strings.HasPrefix(text, "--") && !strings.HasPrefix(text, "/*") && text[0] != '#' {
		return false
	}
	if at := strings.Index(text, Fill); at >= 0 {
		s.unfilled = append(s.unfilled, s.lineAt(i+at))
	}
	return !s.syntax.RunsComments || !strings.HasPrefix(text, "/*!") && !strings.HasPrefix(text, "/*M!")
}

func (s *splitter) begin(i int) {
	if s.start < 0 {
		s.start = i
	}
}

// cut ends the current statement.
func (s *splitter) cut(end int) {
	if s.start >= 0 {
		text := strings.TrimSpace(s.text[s.start:end])
		s.out = append(s.out, Statement{Text: text, Line: s.lineAt(s.start)})
		if strings.EqualFold(s.body.first, "DELIMITER") {
			s.problem(s.lineAt(s.start), "DELIMITER is a command of the mysql client, and not needed: the bodies of triggers and routines are recognised; leave it out")
		}
	}
	if s.body.depth == 0 {
		s.body = body{}
	}
	s.start = -1
}

// quoteOf is the beginning of a quoted text.
func quoteOf(text string) string {
	switch {
	case strings.HasPrefix(text, "/*"):
		return "/*"
	case text[0] == '$':
		return text[:strings.IndexByte(text[1:], '$')+2]
	}
	return text[:1]
}
