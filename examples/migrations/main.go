// Command migrations is the cmd/migrate of a small shop for four databases, with a history of five
// files and a function:
//
//	go run ./examples/migrations status -url sqlite:shop.db
//	go run ./examples/migrations up -url sqlite:shop.db
package main

import (
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func main() {
	cli.Main(new(shop).config("examples/migrations/migrations"))
}

// shop is what the migrations in Go need: the database that is migrated.
type shop struct{ db *orm.DB }

func (s *shop) config(dir string) cli.Config {
	return cli.Config{
		Models: models(),
		Open:   s.open,
		Dir:    dir,
		Go:     []migrate.GoMigration{s.fillSpent()},
	}
}

// open keeps the database for the migrations in Go. A program for one database needs one of these
// lines.
func (s *shop) open(url string, models *schema.Registry) (db *orm.DB, err error) {
	switch path, file := strings.CutPrefix(url, "sqlite:"); {
	case file:
		db, err = sqlite.Open(path, models)
	case strings.HasPrefix(url, "postgres"):
		db, err = postgres.Open(url, models)
	default:
		db, err = mysql.Open(url, models)
	}
	s.db = db
	return db, err
}
