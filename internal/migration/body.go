package migration

import "strings"

// body follows the blocks of a trigger or routine, whose semicolons end no statement.
type body struct {
	words    int
	first    string // word of the statement
	last     string // word, or the sign after it
	routine  bool   // the statement makes a trigger, a routine, or is a block
	fixed    bool   // whether it does is known
	depth    int
	opened   int // byte of the outermost block
	openedBy string
	fresh    bool // a statement of the body may begin here
	ended    bool // the word before was END
}

// other takes note of a byte, or quoted text, that is no word.
func (b *body) other(c byte) {
	b.ended = false
	b.fresh = b.depth > 0 && (c == ';' || c == ':')
	b.last = string(c)
}

// word takes note of the word from i to end.
func (b *body) word(s *splitter, word string, i, end int) {
	fresh, ended, last := b.fresh, b.ended, b.last
	b.words++
	b.fresh, b.ended, b.last = false, false, word
	if b.words == 1 {
		b.first = word
	}
	b.kind(s, word, last, end)
	if !b.routine {
		return
	}
	switch word {
	case "BEGIN":
		b.open(word, i)
	case "CASE":
		if !ended {
			b.open(word, i)
			b.fresh = false
		}
	case "IF":
		if !ended && (fresh || b.depth == 0 && opensAlone(last)) && b.isBlock(s, end) {
			b.open(word, i)
			b.fresh = false
		}
	case "LOOP", "REPEAT", "WHILE", "FOR":
		if !ended && (fresh || b.depth == 0 && opensAlone(last) && word != "FOR") && !strings.HasPrefix(rest(s, end), "(") {
			b.open(word, i)
			b.fresh = word == "LOOP" || word == "REPEAT"
		}
	case "THEN", "ELSE", "DO":
		b.fresh = b.depth > 0
	case "END":
		if b.depth > 0 {
			b.depth--
			b.ended = true
		}
	}
}

func (b *body) open(word string, i int) {
	if b.depth == 0 {
		b.opened, b.openedBy = i, word
	}
	b.depth++
	b.fresh = true
}

// kind finds out whether the statement has a body.
func (b *body) kind(s *splitter, word, last string, end int) {
	if b.fixed {
		return
	}
	if b.words == 1 {
		if word == "BEGIN" && strings.HasPrefix(strings.ToUpper(rest(s, end)), "NOT ATOMIC") { // MariaDB's block that stands alone
			b.routine = true
		}
		b.fixed = word != "CREATE"
		return
	}
	switch word {
	case "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE":
		b.fixed, b.routine = true, !s.syntax.DollarQuotes
	case "TABLE", "INDEX", "VIEW", "SCHEMA", "DATABASE", "TYPE", "SEQUENCE", "USER", "ROLE", "EXTENSION", "DOMAIN":
		b.fixed = true
	}
	if b.fixed && s.syntax.DollarQuotes { // PostgreSQL has bodies in quotes, and since 14 BEGIN ATOMIC
		b.fixed = word != "FUNCTION" && word != "PROCEDURE"
	}
	if word == "ATOMIC" && last == "BEGIN" && s.syntax.DollarQuotes {
		b.fixed, b.routine = true, true
		b.open("BEGIN", end-len(word))
	}
}

// isBlock tells IF … THEN from the function IF(a, b, c) and from IF [NOT] EXISTS; it begins behind
// the word.
func (b *body) isBlock(s *splitter, end int) bool {
	after := strings.ToUpper(rest(s, end))
	if b.depth == 0 && (strings.HasPrefix(after, "NOT EXISTS") || strings.HasPrefix(after, "EXISTS ")) {
		return false
	}
	if !strings.HasPrefix(after, "(") {
		return true
	}
	depth, commas := 0, 0
	for i := end; i < len(s.text); {
		if next := s.syntax.Skip(s.text, i); next > i {
			i = next
			continue
		}
		switch s.text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return commas != 2
			}
		case ',':
			if depth == 1 {
				commas++
			}
		}
		i++
	}
	return true
}

// opensAlone reports whether a body without a block may begin behind a word or sign.
func opensAlone(last string) bool {
	switch last {
	case ")", "ROW", "DO", "DETERMINISTIC", "SQL", "DATA", "DEFINER", "INVOKER":
		return true
	}
	return false
}

// rest is the text behind the blanks at a byte, for a look at the next words.
func rest(s *splitter, end int) string {
	return strings.Join(strings.Fields(s.text[end:min(len(s.text), end+60)]), " ")
}
