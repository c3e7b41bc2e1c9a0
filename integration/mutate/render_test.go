package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const sample = `package sample

func find(list []int, n int) (at int, err error) {
	defer done()
	for i := range list {
		if list[i] > n && (i != 0 || n == 0) {
			log(i)
			at = i + 1
			continue
		}
	}
	return at, err
}
`

// Every way to break a place is found once, and a file with all of them asleep is Go.
func TestRender(t *testing.T) {
	s, err := newSource("sample.go", sample)
	if err != nil {
		t.Fatal(err)
	}
	drawn := draw([]*source{s}, options{seed: 1})
	var what []string
	for _, m := range drawn {
		what = append(what, m.what)
	}
	for _, want := range []string{"return at once from find", "skip a defer", "negate an if", "keep the left of &&", "keep the right of &&", "&& becomes ||",
		"keep the left of ||", "|| becomes &&", "> becomes >=", "!= becomes ==", "== becomes !=", "skip a call", "skip an assignment", "+ becomes -",
		"skip a jump", "forget an error"} {
		if !slices.Contains(what, want) {
			t.Errorf("nothing does this: %s", want)
		}
	}
	text := s.render(drawn)
	if _, err := parser.ParseFile(token.NewFileSet(), "sample.go", text, 0); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	for _, m := range drawn {
		if !strings.Contains(text, fmt.Sprintf("ormarMutant(%d)", m.number)) && !strings.Contains(text, fmt.Sprintf("ormarMutantValue(%d,", m.number)) {
			t.Errorf("%v is not in the file", m)
		}
	}
	some := draw([]*source{s}, options{seed: 1, sample: 3})
	if again := draw([]*source{s}, options{seed: 1, sample: 3}); len(some) != 3 || !slices.Equal(some, again) {
		t.Error("the same seed draws others")
	}
}
