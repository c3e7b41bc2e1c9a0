package main

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/examples/service/model"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/orm/sqlite"
)

// The whole API, over one database: what a test writes is rolled back at its end.
func TestService(t *testing.T) {
	db := ormtest.Open(t, model.Models())
	ctx := ormtest.Tx(t, db)
	h, err := handler(db)
	if err != nil {
		t.Fatal(err)
	}
	project := ormtest.Make(t, ctx, db, func(p *model.Project) { p.Name = "ormar" })
	ormtest.Make(t, ctx, db, func(i *model.Issue) { i.Project, i.Title, i.Status = orm.Ref(project), "Write the README", "done" })

	for _, c := range []struct {
		method, path, body string
		code               int
		says               string
	}{
		{"POST", "/issues", `{"project":1,"title":"Write docs"}`, 201, `"status":"open"`},
		{"POST", "/issues", `{"project":1,"title":""}`, 422, `"pointer":"/title"`},
		{"POST", "/issues", `{"project":9,"title":"x"}`, 409, `"pointer":"/project"`},
		{"GET", "/issues?status=open&include=project&sort=-created", "", 200, `"name":"ormar"`},
		{"GET", "/issues?sort=secret", "", 400, `"sort"`},
		{"PATCH", "/issues/2", `{"status":"done"}`, 200, `"version":2`},
		{"GET", "/issues?q=docs&fields=id,title", "", 200, `{"items":[{"id":2,"title":"Write docs"}],"total":1,"size":50}`},
		{"DELETE", "/projects/1", "", 204, ""},
		{"GET", "/issues/2", "", 404, "Not Found"},
	} {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, c.method, c.path, strings.NewReader(c.body)))
		if answer.Code != c.code || !strings.Contains(answer.Body.String(), c.says) {
			t.Errorf("%s %s: %d %s, want %d with %s", c.method, c.path, answer.Code, answer.Body, c.code, c.says)
		}
	}
}

// The migrations make the tables that the models have.
func TestMigrations(t *testing.T) {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "service.db"), model.Models())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := upgrade(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if drift, warnings, err := migrate.Drift(t.Context(), db); len(drift) > 0 || len(warnings) > 0 || err != nil {
		t.Errorf("%v, %v, %v", drift, warnings, err)
	}
}
