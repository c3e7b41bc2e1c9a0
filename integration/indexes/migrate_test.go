package indexes

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// bareAccount is an account before it has indexes, and its columns are what they were.
type bareAccount struct {
	ID     int64
	Mail   string
	Team   string
	Slot   *int
	Active bool
	Hits   int
}

func (b *bareAccount) Schema() schema.Table {
	return schema.Table{Name: "accounts", Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Mail, 80), schema.String(&b.Team, 20), schema.Integer(&b.Slot),
		schema.Boolean(&b.Active), schema.Integer(&b.Hits),
	}}
}

// earlyAccount is an account whose index is over a column that has another name and may be NULL.
type earlyAccount struct{ bareAccount }

func (e *earlyAccount) Schema() schema.Table {
	t := e.bareAccount.Schema()
	t.Constraints = []schema.Constraint{schema.UniqueOn("(lower({mail}))").Where("{slot} IS NOT NULL"), schema.IndexOn("team", "-hits")}
	return t
}

// Indexes come, stay when their table is made anew under other names, and go again.
func TestIndexesMigrate(t *testing.T) {
	for _, name := range partial() {
		t.Run(name, func(t *testing.T) {
			bare, early, now := schema.MustRegistry(&bareAccount{}), schema.MustRegistry(&earlyAccount{}), schema.MustRegistry(&Account{})
			dsn := dbtest.DSN(t, name)
			db := at(t, name, dsn, bare)
			if err := migrate.CreateAll(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			onto := func(models *schema.Registry) *orm.DB { return at(t, name, dsn, models) }
			run := func(from, to *schema.Registry, opts ...migrate.MakeOption) (back []string) {
				t.Helper()
				up, down, err := migrate.Diff(db.Dialect(), from, to, opts...)
				if err != nil {
					t.Fatal(err)
				}
				send(t, db, up)
				return down
			}
			run(bare, early)
			undrifted(t, onto(early))
			if err := orm.Save(t.Context(), onto(early), &earlyAccount{bareAccount{Mail: "A@x", Team: "t"}}); err != nil {
				t.Fatal(err)
			}
			down := run(early, now, migrate.Rename("accounts.mail", "email"), migrate.Fill("accounts.slot", "3"))
			undrifted(t, onto(now))
			err := orm.Save(t.Context(), onto(now), &Account{Email: "a@X"})
			violates(t, err, orm.ErrUnique, "uc_accounts_lower_email", "email")
			send(t, db, down)
			undrifted(t, onto(early))
		})
	}
}

// send sends statements on one connection, one after another.
func send(t *testing.T, db *orm.DB, list []string) {
	t.Helper()
	conn, err := db.SQLX().Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, text := range list {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v\n%s", text, err, strings.Join(list, ";\n"))
		}
	}
}

// at opens a database with the models of a moment.
func at(t *testing.T, name, dsn string, models *schema.Registry) *orm.DB {
	t.Helper()
	open := sqlite.Open
	switch name {
	case "postgres":
		open = postgres.Open
	case "mysql", "mariadb":
		open = mysql.Open
	}
	db, err := open(dsn, models)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
