package cli_test

import (
	"fmt"
	"os"

	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/schema"
)

// A program calls Main with its configuration, and a test Run.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	config := cli.Config{
		Models:   schema.MustRegistry(&Book{}), // all models of the program
		Dir:      dir,                          // migrations
		Dialects: []string{"sqlite"},
	}
	code, _ := cli.Run(config, []string{"make", "first"})
	fmt.Println(code)
	code, output := cli.Run(config, []string{"check", "-url", "sqlite::memory:"})
	fmt.Println(code, output[14:])
	// Output:
	// 0
	// 1 _first is pending
}
