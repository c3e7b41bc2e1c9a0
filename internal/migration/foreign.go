package migration

import (
	"regexp"
	"strings"
)

// goose reads a file with -- +goose Up and -- +goose Down.
func (r *reader) goose(text string, f *File) {
	transaction := true
	var current *Section
	begin := -1 // behind a StatementBegin
	var begun mark
	last := 0 // end of the mark before
	flush := func(to, line int) {
		if current != nil {
			list, unfilled := split(r.syntax, text[last:to], line, r.problem)
			current.Statements, current.Unfilled = append(current.Statements, list...), append(current.Unfilled, unfilled...)
		}
	}
	line := 1
	seen := map[string]bool{}
	for _, m := range gooseMarks(text) {
		word := strings.ToUpper(strings.TrimSpace(m.word + " " + m.rest))
		if begin >= 0 {
			if word == "STATEMENTEND" {
				current.Statements = append(current.Statements, Statement{strings.TrimSuffix(strings.TrimSpace(text[begin:m.start]), ";"), begun.line + 1})
				begin, last, line = -1, m.end, m.line
			} else {
				r.problem(m.line, "this stands between +goose StatementBegin and StatementEnd")
			}
			continue
		}
		flush(m.start, line)
		last, line = m.end, m.line
		switch word {
		case "UP", "DOWN":
			if seen[word] {
				r.problem(m.line, "a second +goose "+m.word)
			}
			seen[word] = true
			s := Section{Line: m.line, Transaction: true}
			if word == "UP" {
				f.Up = s
				current = &f.Up
			} else {
				f.Down = &s
				current = f.Down
			}
		case "STATEMENTBEGIN":
			if current == nil {
				r.problem(m.line, "this stands before +goose Up")
				continue
			}
			begin, begun = m.end, m
		case "STATEMENTEND":
			r.problem(m.line, "there is no +goose StatementBegin before it")
		case "NO TRANSACTION":
			transaction = false
		case "ENVSUB OFF":
		default:
			r.problem(m.line, "+goose "+strings.TrimSpace(m.word+" "+m.rest)+" is not read here; write what it stands for")
		}
	}
	if begin >= 0 {
		r.problem(begun.line, "there is no +goose StatementEnd behind it")
	} else {
		flush(len(text), line)
	}
	if !seen["UP"] {
		r.problem(1, "there is no -- +goose Up in it")
	}
	f.Up = r.foreign(f.Up)
	f.Up.Transaction = f.Up.Transaction && transaction
	if f.Down != nil {
		*f.Down = r.foreign(*f.Down)
		f.Down.Transaction = f.Down.Transaction && transaction
	}
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
