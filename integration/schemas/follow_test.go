package schemas

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Foreign keys that lead into another schema, and back, are relations of models that say where they are, from either side; what is not
// wanted of there is a note with the reason.
func TestInspectFollows(t *testing.T) {
	const there = "ormar_followed_billing"
	for _, name := range dbtest.Names() {
		if name == "sqlite" { // which has no foreign keys from file to file
			continue
		}
		t.Run(name, func(t *testing.T) {
			db, ctx := dbtest.OpenEmpty(t, name, schema.MustRegistry()), t.Context()
			run := func(text string) {
				if _, err := db.SQLX().ExecContext(context.WithoutCancel(ctx), text); err != nil {
					t.Fatal(err)
				}
			}
			here, drop := "", "DROP DATABASE IF EXISTS "+there
			ask := "SELECT DATABASE()"
			if name == "postgres" {
				ask, drop = "SELECT current_schema()", "DROP SCHEMA IF EXISTS "+there+" CASCADE"
			}
			if err := db.SQLX().GetContext(ctx, &here, ask); err != nil {
				t.Fatal(err)
			}
			run(drop)
			run("CREATE SCHEMA " + there)
			run("CREATE TABLE desks (id bigint PRIMARY KEY)")
			run("CREATE TABLE customers (id bigint PRIMARY KEY)")
			run("CREATE TABLE " + there + ".customers (id bigint PRIMARY KEY, desk bigint REFERENCES " + here + ".desks (id))")
			run("CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES " + there + ".customers (id))")
			defer func() { run("DROP TABLE orders"); run(drop) }()
			read := func(o inspect.Options) (string, []string) {
				t.Helper()
				w, err := inspect.Models(ctx, db, o)
				if err != nil {
					t.Fatal(err)
				}
				return strings.Join(strings.Fields(string(w.Text)), " "), append(w.Models, w.Notes...)
			}
			text, said := read(inspect.Options{})
			back := name == "postgres" // a foreign key of another database is not made to lead back here
			if !slices.Equal(said[:4], []string{"Customer", "Desk", "Order", "Customers"}) || strings.Count(text, `Schema: "`+there+`"`) != 1 || (len(said) == 4) != back ||
				!back && !strings.Contains(said[4], "to which no foreign key of another database is made to lead") {
				t.Errorf("from here: %q\n%s", said, text)
			}
			for _, want := range []string{"Customer orm.One[Customers]", `schema.ForeignKey(&m.Customer).RelatedName("orders").NotNull()`,
				`Name: "customers", Schema: "` + there + `", Fields:`} {
				if !strings.Contains(text, want) {
					t.Errorf("there is no %s in\n%s", want, text)
				}
			}
			for _, o := range []inspect.Options{{Schema: there}, {Schema: there, Unmanaged: true}} {
				text, said = read(o)
				if whole := back || o.Unmanaged; whole && !slices.Equal(said, []string{"Customer", "Desk"}) || whole != strings.Contains(text, "Desk orm.One[Desk]") {
					t.Errorf("from there, %t: %q\n%s", o.Unmanaged, said, text)
				}
			}
			_, said = read(inspect.Options{Tables: []string{"orders"}})
			if len(said) != 2 || !strings.Contains(said[1], `the foreign key of "customer" to "customers" is not said: its target, in "`+there+`", is not among the models`) {
				t.Errorf("alone: %q", said)
			}
			_, said = read(inspect.Options{Schema: there, Exclude: []string{"desks"}, Unmanaged: true})
			if len(said) != 2 || !strings.Contains(said[1], "its target, in the schema where the connection looks, is not among the models") {
				t.Errorf("without desks: %q", said)
			}
		})
	}
}

// A schema that is named although the connection looks there has its relations, and models that name it do not differ from it.
func TestInspectNamedHere(t *testing.T) {
	for _, name := range dbtest.Names() {
		if name == "sqlite" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			db, ctx := dbtest.OpenEmpty(t, name, schema.MustRegistry(&payee{}, &till{})), t.Context()
			if err := migrate.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			var here string
			ask := map[bool]string{true: "SELECT current_schema()", false: "SELECT DATABASE()"}[name == "postgres"]
			if err := db.SQLX().GetContext(ctx, &here, ask); err != nil {
				t.Fatal(err)
			}
			w, err := inspect.Models(ctx, db, inspect.Options{Schema: here})
			if err != nil || len(w.Notes) > 0 || !strings.Contains(string(w.Text), "schema.ForeignKey(&m.Till)") {
				t.Errorf("%v\n%s", err, w.Text)
			}
		})
	}
}

type payee struct {
	orm.Model
	ID   int64
	Till orm.One[till]
}

func (p *payee) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Till)}}
}

type till struct {
	orm.Model
	ID int64
}

func (d *till) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&d.ID).PrimaryKey()}}
}
