package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// A server that is told to end finishes the requests that it has begun, and then gives its listener back.
func TestServe(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-finish
		_, _ = w.Write([]byte("done"))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, h) }()
	answered := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		answered <- string(text) + fmt.Sprint(err)
	}()
	<-begun
	stop()
	select {
	case err := <-ended:
		t.Fatalf("ended during a request: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(finish)
	if got := <-answered; got != "done<nil>" {
		t.Errorf("the request got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A database of its own is made, served and closed.
func TestRun(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := run(ctx, filepath.Join(t.TempDir(), "service.db"), "127.0.0.1:0"); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
