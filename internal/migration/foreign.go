package migration

import (
	"regexp"
	"strings"
)

// gooseFile is a file of goose while it is read.
type gooseFile struct {
	*reader
	file    *File
	text    string
	current *Section // nil before +goose Up
	begun   *mark    // a StatementBegin that is open
	last    mark     // the mark before; its end and line are where the next statements begin
	seen    map[string]bool
	alone   bool // NO TRANSACTION
}

// goose reads a file with -- +goose Up and -- +goose Down.
func (r *reader) goose(text string, f *File) {
	g := &gooseFile{reader: r, file: f, text: text, last: mark{line: 1}, seen: map[string]bool{}}
	for _, m := range gooseMarks(text) {
		g.mark(m)
	}
	if g.begun != nil {
		r.problem(g.begun.line, "there is no +goose StatementEnd behind it")
	} else {
		g.take(len(text))
	}
	if !g.seen["UP"] {
		r.problem(1, "there is no -- +goose Up in it")
	}
	f.Up = r.foreign(f.Up)
	f.Up.Transaction = f.Up.Transaction && !g.alone
	if f.Down != nil {
		*f.Down = r.foreign(*f.Down)
		f.Down.Transaction = f.Down.Transaction && !g.alone
	}
}

// take splits what stands between the mark before and a byte.
func (g *gooseFile) take(to int) {
	if g.current == nil {
		return
	}
	list, unfilled := split(g.syntax, g.text[g.last.end:to], g.last.line, g.problem)
	g.current.Statements = append(g.current.Statements, list...)
	g.current.Unfilled = append(g.current.Unfilled, unfilled...)
}

// mark reads what a mark says.
func (g *gooseFile) mark(m mark) {
	word := strings.ToUpper(strings.TrimSpace(m.word + " " + m.rest))
	if g.begun != nil {
		g.whole(m, word)
		return
	}
	g.take(m.start)
	g.last = m
	switch word {
	case "UP", "DOWN":
		if g.seen[word] {
			g.problem(m.line, "a second +goose "+m.word)
		}
		g.seen[word] = true
		g.current = &Section{Line: m.line, Transaction: true}
		if word == "DOWN" {
			g.file.Down = g.current
		} else {
			g.file.Up = *g.current
			g.current = &g.file.Up
		}
	case "STATEMENTBEGIN":
		if g.current == nil {
			g.problem(m.line, "this stands before +goose Up")
			return
		}
		g.begun = &m
	case "STATEMENTEND":
		g.problem(m.line, "there is no +goose StatementBegin before it")
	case "NO TRANSACTION":
		g.alone = true
	case "ENVSUB OFF":
	default:
		g.problem(m.line, "+goose "+strings.TrimSpace(m.word+" "+m.rest)+" is not read here; write what it stands for")
	}
}

// whole ends a statement that stands between StatementBegin and StatementEnd.
func (g *gooseFile) whole(m mark, word string) {
	if word != "STATEMENTEND" {
		g.problem(m.line, "this stands between +goose StatementBegin and StatementEnd")
		return
	}
	text := strings.TrimSuffix(strings.TrimSpace(g.text[g.begun.end:m.start]), ";")
	g.current.Statements = append(g.current.Statements, Statement{text, g.begun.line + 1})
	g.begun, g.last = nil, m
}

var gooseLine = regexp.MustCompile(`(?m)^[ \t]*--[ \t]*\+goose[ \t]+([A-Za-z]+)[ \t]*(.*?)[ \t]*$`)

// gooseMarks are all lines with a mark: goose reads a file line by line, whatever is open.
func gooseMarks(text string) []mark {
	var out []mark
	for _, at := range gooseLine.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, mark{at[0], at[1], 1 + strings.Count(text[:at[0]], "\n"), text[at[2]:at[3]], text[at[4]:at[5]]})
	}
	return out
}

// golangMigrate reads one direction, which is a whole file.
func (r *reader) golangMigrate(text string) Section {
	return r.foreign(r.section(text, 1))
}
