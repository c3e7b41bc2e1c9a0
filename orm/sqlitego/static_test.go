package sqlitego_test

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// README's program, built without cgo and with this package in the place of orm/sqlite, says what README says; on Linux it
// needs no library of the machine.
func TestHelloIsStatic(t *testing.T) {
	program := filepath.Join(t.TempDir(), "hello")
	build := exec.CommandContext(t.Context(), "go", "build", "-overlay", "instead.json", "-o", program, "github.com/ormar-go/ormar/examples/hello")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := exec.CommandContext(t.Context(), program).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, after, ok := strings.Cut(string(readme), "<!-- output -->\n```text\n"); !ok || !strings.HasPrefix(after, string(got)) {
		t.Errorf("it says\n%s", got)
	}
	if runtime.GOOS != "linux" {
		return
	}
	binary, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer binary.Close()
	if libraries, err := binary.ImportedLibraries(); len(libraries) > 0 {
		t.Errorf("it needs %v, %v", libraries, err)
	}
	if slices.ContainsFunc(binary.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Error("it needs a loader")
	}
}

// A program without cgo that opens orm/sqlite builds, and is told what to do.
func TestWithoutCgoSaysSo(t *testing.T) {
	run := exec.CommandContext(t.Context(), "go", "run", "github.com/ormar-go/ormar/examples/hello")
	run.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := run.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("orm/sqlitego")) || !bytes.Contains(out, []byte("CGO_ENABLED=1")) {
		t.Errorf("%v\n%s", err, out)
	}
}
