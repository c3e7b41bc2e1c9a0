package inspect

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

func holds(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// piece is a token of a text, with where it stands.
type piece struct {
	start, end int
	word       bool // a bare word
}

// parser goes through the pieces of a definition.
type parser struct {
	text   string
	pieces []piece
	at     int
}

func newParser(x dialect.Syntax, text string) *parser {
	p := &parser{text: text}
	for i := 0; i < len(text); {
		c := text[i]
		if end := x.Skip(text, i); end > i {
			if c != '-' && c != '/' {
				p.pieces = append(p.pieces, piece{i, end, false})
			}
			i = end
			continue
		}
		start := i
		switch {
		case c <= ' ':
			i++
			continue
		case dialect.WordByte(c):
			for i < len(text) && dialect.WordByte(text[i]) {
				i++
			}
		default:
			i++
		}
		p.pieces = append(p.pieces, piece{start, i, dialect.WordByte(c)})
	}
	return p
}

func (p *parser) done() bool { return p.at >= len(p.pieces) }

func (p *parser) sign(s string) bool { return !p.done() && p.token() == s }

func (p *parser) token() string { return p.text[p.pieces[p.at].start:p.pieces[p.at].end] }

// is reports whether the next pieces are these words.
func (p *parser) is(words ...string) bool {
	for i, w := range words {
		n := p.at + i
		if n >= len(p.pieces) || !p.pieces[n].word || !strings.EqualFold(p.text[p.pieces[n].start:p.pieces[n].end], w) {
			return false
		}
	}
	return true
}

func (p *parser) eat(words ...string) bool {
	if !p.is(words...) {
		return false
	}
	p.at += len(words)
	return true
}

// says reports whether one of the pieces from here on is the word.
func (p *parser) says(word string) bool {
	for i := p.at; i < len(p.pieces); i++ {
		if q := p.pieces[i]; q.word && strings.EqualFold(p.text[q.start:q.end], word) {
			return true
		}
	}
	return false
}

// name reads a name, quoted or bare.
func (p *parser) name() string {
	if p.done() {
		return ""
	}
	t := p.token()
	p.at++
	if n := len(t); n > 1 {
		switch q := t[0]; q {
		case '"', '`', '\'':
			return strings.ReplaceAll(t[1:n-1], string(q)+string(q), string(q))
		case '[':
			return t[1 : n-1]
		}
	}
	return t
}

// rest is the text of what is left.
func (p *parser) rest() string {
	if p.done() {
		return ""
	}
	text := p.text[p.pieces[p.at].start:p.pieces[len(p.pieces)-1].end]
	p.at = len(p.pieces)
	return text
}

// list reads the parts between commas, up to the parenthesis that closes what is open.
func (p *parser) list() (out []*parser) {
	depth, start := 0, p.at
	cut := func() { out = append(out, &parser{text: p.text, pieces: p.pieces[start:p.at]}) }
	for ; !p.done(); p.at++ {
		switch p.token() {
		case "(":
			depth++
		case ")":
			if depth--; depth < 0 {
				cut()
				p.at++
				return out
			}
		case ",":
			if depth == 0 {
				cut()
				start = p.at + 1
			}
		}
	}
	cut()
	return out
}

// names reads a list of names in parentheses.
func (p *parser) names() (out []string) {
	if !p.sign("(") {
		return nil
	}
	p.at++
	for _, item := range p.list() {
		out = append(out, item.name())
	}
	return out
}

// inside reads the text in parentheses.
func (p *parser) inside() string {
	if !p.sign("(") {
		return ""
	}
	p.at++
	from := p.at
	depth := 1
	for ; !p.done(); p.at++ {
		if p.sign("(") {
			depth++
		}
		if p.sign(")") {
			if depth--; depth == 0 {
				break
			}
		}
	}
	if p.at == from {
		p.at++
		return ""
	}
	text := p.text[p.pieces[from].start:p.pieces[p.at-1].end]
	p.at++
	return text
}

// part is one part of an index.
func (p *parser) part() state.Part {
	var out state.Part
	if p.eat("DESC") {
		return out
	}
	end := len(p.pieces)
	if end > 0 {
		last := &parser{text: p.text, pieces: p.pieces[end-1:]}
		if last.is("DESC") || last.is("ASC") {
			out.Desc = last.is("DESC")
			end--
		}
	}
	if end > 2 {
		before := &parser{text: p.text, pieces: p.pieces[end-2:]}
		if before.eat("COLLATE") {
			out.Collation = before.name()
			end -= 2
		}
	}
	if end == 1 {
		out.Column = p.name()
	} else {
		p.pieces = p.pieces[:end]
		out.Expression = p.rest()
	}
	return out
}

// tableConstraint reads a constraint of the table; false when the item is a column.
func (p *parser) tableConstraint(t *state.Table) bool {
	name := ""
	if p.eat("CONSTRAINT") {
		name = p.name()
	}
	switch {
	case p.eat("PRIMARY", "KEY"):
		t.Key = p.names()
	case p.eat("UNIQUE"):
		t.Constraints = append(t.Constraints, unique(name, p.names()...))
	case p.eat("CHECK"):
		t.Constraints = append(t.Constraints, state.Constraint{Kind: state.Check, Name: name, Expression: p.inside()})
	case p.eat("FOREIGN", "KEY"):
		columns := p.names()
		p.eat("REFERENCES")
		t.ForeignKeys = append(t.ForeignKeys, p.references(name, columns))
	default:
		return false
	}
	return true
}

func unique(name string, columns ...string) state.Constraint {
	c := state.Constraint{Kind: state.Unique, Name: name}
	for _, n := range columns {
		c.Parts = append(c.Parts, state.Part{Column: n})
	}
	return c
}

// references reads what stands behind REFERENCES.
func (p *parser) references(name string, columns []string) state.ForeignKey {
	k := state.ForeignKey{Name: name, Columns: columns, Table: p.name(), Targets: p.names()}
	for {
		switch {
		case p.eat("ON", "DELETE"):
			k.OnDelete = p.action()
		case p.eat("ON", "UPDATE"):
			k.OnUpdate = p.action()
		case p.eat("MATCH"):
			p.name()
		case p.eat("NOT", "DEFERRABLE"), p.eat("INITIALLY", "IMMEDIATE"):
		case p.eat("DEFERRABLE"):
			k.With = "DEFERRABLE"
		case p.eat("INITIALLY", "DEFERRED"):
			k.With = "DEFERRABLE INITIALLY DEFERRED"
		default:
			return k
		}
	}
}

func (p *parser) action() string {
	switch {
	case p.eat("SET", "NULL"):
		return "SET NULL"
	case p.eat("SET", "DEFAULT"):
		return "SET DEFAULT"
	case p.eat("NO", "ACTION"):
		return ""
	}
	return strings.ToUpper(p.name())
}

// column reads a column with its constraints.
func (p *parser) column(t *state.Table) {
	c := state.Column{Name: p.name(), Null: true}
	from := p.at
	for !p.done() && !p.begins() {
		if p.sign("(") {
			p.inside()
			continue
		}
		p.at++
	}
	if p.at > from {
		c.Type = p.text[p.pieces[from].start:p.pieces[p.at-1].end]
	}
	name := ""
	for !p.done() {
		switch {
		case p.eat("CONSTRAINT"):
			name = p.name()
			continue
		case p.eat("NOT", "NULL"):
			c.Null = false
		case p.eat("NULL"):
		case p.eat("PRIMARY", "KEY"):
			t.Key = []string{c.Name}
		case p.eat("UNIQUE"):
			t.Constraints = append(t.Constraints, unique(name, c.Name))
		case p.eat("CHECK"):
			t.Constraints = append(t.Constraints, state.Constraint{Kind: state.Check, Name: name, Expression: p.inside()})
		case p.eat("DEFAULT"):
			c.Default = p.value()
		case p.eat("COLLATE"):
			c.Collation = p.name()
		case p.eat("REFERENCES"):
			t.ForeignKeys = append(t.ForeignKeys, p.references(name, []string{c.Name}))
		case p.eat("GENERATED", "ALWAYS", "AS"), p.eat("AS"):
			c.Generated = p.inside()
			c.Stored = p.eat("STORED")
		default: // AUTOINCREMENT, ON CONFLICT, VIRTUAL, ASC
			p.at++
			continue
		}
		name = ""
	}
	t.Columns = append(t.Columns, c)
}

// begins reports whether a constraint of a column begins here.
func (p *parser) begins() bool {
	for _, w := range []string{"CONSTRAINT", "NOT", "NULL", "PRIMARY", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"} {
		if p.is(w) {
			return true
		}
	}
	return false
}

// value reads a default: a literal, perhaps with a sign, or an expression in parentheses.
func (p *parser) value() string {
	if p.sign("(") {
		return "(" + p.inside() + ")"
	}
	if p.done() {
		return ""
	}
	from := p.at
	if p.sign("-") || p.sign("+") {
		p.at++
	}
	for p.at++; p.at < len(p.pieces) && p.pieces[p.at-1].end == p.pieces[p.at].start && !p.sign(",") && !p.sign("("); p.at++ {
	}
	return p.text[p.pieces[from].start:p.pieces[p.at-1].end]
}
