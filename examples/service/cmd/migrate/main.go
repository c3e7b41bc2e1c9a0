// Command migrate makes and applies the migrations of the service: go run ./cmd/migrate make NAME, up, status.
package main

import (
	"strings"

	"github.com/ormar-go/ormar/examples/service/model"
	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func main() {
	cli.Main(cli.Config{
		Models: model.Models(),
		Dir:    "migrations",
		Open: func(url string, models *schema.Registry) (*orm.DB, error) {
			return sqlite.Open(strings.TrimPrefix(url, "sqlite:"), models)
		},
	})
}
