package ormtest

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// errNoMatch says that no text was made that a pattern takes.
var errNoMatch = errors.New("no text is made that the pattern takes")

// matching is a text that a pattern takes, with as much chance in it as the pattern leaves.
func matching(pattern *regexp.Regexp, v *values) (string, error) {
	parsed, err := syntax.Parse(pattern.String(), syntax.Perl)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	write(&b, parsed.Simplify(), v)
	if text := b.String(); pattern.MatchString(text) {
		return text, nil
	}
	return "", errNoMatch
}

// write makes one of the texts of a part of a pattern.
func write(b *strings.Builder, r *syntax.Regexp, v *values) {
	switch r.Op {
	case syntax.OpLiteral:
		b.WriteString(string(r.Rune))
	case syntax.OpCharClass:
		b.WriteRune(oneOf(r.Rune, v))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(byte('a' + v.next()%26))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range r.Sub {
			write(b, sub, v)
		}
	case syntax.OpAlternate:
		write(b, r.Sub[v.next()%uint64(len(r.Sub))], v)
	case syntax.OpStar, syntax.OpPlus:
		for range 6 {
			write(b, r.Sub[0], v)
		}
	case syntax.OpQuest:
		if v.next()%2 == 0 {
			write(b, r.Sub[0], v)
		}
	}
}

// oneOf is a character of a class, a letter or digit where the class has one.
func oneOf(ranges []rune, v *values) rune {
	var plain []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for c := ranges[i]; c <= ranges[i+1] && c < 128; c++ {
			if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
				plain = append(plain, c)
			}
		}
	}
	if len(plain) > 0 {
		return plain[v.next()%uint64(len(plain))]
	}
	if len(ranges) == 0 {
		return 'a'
	}
	return ranges[0]
}
