package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// builds is how often a package is compiled; the least CPU time counts, since other work on the machine only adds to it.
const builds = 3

// figures are what one package costs.
type figures struct {
	cpu   time.Duration // of go build, all processes of it, the packages below already built
	bytes int64         // of the archive
}

// measure compiles n models of a library. Without timing the package may come out of the build cache.
func (l library) measure(dir string, n int, timing bool) (figures, error) {
	f := figures{}
	// The first build also makes what is below the package.
	if _, err := l.build(dir, n, "first"); err != nil {
		return f, err
	}
	for i := range builds {
		if !timing {
			break
		}
		cpu, err := l.build(dir, n, fmt.Sprint(time.Now().UnixNano(), i))
		if err != nil {
			return f, err
		}
		if i == 0 || cpu < f.cpu {
			f.cpu = cpu
		}
	}
	size, err := l.archive(dir, n, "first")
	f.bytes = size
	return f, err
}

// build compiles the package and says what CPU time went into it.
func (l library) build(dir string, n int, nonce string) (time.Duration, error) {
	command, err := l.command(dir, n, nonce, "build", "-trimpath")
	if err != nil {
		return 0, err
	}
	if out, err := command.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s, %d models: %w\n%s", l.name, n, err, out)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), nil
}

// archive is the size of what the compiler made, which the same compiler makes the same everywhere.
func (l library) archive(dir string, n int, nonce string) (int64, error) {
	command, err := l.command(dir, n, nonce, "list", "-trimpath", "-export", "-f", "{{.Export}}")
	if err != nil {
		return 0, err
	}
	out, err := command.Output()
	if err != nil {
		return 0, fmt.Errorf("%s, %d models: %w", l.name, n, err)
	}
	info, err := os.Stat(strings.TrimSpace(string(out)))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// command lays the package over the directory compile/testdata/models, which is not there, and runs go on it.
func (l library) command(dir string, n int, nonce string, args ...string) (*exec.Cmd, error) {
	root, err := filepath.Abs(".")
	if err != nil {
		return nil, err
	}
	source := filepath.Join(dir, "models.go")
	if err := os.WriteFile(source, []byte(l.source(n, nonce)), 0o600); err != nil {
		return nil, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, "testdata", "models", "models.go"): source}})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return nil, err
	}
	args = append([]string{args[0], "-overlay=" + file}, args[1:]...)
	return exec.Command("go", append(args, "./testdata/models")...), nil
}

// row is the line of the table for figures of one and of n models.
func row(name string, one, many figures, n int) string {
	further := time.Duration(0)
	if n > 1 {
		further = (many.cpu - one.cpu) / time.Duration(n-1)
	}
	kilo := func(bytes int64) string { return strconv.FormatInt(bytes/1000, 10) }
	return fmt.Sprintf("| %s | %.2f | %.2f | %.2f | %s | %s | %s |", name, one.cpu.Seconds(), many.cpu.Seconds(), further.Seconds(),
		kilo(one.bytes), kilo(many.bytes), kilo((many.bytes-one.bytes)/int64(max(1, n-1))))
}
