package faults

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type account struct {
	orm.Model
	ID      int64
	Name    string
	Balance int
	Note    string
	Owner   orm.One[holder]
	Tags    orm.ManyThrough[tag, tagging]
}

func (a *account) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.Integer(&a.ID).PrimaryKey(),
			schema.String(&a.Name, 80).Unique(),
			schema.Integer(&a.Balance),
			schema.Text(&a.Note),
			schema.ForeignKey(&a.Owner).OnDelete(schema.Restrict),
			schema.ManyToMany(&a.Tags),
		},
		Constraints: []schema.Constraint{schema.Check("solvent", "balance >= 0")},
	}
}

// holder has a column named like one of account, so that a name alone does not say which table is meant.
type holder struct {
	orm.Model
	ID    int64
	Name  string
	Email string
}

func (h *holder) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.Integer(&h.ID).PrimaryKey(),
			schema.String(&h.Name, 80),
			schema.String(&h.Email, 80),
		},
		Constraints: []schema.Constraint{schema.UniqueTogether("name", "email")},
	}
}

// tag is tied to accounts, with a rank on the link.
type tag struct {
	orm.Model
	Name string
}

func (g *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&g.Name, 20).PrimaryKey()}}
}

type tagging struct {
	orm.Model
	ID   int64
	Rank int
}

func (g *tagging) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&g.ID).PrimaryKey(), schema.Integer(&g.Rank)}}
}

var models = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&holder{}, &account{}, &tag{}, &tagging{}) })

// each runs a test on every database, opened for it alone.
func each(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	t.Helper()
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, _ := fresh(t, name, nil)
			run(t, db)
		})
	}
}

// servers are the databases behind a network, with their names in this run.
func servers() []string {
	return dbtest.Names()[1:]
}

// fresh makes an empty database with the tables, under a DSN that option may change, and gives the DSN as well.
func fresh(t *testing.T, name string, option func(dsn string) string) (*orm.DB, string) {
	t.Helper()
	dsn := dbtest.DSN(t, name)
	// Tables are made without the option: CreateAll waits for others that create theirs, however impatient the test is.
	if err := migrate.CreateAll(t.Context(), open(t, dsn)); err != nil {
		t.Fatal(err)
	}
	if option != nil {
		dsn = option(dsn)
	}
	return open(t, dsn), dsn
}

// open opens a database and checks at the end that no connection is in use.
func open(t *testing.T, dsn string) *orm.DB {
	t.Helper()
	db, err := opener(dsn)(dsn, models())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		idle(t, db)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func opener(dsn string) func(string, *schema.Registry, ...orm.Option) (*orm.DB, error) {
	switch {
	case strings.HasPrefix(dsn, "postgres://"):
		return postgres.Open
	case strings.Contains(dsn, "@tcp("):
		return mysql.Open
	}
	return sqlite.Open
}

// idle fails the test when a connection stays in use; the pool takes one back on a goroutine of its own after a cancelled call.
func idle(t *testing.T, db *orm.DB) {
	t.Helper()
	for range 300 {
		if db.Stats().InUse == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d connections are still in use", db.Stats().InUse)
}

// at rewrites a DSN so that it leads to another address, without encryption.
func at(t *testing.T, dsn, address string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "postgres://") {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		u.Host = address
		return parameter(u.String(), "sslmode", "disable")
	}
	config, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.Addr = address
	return config.FormatDSN()
}

// server is the address that a DSN leads to.
func server(t *testing.T, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "postgres://") {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		return u.Host
	}
	config, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return config.Addr
}

// parameter adds an option to a DSN.
func parameter(dsn, key, value string) string {
	separator := "?"
	if strings.Contains(dsn, "?") {
		separator = "&"
	}
	return dsn + separator + key + "=" + url.QueryEscape(value)
}

// add inserts an account.
func add(ctx context.Context, db *orm.DB, name string) error {
	_, err := orm.Objects[account](db).Create(ctx, account{Name: name, Balance: 10})
	return err
}

// present are the names of the accounts that are there.
func present(t *testing.T, db *orm.DB) []string {
	t.Helper()
	names, err := orm.Pluck[string](t.Context(), orm.Objects[account](db).OrderBy("id"), "name")
	if err != nil {
		t.Fatal(err)
	}
	return names
}
