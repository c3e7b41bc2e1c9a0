package migration

import (
	"regexp"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
)

// mark is a comment on a line of its own that says what the lines behind it are.
type mark struct {
	start, end int // of the comment
	line       int
	word, rest string
}

var (
	nativeMark = regexp.MustCompile(`^--[ \t]*migrate:([A-Za-z]+)[ \t]*(.*?)[ \t]*$`)
)

// marks finds the marks of a text that stand outside of quotes and other comments.
func marks(x dialect.Syntax, text string, form *regexp.Regexp) []mark {
	var out []mark
	for i := 0; i < len(text); {
		end := x.Skip(text, i)
		if end == i {
			i++
			continue
		}
		if begins(text, i) {
			if parts := form.FindStringSubmatch(text[i:end]); parts != nil && "migrate:"+parts[1] != Fill {
				out = append(out, mark{i, end, 1 + strings.Count(text[:i], "\n"), parts[1], parts[2]})
			}
		}
		i = end
	}
	return out
}

// begins reports whether only blanks stand before i on its line.
func begins(text string, i int) bool {
	return strings.TrimSpace(text[strings.LastIndexByte(text[:i], '\n')+1:i]) == ""
}

// reader reads one file.
type reader struct {
	syntax   dialect.Syntax
	file     string
	problems []error
}

func (r *reader) problem(line int, reason string) {
	r.problems = append(r.problems, &FileError{File: r.file, Line: line, Reason: reason})
}

// native reads a file with -- migrate:up and -- migrate:down.
func (r *reader) native(text string, f *File) {
	list := marks(r.syntax, text, nativeMark)
	if len(list) == 0 {
		r.problem(1, "there is no -- migrate:up in it; that line comes before the statements, and -- migrate:down before those of the way back")
		return
	}
	if stray, _ := split(r.syntax, text[:list[0].start], 1, r.problem); len(stray) > 0 {
		r.problem(stray[0].Line, "this stands before -- migrate:up and would never run; move it behind that line")
	}
	seen := map[string]bool{}
	for i, m := range list {
		end := len(text)
		if i+1 < len(list) {
			end = list[i+1].start
		}
		word := strings.ToLower(m.word)
		if word != "up" && word != "down" {
			r.problem(m.line, "migrate:"+m.word+" is unknown; use migrate:up or migrate:down")
			continue
		}
		if seen[word] {
			r.problem(m.line, "a second migrate:"+word+"; put all its statements behind the first")
			continue
		}
		seen[word] = true
		s := r.section(text[m.end:end], m.line)
		r.options(&s, m)
		if word == "up" {
			f.Up = s
		} else {
			f.Down = &s
		}
	}
	if !seen["up"] {
		r.problem(1, "there is no -- migrate:up in it")
	}
}

func (r *reader) section(text string, line int) Section {
	s := Section{Line: line, Transaction: true}
	s.Statements, s.Unfilled = split(r.syntax, text, line, r.problem)
	return s
}

// options reads what stands behind a mark.
func (r *reader) options(s *Section, m mark) {
	for _, o := range strings.Fields(m.rest) {
		switch o {
		case transactionOff:
			s.Transaction = false
		case foreignKeysOff:
			s.ForeignKeysOff = true
		case "transaction:true", "foreign_keys:on":
		default:
			r.problem(m.line, "the option "+o+" is unknown; there are "+transactionOff+" and "+foreignKeysOff)
		}
	}
	if s.ForeignKeysOff && !s.Transaction {
		r.problem(m.line, foreignKeysOff+" needs a transaction, in which the keys are checked at the end; leave "+transactionOff+" out")
	}
	if !s.Transaction {
		return
	}
	for _, st := range s.Statements {
		if verb := controls(r.syntax, st.Text); verb != "" {
			r.problem(st.Line, verb+" would end or open the transaction that the migration runs in; leave it out, or write "+transactionOff+" behind the mark")
		}
	}
}

// controls is the verb of a statement that begins or ends a transaction; else empty.
func controls(x dialect.Syntax, text string) string {
	tokens := x.Tokens(text)
	if len(tokens) == 0 || tokens[0].Kind != dialect.WordToken {
		return ""
	}
	verb := strings.ToUpper(tokens[0].Text)
	switch verb {
	case "BEGIN":
		if len(tokens) > 2 && tokens[1].Is("NOT") {
			return ""
		}
		return verb
	case "START":
		if len(tokens) > 1 && !tokens[1].Is("TRANSACTION") {
			return ""
		}
		return verb
	case "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE", "XA":
		return verb
	}
	return ""
}

// Controls reports whether a statement of the section begins or ends a transaction of its own.
func (s *Section) Controls(x dialect.Syntax) bool {
	for _, st := range s.Statements {
		if controls(x, st.Text) != "" {
			return true
		}
	}
	return false
}

// foreign is a section of another tool's file: one that begins transactions itself, or has what no
// transaction takes, runs as it is.
func (r *reader) foreign(s Section) Section {
	if s.Controls(r.syntax) {
		s.Transaction = false
	}
	for _, st := range s.Statements {
		if Alone(r.syntax, st.Text) {
			s.Transaction = false
		}
	}
	return s
}

// Alone reports whether the databases take a statement only outside of a transaction.
func Alone(x dialect.Syntax, text string) bool {
	t := x.Tokens(text)
	is := func(i int, words ...string) bool {
		for _, w := range words {
			if i < len(t) && t[i].Is(w) {
				return true
			}
		}
		return false
	}
	switch {
	case is(0, "VACUUM", "ATTACH", "DETACH"):
		return true
	case is(0, "PRAGMA"):
		return is(1, "foreign_keys", "journal_mode", "legacy_alter_table")
	case is(0, "ALTER"):
		return is(1, "SYSTEM") || is(len(t)-1, "CONCURRENTLY") // ALTER TABLE … DETACH PARTITION p CONCURRENTLY
	case is(0, "CREATE", "DROP"):
		return is(1, "DATABASE", "TABLESPACE") && x.DollarQuotes || is(2, "CONCURRENTLY") || is(1, "UNIQUE") && is(3, "CONCURRENTLY")
	case is(0, "REINDEX"):
		return is(2, "CONCURRENTLY")
	}
	return false
}
