package main

import (
	_ "embed"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

//go:embed gate.txt
var gate string

// TestArchiveGate holds what a further model costs to the numbers of gate.txt: the difference between the archives of packages of
// one and of three models. Unlike the compiler's time it is the same on every machine of one architecture and one version of Go.
func TestArchiveGate(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compiles four packages of models")
	}
	if runtime.GOARCH != "amd64" {
		t.Skipf("the numbers of gate.txt are for amd64, this is %s", runtime.GOARCH)
	}
	limits := map[string]int64{}
	for line := range strings.Lines(gate) {
		cut := strings.LastIndex(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseInt(strings.TrimSpace(line[cut+1:]), 10, 64); err == nil && line[0] != '#' {
			limits[line[:cut]] = n
		}
	}
	checked := 0
	for _, l := range libraries() {
		limit, gated := limits[l.name]
		if !gated {
			continue
		}
		checked++
		dir := t.TempDir()
		one, err := l.measure(dir, 1, false)
		if err != nil {
			t.Fatal(err)
		}
		three, err := l.measure(dir, 3, false)
		if err != nil {
			t.Fatal(err)
		}
		further := (three.bytes - one.bytes) / 2
		t.Logf("%s: %d bytes for the first model, %d for each further one, limit %d", l.name, one.bytes, further, limit)
		if further > limit {
			t.Errorf("%s: a further model adds %d bytes to the archive, %d are allowed", l.name, further, limit)
		}
	}
	if checked != len(limits) || checked == 0 {
		t.Errorf("%d libraries are measured, gate.txt has %d lines", checked, len(limits))
	}
}

// The call of every method is one of each: the list is not empty, and holds calls with and without parameters.
func TestWholeAPICallsEveryMethod(t *testing.T) {
	text := wholeAPI().source(2, "")
	for _, want := range []string{"q.All(*new(context.Context))", "q.Distinct()", "g.Having()", "m.Up.Get()", "m.Down.Add(*new(context.Context))",
		"m.Side.CreateLink(*new(context.Context), *new(Model02), *new(Link))"} {
		if !strings.Contains(text, want) {
			t.Errorf("no call %s", want)
		}
	}
}
