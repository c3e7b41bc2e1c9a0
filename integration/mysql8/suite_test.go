package mysql8

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/integration/suite"
)

const (
	// trials names the file into which the process that tries the skipped cases writes the names of those that pass.
	trials = "ORMAR_MYSQL8_TRIALS"
	// patience is for all skipped cases together; some may wait for a lock that nobody gives back.
	patience = 2 * time.Minute
	database = "mysql"
)

// TestMain makes the engine the MySQL server of every test here.
func TestMain(m *testing.M) {
	engine, err := Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// Some statements keep the engine busy for hours, so nothing waits long for an answer.
	os.Setenv("ORMAR_MYSQL", engine.DSN+"?readTimeout=10s")
	code := m.Run()
	if err := engine.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// One case after the other: databases that are created at the same time get lost in the engine.
func TestSuite(t *testing.T) {
	for _, c := range suite.All() {
		t.Run(c.Name, func(t *testing.T) {
			if s, is := skipped(c); is {
				t.Skip(s.Reason)
			}
			c.On(t, database)
		})
	}
}

// A skip has a reason and something to skip, and what it skips fails. Needs that no case states yet skip nothing.
func TestSkipsAreNeeded(t *testing.T) {
	if os.Getenv(trials) != "" {
		t.Skip("this is the process that tries them")
	}
	if testing.Short() {
		t.Skip("-short: nothing is tried on a server")
	}
	passed := passing(t)
	for _, s := range Skips() {
		var covered, fail int
		for _, c := range suite.All() {
			if !s.covers(c) {
				continue
			}
			covered++
			if !slices.Contains(passed, c.Name) {
				fail++
			}
		}
		switch {
		case s.Reason == "" || s.Case == "" == (s.Need == 0):
			t.Errorf("%+v needs a reason, and either a case or a need", s)
		case covered == 0 && s.Case != "":
			t.Errorf("no case is called %q", s.Case)
		case covered > 0 && fail == 0:
			t.Errorf("the engine can do it by now, remove the skip: %+v", s)
		}
	}
}

// TestTrySkipped runs in the process that [passing] starts: there, failures are what is expected.
func TestTrySkipped(t *testing.T) {
	path := os.Getenv(trials)
	if path == "" {
		t.Skip("TestSkipsAreNeeded starts this in a process of its own")
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, c := range suite.All() {
		if _, is := skipped(c); is && t.Run(c.Name, func(t *testing.T) { c.On(t, database) }) {
			fmt.Fprintln(f, c.Name)
		}
	}
	fmt.Fprintln(f, "end")
}

// passing tries the skipped cases and gives the names of those that pass.
func passing(t *testing.T) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passed")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	trial := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestTrySkipped$")
	trial.Env = append(os.Environ(), trials+"="+path)
	output, _ := trial.CombinedOutput() // it fails, as it should
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("the skipped cases were not tried: %v\n%s", err, output)
	}
	names := strings.Split(strings.TrimSpace(string(text)), "\n")
	if last := len(names) - 1; names[last] != "end" {
		t.Errorf("the skipped cases were not tried to the end:\n%s", output)
	}
	return names
}
