package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestRunPutsTheDatabaseInPlace(t *testing.T) {
	wrote := filepath.Join(t.TempDir(), "wrote")
	if err := run([]string{"sqlite", "sh", "-c", `case "$1" in *.db) : > "$2";; *) exit 1;; esac`, "sh", "{}", wrote}); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(wrote); len(found) != 1 {
		t.Error("the program did not run with a database")
	}
}

func TestRunPassesFailureOn(t *testing.T) {
	err := run([]string{"sqlite", "sh", "-c", "exit 7"})
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("run = %v, want exit status 7", err)
	}
	if err := run([]string{"sqlite"}); err == nil {
		t.Error("no program to run, and no error")
	}
}
