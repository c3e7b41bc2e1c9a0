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

// A lab has the package with all mutants in it, and one test binary after the other.
type lab struct {
	options
	folder string
}

// compile puts the package together. A mutant that does not compile is dropped, and told.
func (l *lab) compile(ctx context.Context, sources []*source, drawn []*mutant) ([]*mutant, error) {
	for {
		overlay, err := l.overlay(sources, drawn)
		if err != nil {
			return nil, err
		}
		// The package by itself tells the lines that are wrong; tests are built once it compiles.
		out, err := l.command(ctx, "go", "build", "-gcflags=-e", "-overlay", overlay, "./"+l.pkg).CombinedOutput()
		if err == nil {
			return drawn, nil
		}
		kept := l.blame(sources, drawn, string(out))
		if len(kept) == len(drawn) {
			return nil, fmt.Errorf("it does not compile, and no mutant is to blame:\n%s", out)
		}
		drawn = kept
	}
}

// build makes the test binary of a package and runs it with no mutant alive. It gives what that
// took.
func (l *lab) build(ctx context.Context, pkg string) (time.Duration, error) {
	arguments := []string{"test", "-c", "-vet=off", "-overlay", filepath.Join(l.folder, "overlay.json"), "-o", l.binary(), "./" + pkg}
	if out, err := l.command(ctx, "go", arguments...).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go %q: %w\n%s", arguments, err, out)
	}
	began := time.Now()
	if out, err := l.test(ctx, pkg, 0, time.Hour); err != nil {
		return 0, fmt.Errorf("the tests of %s fail without a mutant: %w\n%s", pkg, err, out)
	}
	return time.Since(began), nil
}

func (l *lab) command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	return exec.CommandContext(ctx, name, arguments...) //nolint:gosec // the developer's own
}

func (l *lab) binary() string { return filepath.Join(l.folder, "package.test") }

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

// try runs the tests of one package after the other with each mutant that those before have not
// killed.
func (l *lab) try(ctx context.Context, drawn []*mutant) error {
	alive := slices.Clone(drawn)
	for _, pkg := range l.tests {
		if tests, _ := filepath.Glob(filepath.Join(pkg, "*_test.go")); len(tests) == 0 || len(alive) == 0 {
			continue
		}
		usual, err := l.build(ctx, pkg)
		if err != nil {
			return err
		}
		alive = slices.DeleteFunc(alive, func(m *mutant) bool {
			if ctx.Err() != nil {
				return false
			}
			_, err := l.test(ctx, pkg, m.number, 10*usual+30*time.Second)
			if killed := err != nil && ctx.Err() == nil; killed {
				fmt.Printf("killed:   %v (%s)\n", m, pkg)
				return true
			}
			return false
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	for _, m := range alive {
		fmt.Println("SURVIVED:", m)
	}
	killed := len(drawn) - len(alive)
	fmt.Printf("%s: %d of %d mutants killed, %.1f %%\n", l.pkg, killed, len(drawn), 100*float64(killed)/float64(max(1, len(drawn))))
	return nil
}

// test runs the binary where its package is, until it ends or the time is up.
func (l *lab) test(ctx context.Context, pkg string, number int, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errors.New("it does not end"))
	defer cancel()
	arguments := []string{"-test.failfast", "-test.timeout=0"}
	if !l.servers {
		arguments = append(arguments, "-test.short")
	}
	command := l.command(ctx, l.binary(), arguments...)
	command.Dir = pkg
	command.WaitDelay = time.Second
	command.Env = append(os.Environ(), fmt.Sprint("ORMAR_MUTANT=", number), fmt.Sprint("ORMAR_SEED=", l.seed))
	if !l.servers {
		command.Env = append(command.Env, "ORMAR_REQUIRE_ALL=")
	}
	return command.CombinedOutput()
}
