package inspected

import (
	"testing"

	"github.com/ormar-go/ormar/migrate/inspect"
)

func TestFirst(t *testing.T) {
	for _, c := range [][3]string{{"sqlite", "chinook.sqlite.sql", "chinook"}, {"mariadb", "sakila.mariadb.sql", "sakila"}, {"postgres", "northwind.postgres.sql", "northwind"}} {
		t.Run(c[2], func(t *testing.T) { written(t, c[0], c[1], c[2], inspect.Options{}) })
	}
}
