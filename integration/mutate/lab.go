package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A lab has the test binaries with all mutants in them.
type lab struct {
	options
	folder string
	usual  map[string]time.Duration // what each binary takes with no mutant alive
}

// build compiles the tests. A mutant that does not compile is dropped, and told.
func (l *lab) build(ctx context.Context, sources []*source, drawn []*mutant) ([]*mutant, error) {
	l.tests = slices.DeleteFunc(l.tests, func(pkg string) bool {
		tests, _ := filepath.Glob(filepath.Join(pkg, "*_test.go"))
		return len(tests) == 0
	})
	for {
		overlay, err := l.overlay(sources, drawn)
		if err != nil {
			return nil, err
		}
		// The package by itself tells the lines that are wrong; the tests are built once it compiles.
		out, err := l.command(ctx, "go", "build", "-gcflags=-e", "-overlay", overlay, "./"+l.pkg).CombinedOutput()
		if err == nil {
			break
		}
		kept := l.blame(sources, drawn, string(out))
		if len(kept) == len(drawn) {
			return nil, fmt.Errorf("it does not compile, and no mutant is to blame:\n%s", out)
		}
		drawn = kept
	}
	arguments := []string{"test", "-c", "-vet=off", "-overlay", filepath.Join(l.folder, "overlay.json"), "-o", l.folder + "/"}
	for _, pkg := range l.tests {
		arguments = append(arguments, "./"+pkg)
	}
	if out, err := l.command(ctx, "go", arguments...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go %q: %w\n%s", arguments, err, out)
	}
	return drawn, nil
}

func (l *lab) command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	return exec.CommandContext(ctx, name, arguments...) //nolint:gosec // the developer's own
}

// binary is where go test -c puts it. The names of the packages' folders are unique.
func (l *lab) binary(pkg string) string {
	return filepath.Join(l.folder, filepath.Base(pkg)+".test")
}

// overlay writes the files that stand in the place of the package's.
func (l *lab) overlay(sources []*source, drawn []*mutant) (string, error) {
	replace := map[string]string{}
	put := func(name, text string) error {
		path := filepath.Join(l.folder, filepath.Base(name))
		absolute, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		replace[absolute] = path
		return os.WriteFile(path, []byte(text), 0o600)
	}
	for _, s := range sources {
		if err := put(s.name, s.render(drawn)); err != nil {
			return "", err
		}
	}
	if err := put(filepath.Join(l.pkg, "ormarmutant.go"), fmt.Sprintf(switchboard, sources[0].pkg)); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(l.folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

var (
	wrong  = regexp.MustCompile(`(?m)^\S*?([^/\s]+\.go):(\d+):\d+: (.*)$`)
	marker = regexp.MustCompile(`ormarMutant(?:Value)?\((\d+)`)
)

// blame leaves out the mutants on the lines that the compiler names, or on the nearest line above.
func (l *lab) blame(sources []*source, drawn []*mutant, output string) []*mutant {
	guilty := map[int]bool{}
	for _, m := range wrong.FindAllStringSubmatch(output, -1) {
		for _, s := range sources {
			if filepath.Base(s.name) != m[1] {
				continue
			}
			lines := strings.Split(s.render(drawn), "\n")
			at, _ := strconv.Atoi(m[2])
			for at = min(at, len(lines)) - 1; at >= 0; at-- {
				if found := marker.FindAllStringSubmatch(lines[at], -1); found != nil {
					for _, f := range found {
						n, _ := strconv.Atoi(f[1])
						guilty[n] = true
					}
					break
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(drawn), func(m *mutant) bool {
		if guilty[m.number] {
			fmt.Println("no Go:  ", m)
		}
		return guilty[m.number]
	})
}

// try runs the tests without a mutant, and then with each.
func (l *lab) try(ctx context.Context, drawn []*mutant) error {
	l.usual = map[string]time.Duration{}
	for _, pkg := range l.tests {
		began := time.Now()
		if out, err := l.test(ctx, pkg, 0, time.Hour); err != nil {
			return fmt.Errorf("the tests of %s fail without a mutant: %w\n%s", pkg, err, out)
		}
		l.usual[pkg] = time.Since(began)
	}
	killed := 0
	for _, m := range drawn {
		by, err := l.kill(ctx, m)
		switch {
		case err != nil:
			return err
		case by != "":
			killed++
			fmt.Printf("killed:   %v (%s)\n", m, by)
		default:
			fmt.Println("SURVIVED:", m)
		}
	}
	fmt.Printf("%s: %d of %d mutants killed, %.1f %%\n", l.pkg, killed, len(drawn), 100*float64(killed)/float64(max(1, len(drawn))))
	return nil
}

// kill gives the package whose tests notice the mutant, or nothing.
func (l *lab) kill(ctx context.Context, m *mutant) (string, error) {
	for _, pkg := range l.tests {
		_, err := l.test(ctx, pkg, m.number, 10*l.usual[pkg]+30*time.Second)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			return pkg, nil
		}
	}
	return "", nil
}

// test runs one binary where its package is, until it ends or the time is up.
func (l *lab) test(ctx context.Context, pkg string, number int, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errors.New("it does not end"))
	defer cancel()
	arguments := []string{"-test.failfast", "-test.timeout=0"}
	if !l.servers {
		arguments = append(arguments, "-test.short")
	}
	command := l.command(ctx, l.binary(pkg), arguments...)
	command.Dir = pkg
	command.WaitDelay = time.Second
	command.Env = append(os.Environ(), fmt.Sprint("ORMAR_MUTANT=", number), fmt.Sprint("ORMAR_SEED=", l.seed))
	if !l.servers {
		command.Env = append(command.Env, "ORMAR_REQUIRE_ALL=")
	}
	return command.CombinedOutput()
}
