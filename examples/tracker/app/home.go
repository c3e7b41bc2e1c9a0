package app

import (
	"html/template"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
)

var page = template.Must(template.New("home").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tracker</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em}</style>
<h1>Tracker</h1>
<p>You are {{.Name}} ({{.Role}}).</p>
<ul>
<li><a href="docs/">The API, to read and to try</a>
<li><a href="admin/">Administration: every row, to look at and to change</a> (for admins)
<li><a href="issues?status=open&amp;sort=priority&amp;include=project,labels">Open issues, the urgent ones first</a>
<li><a href="issues?q=login&amp;fields=id,title,status">Issues with the word login</a>
<li><a href="projects">Projects</a>, <a href="teams?include=members">teams with their members</a>, <a href="users">users</a>
<li><a href="report">The report by month</a>
<li><a href="audit?include=who">What has happened</a>
</ul>
</html>
`))

// home is a page with ways to begin.
func (a *App) home(w http.ResponseWriter, r *http.Request) {
	user, err := a.self(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, user) // the client has gone
}

// me is whose token the request has.
func (a *App) me(w http.ResponseWriter, r *http.Request) {
	user, err := a.self(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	answer(w, orm.JSON(user))
}

func (a *App) self(r *http.Request) (*model.User, error) {
	who, err := WhoOf(r.Context())
	if err != nil {
		return nil, err
	}
	return orm.Objects[model.User](a.db).SelectRelated("teams").Get(r.Context(), orm.Q{"pk": who.User})
}

// traced begins a span for each request; those of the statements are its children.
func (a *App) traced(next http.Handler) http.Handler {
	tracer := otel.Tracer("tracker")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := tracer.Start(r.Context(), r.Method+" "+r.URL.Path, trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("url.path", r.URL.Path)))
		defer span.End()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
