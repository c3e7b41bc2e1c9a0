// Command fresh runs a program on an empty database and drops the database afterwards:
//
//	go run ./internal/dbtest/fresh postgres go run -tags servers ./examples/quickstart -database {}
//
// The first argument is sqlite, postgres, mysql or mariadb; {} in the rest stands for the database's connection string. The
// servers are found as package servers says. The exit status is the program's.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

func main() {
	err := run(os.Args[1:])
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		fmt.Fprintln(os.Stderr, "fresh:", err)
		os.Exit(max(exit.ExitCode(), 1))
	case err != nil:
		fmt.Fprintln(os.Stderr, "fresh:", err)
		os.Exit(1)
	}
}

func run(arguments []string) (err error) {
	if len(arguments) < 2 {
		return errors.New("say which database and which program: fresh postgres program -database {}")
	}
	dsn, drop, err := servers.Fresh(arguments[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	words := make([]string, 0, len(arguments))
	for _, word := range arguments[1:] {
		words = append(words, strings.ReplaceAll(word, "{}", dsn))
	}
	program := exec.Command(words[0], words[1:]...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := program.Run(); err != nil {
		return fmt.Errorf("%s: %w", words[0], err)
	}
	return nil
}
