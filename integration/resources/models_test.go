package resources

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
)

// Team owns projects.
type Team struct {
	orm.Model
	ID       int64             `json:"id"`
	Name     string            `json:"name"`
	Token    string            `json:"token"`
	Projects orm.Many[Project] `json:"projects"`
}

// Schema is the table of Team.
func (t *Team) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20).Unique(), schema.String(&t.Token, 50).Default("t0k3n").Secret(),
	}}
}

// Project has what a body can get wrong.
type Project struct {
	orm.Model
	ID        uuid.UUID      `json:"id"`
	Slug      string         `json:"slug"`
	Title     *string        `json:"title"`
	Stars     int            `json:"stars"`
	Kind      string         `json:"kind"`
	Settings  map[string]any `json:"settings"`
	Team      orm.One[Team]  `json:"team"`
	Secret    string         `json:"secret"`
	CreatedAt time.Time      `json:"createdAt"`
	Version   int            `json:"version"`
}

// Schema is the table of Project.
func (p *Project) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&p.ID).PrimaryKey().DefaultFunc(uuid.New), schema.String(&p.Slug, 10).MinLength(2).Unique(), schema.String(&p.Title, 20),
		schema.Integer(&p.Stars).Default(3).Max(100), schema.String(&p.Kind, 10).Choices("lib", "app"), schema.JSON(&p.Settings).Default(map[string]any{}),
		schema.ForeignKey(&p.Team).RelatedName("projects").NotNull().OnDelete(schema.Restrict), schema.String(&p.Secret, 20).Default("canary").Secret(),
		schema.DateTime(&p.CreatedAt).DefaultFunc(func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }).ReadOnly(),
		schema.Integer(&p.Version).Version(),
	}}
}

// Grade has a composite key.
type Grade struct {
	orm.Model
	Course string `json:"course"`
	Year   int    `json:"year"`
	Mark   int    `json:"mark"`
}

// Schema is the table of Grade.
func (g *Grade) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&g.Course, 20).PrimaryKey(), schema.Integer(&g.Year).PrimaryKey(), schema.Integer(&g.Mark),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&Team{}, &Project{}, &Grade{}) }

// tenancy shows grades to requests that say who asks, by the header Course.
var tenancy = orm.WithScope[Grade]("course", func(ctx context.Context) (orm.Condition, error) {
	switch course, _ := ctx.Value(courseKey{}).(string); course {
	case "":
		return nil, errors.New("canary: nobody asks")
	case "all":
		return orm.And(), nil
	default:
		return orm.Q{"course": course}, nil
	}
})

type courseKey struct{}

// asking puts the header into the context.
func asking(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), courseKey{}, r.Header.Get("Course"))))
	})
}

// site is a server of the resources of a database.
type site struct {
	*testing.T
	url    string
	header http.Header
	db     *orm.DB
}

func each(t *testing.T, run func(s *site), opts ...ormhttp.Option) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) { serve(t, db, run, opts) }, tenancy)
}

// eachInTurn is each for tests whose options remember.
func eachInTurn(t *testing.T, run func(s *site), opts ...ormhttp.Option) {
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) { serve(t, dbtest.Open(t, name, models(), tenancy), run, opts) })
	}
}

func serve(t *testing.T, db *orm.DB, run func(s *site), opts []ormhttp.Option) {
	mux := http.NewServeMux()
	projects := ormhttp.Resource[Project](db, append([]ormhttp.Option{ormhttp.Policy(orm.Policy{Include: []string{"team"}})}, opts...)...)
	teams := ormhttp.Resource[Team](db, ormhttp.Policy(orm.Policy{Include: []string{"projects"}}), ormhttp.Relations("projects"))
	for name, h := range map[string]*ormhttp.Handler{"projects": projects, "teams": teams, "grades": ormhttp.Resource[Grade](db)} {
		if h.Err() != nil {
			t.Fatal(h.Err())
		}
		mux.Handle("/api/"+name+"/", asking(http.StripPrefix("/api/"+name, h)))
		mux.Handle("/api/"+name, asking(http.StripPrefix("/api/"+name, h)))
	}
	server := httptest.NewServer(mux)
	defer server.Close()
	if err := orm.Objects[Team](db).BulkCreate(t.Context(), []*Team{{ID: 1, Name: "core"}, {ID: 2, Name: "web"}}); err != nil {
		t.Fatal(err)
	}
	run(&site{t, server.URL + "/api/", http.Header{}, db})
}

// reply is an answer.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers are "Name: value".
func (s *site) do(method, path, body string, headers ...string) reply {
	s.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, reader)
	if err != nil {
		s.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		s.Fatal(err)
	}
	return reply{w.StatusCode, w.Header, string(text)}
}

// want fails the test unless the answer is that.
func (s *site) want(r reply, status int, body string) {
	s.Helper()
	if r.status != status || body != "" && r.body != body {
		s.Errorf("%d %s, want %d %s", r.status, r.body, status, body)
	}
	for _, leak := range []string{"canary", "t0k3n", "SELECT", "INSERT", "sqlite", "pgx", "SQLSTATE"} {
		if strings.Contains(r.body, leak) {
			s.Errorf("%s leaks %s", r.body, leak)
		}
	}
}

// problems are the wrong fields of an answer: "/slug required".
func (r reply) problems() string {
	var p ormhttp.Problem
	if err := json.Unmarshal([]byte(r.body), &p); err != nil || r.header.Get("Content-Type") != "application/problem+json" {
		return "no problem: " + r.body
	}
	out := []string{}
	for _, e := range p.Errors {
		if e.Detail == "" {
			out = append(out, "no detail")
		}
		out = append(out, e.Pointer+" "+e.Rule)
	}
	if p.Status != r.status || p.Title != http.StatusText(p.Status) {
		out = append(out, fmt.Sprintf("%+v", p))
	}
	return strings.Join(out, ", ")
}
