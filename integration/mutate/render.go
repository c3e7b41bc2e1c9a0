package main

import (
	"fmt"
	"slices"
	"strings"
)

// switchboard is the file that is added to the package. The variable's name is in no other file.
const switchboard = `package %s

import (
	"os"
	"strconv"
)

var ormarMutantAlive = func() int { n, _ := strconv.Atoi(os.Getenv("ORMAR_MUTANT")); return n }()

func ormarMutant(n int) bool { return n == ormarMutantAlive }

func ormarMutantValue[T any](n int, broken, whole T) T {
	if ormarMutant(n) {
		return broken
	}
	return whole
}
`

// A place is a part of a file and the mutants of exactly that part.
type place struct {
	begin, end int
	mutants    []*mutant
}

// render gives the file's text with all drawn mutants in it, asleep.
func (s *source) render(drawn []*mutant) string {
	var places []*place
	for _, m := range drawn {
		if m.file != s {
			continue
		}
		at := slices.IndexFunc(places, func(p *place) bool { return p.begin == m.begin && p.end == m.end })
		if at < 0 {
			at = len(places)
			places = append(places, &place{begin: m.begin, end: m.end})
		}
		places[at].mutants = append(places[at].mutants, m)
	}
	slices.SortFunc(places, func(a, b *place) int {
		if a.begin != b.begin {
			return a.begin - b.begin
		}
		return b.end - a.end
	})
	return s.part(0, len(s.text), places)
}

// part renders a piece of the file; the places in it are sorted, outer ones first.
func (s *source) part(begin, end int, places []*place) string {
	var out strings.Builder
	at := begin
	for len(places) > 0 {
		p := places[0]
		inner := 1
		for inner < len(places) && places[inner].begin < p.end {
			inner++
		}
		out.WriteString(s.text[at:p.begin])
		out.WriteString(p.around(s.part(p.begin, p.end, places[1:inner])))
		at, places = p.end, places[inner:]
	}
	out.WriteString(s.text[at:end])
	return out.String()
}

// around puts the place's mutants around what stands there, in which others may be alive: those of statements outermost.
func (p *place) around(whole string) string {
	mutants := slices.Clone(p.mutants)
	slices.SortStableFunc(mutants, func(a, b *mutant) int { return int(a.form) - int(b.form) })
	for _, m := range mutants {
		switch m.form {
		case condition:
			whole = fmt.Sprintf("(ormarMutant(%d) && (%s) || !ormarMutant(%d) && (%s))", m.number, m.text, m.number, whole)
		case value:
			whole = fmt.Sprintf("ormarMutantValue(%d, %s, %s)", m.number, m.text, whole)
		case skip:
			whole = fmt.Sprintf("if !ormarMutant(%d) { %s }", m.number, whole)
		case instead, ahead:
			whole = fmt.Sprintf("if ormarMutant(%d) { %s }\n%s", m.number, m.text, whole)
		}
	}
	return whole
}
