package cli_test

import (
	"fmt"
	"os"

	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// A Config may open the database itself: with options, or with another driver, such as that of orm/sqlitego.
func ExampleConfig() {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	config := cli.Config{
		Models:   schema.MustRegistry(&Book{}),
		Dir:      dir,
		Dialects: []string{"sqlite"},
		Open: func(url string, models *schema.Registry) (*orm.DB, error) {
			fmt.Println("opening", url)
			return sqlite.Open(":memory:", models)
		},
	}
	made, _ := cli.Run(config, []string{"make", "first"})
	applied, _ := cli.Run(config, []string{"up", "-url", "sqlite:books.db"})
	fmt.Println(made, applied)
	// Output:
	// opening sqlite:books.db
	// 0 0
}
