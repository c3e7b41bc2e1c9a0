package dialect

import "strings"

// TokenKind is what a Token is.
type TokenKind uint8

// The kinds of tokens. A word may be a keyword, a function or a column; a name is quoted, and is the column's.
const (
	WordToken TokenKind = iota + 1
	NameToken
	LiteralToken
	NumberToken
	SignToken
)

// Token is a piece of a text. Of names and literals Text is what they say, without quotes.
type Token struct {
	Kind TokenKind
	Text string
}

// Is reports whether the token is that keyword, given in upper case.
func (t Token) Is(word string) bool { return t.Kind == WordToken && strings.EqualFold(t.Text, word) }

// Sign reports whether the token is that sign.
func (t Token) Sign(sign string) bool { return t.Kind == SignToken && t.Text == sign }

// Tokens reads a text without its blanks and comments.
func (x Syntax) Tokens(sql string) []Token {
	var out []Token
	for i := 0; i < len(sql); {
		c := sql[i]
		if end := x.Skip(sql, i); end > i {
			if t, ok := x.quoted(sql[i:end]); ok {
				out = append(out, t)
			}
			i = end
			continue
		}
		start := i
		switch {
		case c <= ' ':
			i++
			continue
		case c >= '0' && c <= '9':
			for i < len(sql) && (WordByte(sql[i]) || sql[i] == '.') {
				i++
			}
			out = append(out, Token{NumberToken, sql[start:i]})
		case WordByte(c):
			for i < len(sql) && WordByte(sql[i]) {
				i++
			}
			out = append(out, Token{WordToken, sql[start:i]})
		default:
			for i++; strings.IndexByte("<>=!|&", c) >= 0 && i < len(sql) && strings.IndexByte("<>=!|&", sql[i]) >= 0; {
				i++
			}
			out = append(out, Token{SignToken, sql[start:i]})
		}
	}
	return out
}

// quoted is the token of a quoted text; a comment is none.
func (x Syntax) quoted(text string) (Token, bool) {
	inside := func(quote string) string {
		return strings.ReplaceAll(text[1:len(text)-1], quote+quote, quote)
	}
	switch c := text[0]; {
	case len(text) < 2, c == '-', c == '#', c == '/':
		return Token{}, false
	case c == '\'', c == '"' && x.Backslashes:
		return Token{LiteralToken, inside(string(c))}, true
	case c == '"', c == '`', c == '[':
		return Token{NameToken, inside(string(c))}, true
	}
	return Token{LiteralToken, text}, true
}
