// Command ormar works on a project that uses github.com/ormar-go/ormar.
//
//	ormar init              write cmd/migrate/main.go for the models of this module, and a directory for its migrations
//	ormar migrate COMMAND   make, up, down, status, plan, check, baseline, verify, repair, lint, sum; see ormar migrate help
//	ormar seed PATTERN…     write the rows of JSON and YAML files
//	ormar diagram -o FILE   draw the models, as models.svg, .mmd (Mermaid) or .dot (Graphviz)
//	ormar inspect URL       write models of a database that is there; see ormar inspect -h
//
// Models are Go, so migrate, seed and diagram build and run cmd/migrate of the project, wherever below the
// project's root they are called. Without it they do what needs no models. The exit code is that of
// the command.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/ormar-go/ormar/migrate/cli"
)

const help = `usage: ormar COMMAND [arguments]

  init              write cmd/migrate/main.go for the models of this module, and a directory for its migrations
  migrate COMMAND   make, up, down, status, plan, check, baseline, verify, repair, lint, sum; see ormar migrate help
  seed PATTERN…     write the rows of JSON and YAML files
  diagram -o FILE   draw the models, as models.svg, .mmd (Mermaid) or .dot (Graphviz)
  inspect URL       write models of a database that is there; see ormar inspect -h
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run does what the command line says, and gives the exit code.
func run(args []string, out, problems io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(problems, help)
		return 2
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(out, help)
		return 0
	case "init":
		if err := initialize(args[1:], out); err != nil {
			fmt.Fprintln(problems, err)
			return 1
		}
		return 0
	case "migrate":
		return migrate(args[1:], problems)
	case "inspect":
		cli.Main(cli.Config{}) // which reads the same command line, and does not return
	case "seed", "diagram":
		return migrate(args, problems)
	}
	fmt.Fprintf(problems, "there is no command %q\n\n%s", args[0], help)
	return 2
}

// migrate runs the project's own command, or, in a project that has none, this one without models.
func migrate(args []string, problems io.Writer) int {
	root, err := projectRoot()
	if err != nil || !exists(filepath.Join(root, "cmd", "migrate", "main.go")) {
		cli.Main(cli.Config{}) // which reads the same command line, and does not return
	}
	code, err := runOwn(root, args)
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	return code
}

// runOwn builds and runs cmd/migrate of the project: go run would lose the exit code.
func runOwn(root string, args []string) (code int, err error) {
	dir, err := os.MkdirTemp("", "ormar-*")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program := filepath.Join(dir, "migrate")
	build := exec.Command("go", "build", "-o", program, "./cmd/migrate")
	build.Dir, build.Stdout, build.Stderr = root, os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return 0, fmt.Errorf("build cmd/migrate: %w", err)
	}
	signal.Ignore(os.Interrupt) // it is the program's, which is in the same process group
	command := exec.Command(program, args...)
	command.Dir, command.Stdin, command.Stdout, command.Stderr = root, os.Stdin, os.Stdout, os.Stderr
	err = command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// projectRoot is the directory of the module that is worked on.
func projectRoot() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if exists(filepath.Join(at, "go.mod")) {
			return at, nil
		}
		up := filepath.Dir(at)
		if up == at {
			return "", errors.New("there is no go.mod here or above: run this inside of a Go module (go mod init)")
		}
		at = up
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
