package browser

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/ormar-go/ormar/examples/tracker/app"
	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormseed"
)

// database is the variable in which a test says on which server its tracker is; empty is SQLite.
const database = "BROWSER_DATABASE"

// tracker serves the tracker over a seeded database, and gives its address.
func tracker(t *testing.T) (url string, db *orm.DB, as context.Context) {
	t.Helper()
	chromium(t) // what has no browser is skipped before anything is made
	db = dbtest.Open(t, cmp.Or(os.Getenv(database), servers.SQLite), model.Registry(), app.Scopes()...)
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
