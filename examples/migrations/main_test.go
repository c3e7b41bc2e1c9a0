package main

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/orm"
)

// The whole history is applied over rows of its first version, leads to the models, and is taken
// back, on every database.
func TestHistory(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			url := dbtest.DSN(t, name)
			switch name {
			case servers.MySQL, servers.MariaDB:
				url = "mysql://" + url
			case servers.SQLite:
				url = "sqlite:" + url
			}
			s := new(shop)
			run := func(code int, args string, want ...string) {
				t.Helper()
				got, out := cli.Run(s.config("migrations"), append(strings.Fields(args), "-url", url))
				if got != code {
					t.Fatalf("%s: exit code %d, want %d\n%s", args, got, code, out)
				}
				for _, w := range want {
					if !strings.Contains(out, w) {
						t.Errorf("%s: %q is not in\n%s", args, w, out)
					}
				}
			}
			run(0, "up -to 20261111090000", "applied 20261111090000_first")
			db, err := new(shop).open(url, models())
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, text := range []string{"INSERT INTO customers (id, name) VALUES (1, 'Ann Lee'), (2, 'Bo Fry')", "INSERT INTO orders (id, customer, cents, year) VALUES (1, 1, 250, 2025), (2, 1, 50, 2026)"} {
				if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
					t.Fatal(err)
				}
			}
			run(1, "check", "20261112090000_full_name is pending")
			run(0, "up", "applied 20261114090001_fill_spent", "applied 20261115090000_indexes")
			run(0, "check", "all is as it should be")
			list, err := orm.Objects[Customer](db).OrderBy("id").All(t.Context())
			if err != nil || len(list) != 2 || list[0].Name != "Ann Lee" || list[0].Email != "ann.lee@example.com" || list[0].Spent != 300 || list[1].Spent != 0 {
				t.Errorf("%+v, %v", list, err)
			}
			run(1, "down -to 20261111090000", "customers.email", "which has values")
			run(0, "down -to 20261111090000 -allow-loss", "undone 20261112090000_full_name")
			var names int
			if err := db.SQLX().GetContext(t.Context(), &names, "SELECT count(*) FROM customers WHERE name IN ('Ann Lee', 'Bo Fry')"); err != nil || names != 2 {
				t.Errorf("%d names, %v", names, err)
			}
			run(0, "up")
			run(0, "check", "all is as it should be")
			run(0, "down -all -allow-loss", "undone 20261111090000_first")
		})
	}
}
