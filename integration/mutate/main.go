package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		stop()
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	pkg     string
	sample  int
	seed    uint64
	only    []int
	tests   []string
	servers bool
	list    bool
}

func parse(arguments []string) (options, error) {
	var o options
	var only, tests string
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.IntVar(&o.sample, "sample", 50, "how many mutants to draw; 0 takes all")
	flags.Uint64Var(&o.seed, "seed", 1, "of the draw, and of the random tests")
	flags.StringVar(&only, "only", "", "numbers of mutants of the draw, with commas: no others run")
	flags.StringVar(&tests, "tests", "", "packages whose tests run, with commas, instead of all that are built with the package")
	flags.BoolVar(&o.servers, "servers", false, "run the tests without -short: longer, and on the servers that answer")
	flags.BoolVar(&o.list, "list", false, "print the mutants of the draw, and run nothing")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() != 1 {
		return o, fmt.Errorf("name one package, such as internal/compile, behind the flags")
	}
	o.pkg = filepath.Clean(flags.Arg(0))
	for text := range strings.SplitSeq(only, ",") {
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return o, fmt.Errorf("-only: %w", err)
		}
		o.only = append(o.only, n)
	}
	if tests != "" {
		o.tests = strings.Split(tests, ",")
	}
	return o, nil
}

const module = "github.com/ormar-go/ormar/"

// suites are the tests that a mutant of the package has to get past: the package's own, those that
// find most, then all others that are built with the package.
func suites(ctx context.Context, pkg string) ([]string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-test", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	list := []string{
		pkg, "internal/compile", "internal/engine", "loaders", "internal/scan", "internal/write", "orm", "integration/composite",
		"integration/upserts", "integration/versions", "integration/trees", "integration/writes", "integration/generated",
		"integration/differential", "integration/graphs", "integration/scopes", "integration/owners", "integration/roundtrip", "integration",
		"integration/functions", "integration/concurrency", "integration/hostile", "orm/ormtest",
	}
	built := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		name, ours := strings.CutPrefix(names[0], module)
		name, isTest := strings.CutSuffix(name, ".test")
		if ours && isTest && slices.Contains(names[1:], module+pkg) {
			built[name] = true
			list = append(list, name)
		}
	}
	var suites []string
	for _, name := range list {
		if (name == pkg || built[name]) && !slices.Contains(suites, name) {
			suites = append(suites, name)
		}
	}
	return suites, nil
}

func run(ctx context.Context, arguments []string) error {
	o, err := parse(arguments)
	if err != nil {
		return err
	}
	sources, err := read(o.pkg)
	if err != nil {
		return err
	}
	drawn := draw(sources, o)
	if o.list {
		for _, m := range drawn {
			fmt.Println(m)
		}
		return nil
	}
	if o.tests == nil {
		if o.tests, err = suites(ctx, o.pkg); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	lab := &lab{options: o, folder: folder}
	if drawn, err = lab.compile(ctx, sources, drawn); err != nil {
		return err
	}
	return lab.try(ctx, drawn)
}

// draw numbers the mutants of the draw from 1, in the order of the files.
func draw(sources []*source, o options) []*mutant {
	var all []*mutant
	for _, s := range sources {
		all = append(all, s.mutants...)
	}
	random := rand.New(rand.NewPCG(o.seed, 0)) //nolint:gosec // a draw that can be repeated
	places := random.Perm(len(all))
	if o.sample > 0 && o.sample < len(all) {
		places = places[:o.sample]
	}
	slices.Sort(places)
	var drawn []*mutant
	for i, at := range places {
		all[at].number = i + 1
		if len(o.only) == 0 || slices.Contains(o.only, i+1) {
			drawn = append(drawn, all[at])
		}
	}
	return drawn
}
