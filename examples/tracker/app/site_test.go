package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/orm/ormtest"
)

// The first rows of the seeds.
const (
	login  = "01a00000-0000-7000-8000-000000000001"
	button = "01a00000-0000-7000-8000-000000000002"
	secret = "01a00000-0000-7000-8000-000000000003" // of Bolt
)

// servers are the databases that the whole API is driven on: SQLite, and the servers that the environment names, all of which
// ORMAR_REQUIRE_ALL demands.
func servers(t *testing.T) map[string]string {
	list := map[string]string{"sqlite": ""}
	for name, variable := range map[string]string{"postgres": "ORMAR_POSTGRES", "mysql": "ORMAR_MYSQL"} {
		switch url := os.Getenv(variable); {
		case url != "" && name == "mysql" && !strings.HasPrefix(url, "mysql://"): // as the driver writes it: root@tcp(127.0.0.1:3306)/
			list[name] = "mysql://" + strings.NewReplacer("tcp(", "", ")", "").Replace(url)
		case url != "":
			list[name] = url
		case os.Getenv("ORMAR_REQUIRE_ALL") != "":
			t.Fatalf("%s is not set", variable)
		}
	}
	return list
}

// onEach runs a test over a seeded tracker on every database.
func onEach(t *testing.T, run func(*site)) {
	for name, url := range servers(t) {
		t.Run(name, func(t *testing.T) {
			t.Setenv("ORMAR_TEST_DATABASE", url)
			db := ormtest.Open(t, model.Registry(), Scopes()...)
			run(open(t, t.Context(), db))
		})
	}
}

// open is a seeded tracker on a server. Requests carry what the context has, a transaction above all.
func open(t *testing.T, ctx context.Context, db *orm.DB) *site {
	t.Helper()
	handler, err := New(db, slog.New(slog.NewTextHandler(t.Output(), nil))).Handler()
	if err == nil {
		_, err = ormseed.Load(orm.Unscoped(ctx), db, os.DirFS("../seeds"), "*.yaml")
	}
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx != t.Context() { // a transaction belongs to one context, and the request waits for the answer
			r = r.WithContext(ctx)
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return &site{t, server.URL + "/", db, "ann"}
}

// site is a client of the tracker, who is somebody.
type site struct {
	*testing.T
	url string
	db  *orm.DB
	who string
}

// as is the client who is somebody else.
func (s *site) as(who string) *site { return &site{s.T, s.url, s.db, who} }

// answered is an answer.
type answered struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers are "Name: value".
func (s *site) do(method, path, body string, headers ...string) answered {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	if s.who != "" {
		r.Header.Set("Authorization", "Bearer token-of-"+s.who)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answered{answer.StatusCode, answer.Header, string(text)}
}

// want sends a request and wants a status and a text in the answer, which it returns as JSON.
func (s *site) want(status int, has, method, path, body string, headers ...string) map[string]any {
	s.Helper()
	a := s.do(method, path, body, headers...)
	if a.status != status || !strings.Contains(a.body, has) {
		s.Errorf("%s %s as %s: %d %s, want %d with %s", method, path, s.who, a.status, a.body, status, has)
	}
	var out map[string]any
	if strings.HasPrefix(a.body, "{") {
		if err := json.NewDecoder(strings.NewReader(a.body)).Decode(&out); err != nil {
			s.Errorf("%s %s: %v in %s", method, path, err, a.body)
		}
	}
	return out
}

// problems are the fields that an answer says are wrong, each with its rule.
func (a answered) problems() string {
	var p struct {
		Status int
		Errors []struct{ Pointer, Rule string }
	}
	if json.Unmarshal([]byte(a.body), &p) != nil || p.Status != a.status || a.header.Get("Content-Type") != "application/problem+json" {
		return "no problem"
	}
	var out []string
	for _, e := range p.Errors {
		out = append(out, e.Pointer+" "+e.Rule)
	}
	return strings.Join(out, ", ")
}
