package schemas

import (
	"go/format"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Tables that are elsewhere are written with where they are, and have their relations to each other; what the connection looks at has not.
func TestInspectElsewhere(t *testing.T) {
	models := schema.MustRegistry(&plain{}, &customer{}, &invoice{}, &label{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			var opts []orm.Option
			if name == "sqlite" {
				opts = append(opts, sqlite.Attach(billing, filepath.Join(t.TempDir(), "billing.db")))
			}
			db, ctx := dbtest.OpenEmpty(t, name, models, opts...), t.Context()
			if name == "mysql" || name == "mariadb" {
				if _, err := db.SQLX().ExecContext(ctx, "CREATE DATABASE "+billing); err != nil {
					t.Fatal(err)
				}
				defer func() { _, _ = db.SQLX().Exec("DROP DATABASE " + billing) }()
			}
			if err := migrate.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			there, err := inspect.Models(ctx, db, inspect.Options{Schema: billing})
			if err != nil {
				t.Fatal(err)
			}
			text := string(there.Text)
			if strings.Count(text, `Schema: "`+billing+`"`)+strings.Count(text, `Schema:  "`+billing+`"`) != 4 {
				t.Errorf("the schema is not said of four tables:\n%s", text)
			}
			for _, want := range []string{"type Customer struct", "type Invoice struct", "orm.One[Customer]", "orm.Many[Invoice]", "schema.ForeignKey(&m.Customer)", `Name: `} {
				if !strings.Contains(text, want) {
					t.Errorf("there is no %s in\n%s", want, text)
				}
			}
			if _, err := format.Source(there.Text); err != nil {
				t.Error(err)
			}
			here, err := inspect.Models(ctx, db, inspect.Options{})
			if err != nil || strings.Contains(string(here.Text), billing) || !strings.Contains(string(here.Text), "type Customer struct") || len(here.Models) != 1 {
				t.Errorf("%v\n%s", err, here.Text)
			}
			if _, err := inspect.Models(ctx, db, inspect.Options{Schema: "a\x00b"}); err == nil {
				t.Error("a schema that no model says was taken")
			}
		})
	}
}
