// Command migrate makes and applies the migrations of the tracker: go run ./cmd/migrate help
package main

import (
	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/migrate/cli"
)

func main() {
	cli.Main(cli.Config{
		Models:   model.Registry(),
		Dir:      "migrations",
		Dialects: []string{"sqlite", "postgres", "mysql", "mariadb"},
	})
}
