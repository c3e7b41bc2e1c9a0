package browser

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/ormar-go/ormar/examples/tracker/app"
	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// database is the variable in which a test says on which server its tracker is; empty is SQLite.
const database = "BROWSER_DATABASE"

// stored is an empty database of the tracker.
func stored(t *testing.T) *orm.DB {
	t.Helper()
	open := map[string]func(string, *schema.Registry, ...orm.Option) (*orm.DB, error){servers.Postgres: postgres.Open, servers.MariaDB: mysql.Open}
	name := os.Getenv(database)
	if name == "" {
		t.Setenv("ORMAR_TEST_DATABASE", "")
		return ormtest.Open(t, model.Registry(), app.Scopes()...)
	}
	db, err := open[name](servers.DSN(t, name), model.Registry(), app.Scopes()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

// tracker serves the tracker over a seeded database, and gives its address.
func tracker(t *testing.T) (url string, db *orm.DB, as context.Context) {
	t.Helper()
	chromium(t) // what has no browser is skipped before anything is made
	db = stored(t)
	handler, err := app.New(db, slog.New(slog.NewTextHandler(t.Output(), nil))).Handler()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ormseed.Load(orm.Unscoped(t.Context()), db, os.DirFS("../../examples/tracker/seeds"), "*.yaml"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	ann, err := orm.Objects[model.User](db).Unscoped("tenant").SelectRelated("tenant").Get(t.Context(), orm.Q{"email": "ann@acme.example"})
	if err != nil {
		t.Fatal(err)
	}
	as = app.As(t.Context(), app.Who{User: ann.ID, Tenant: ann.Tenant.Get().ID, Role: ann.Role})
	return server.URL + "/", db, as
}

// admin is a browser at the administration, which runs no scripts.
func admin(t *testing.T, width int64) (*tab, *orm.DB, context.Context) {
	t.Helper()
	url, db, as := tracker(t)
	return open(t, url+"admin/", width, false, "token-of-ann"), db, as
}

// issues adds numbered issues to the project of the seeds.
func issues(t *testing.T, as context.Context, db *orm.DB, n int) {
	t.Helper()
	project, err := orm.Objects[model.Project](db).Get(as, orm.Q{"code": "WEB"})
	if err != nil {
		t.Fatal(err)
	}
	var list []*model.Issue
	for i := range n {
		list = append(list, &model.Issue{Title: fmt.Sprintf("Issue %03d", i), Priority: 1 + i%5, Project: orm.Ref(project)})
	}
	if err := orm.Objects[model.Issue](db).BulkCreate(as, list); err != nil {
		t.Fatal(err)
	}
}
