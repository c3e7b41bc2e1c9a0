package benchmarks

import (
	"flag"
	"os"
	"testing"
)

var redraw = flag.Bool("redraw", false, "draw results/overview.svg anew from results/results.md")

// The picture of the README is that of the last run.
func TestOverview(t *testing.T) {
	text, err := os.ReadFile("results/results.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := outcomes(string(text))
	if err != nil || len(all) != 3 {
		t.Fatalf("%d databases, %v", len(all), err)
	}
	want := overview(all)
	if *redraw {
		if err := os.WriteFile("results/overview.svg", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("results/overview.svg")
	if err != nil || string(got) != want {
		t.Errorf("results/overview.svg is not of results/results.md: go test -run Overview -redraw (%v)", err)
	}
}
