// Package app is the tracker: its rows over HTTP, an import, a report, and who may do what.
package app

import (
	"errors"
	"log/slog"
	"net/http"
	"reflect"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// App is the tracker over a database.
type App struct {
	db  *orm.DB
	log *slog.Logger
}

// New makes the tracker over a database, which was opened with Scopes, and begins to watch what is written in it.
func New(db *orm.DB, log *slog.Logger) *App {
	a := &App{db, log}
	a.watch()
	return a
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// Handler serves the tracker.
func (a *App) Handler() (http.Handler, error) {
	resources := a.resources()
	mux := http.NewServeMux()
	for path, r := range resources {
		if err := r.Err(); err != nil {
			return nil, err
		}
		mux.Handle(path, http.StripPrefix(path, r))
		mux.Handle(path+"/", http.StripPrefix(path, r))
	}
	document, err := ormhttp.OpenAPI("Tracker", "1.0", resources)
	if err != nil {
		return nil, err
	}
	docs, err := ormhttp.Docs(document)
	if err != nil {
		return nil, err
	}
	admin, err := a.admin()
	if err != nil {
		return nil, err
	}
	mux.Handle("/admin/", http.StripPrefix("/admin", admin))
	mux.Handle("GET /docs/", http.StripPrefix("/docs", docs))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { ormhttp.WriteProblem(w, orm.ErrNoMatch) })
	mux.HandleFunc("GET /{$}", a.home)
	mux.HandleFunc("GET /me", a.me)
	mux.HandleFunc("GET /report", a.report)
	mux.HandleFunc("POST /projects/{id}/import", a.importIssues)
	mux.HandleFunc("GET /attachments/{id}/content", a.content)
	mux.HandleFunc("PUT /issues/{id}/labels", a.setLabels)
	mux.HandleFunc("PUT /teams/{id}/members/{user}", a.setMember)
	mux.HandleFunc("DELETE /teams/{id}/members/{user}", a.removeMember)
	return a.traced(http.NewCrossOriginProtection().Handler(a.authenticated(mux))), nil // browsers send passwords along
}

// fail answers with the problem of an error, and logs what is nobody's business but ours.
func (a *App) fail(w http.ResponseWriter, r *http.Request, err error) {
	if ormhttp.ProblemOf(err).Status == http.StatusInternalServerError {
		a.log.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "error", err)
	}
	ormhttp.WriteProblem(w, err)
}

// forbidden is the error of what a user may not do.
var forbidden = ormhttp.Problem{Status: http.StatusForbidden}

// member refuses guests, who only read.
func member(r *http.Request) error {
	who, err := WhoOf(r.Context())
	if err != nil || who.Role == model.Guest {
		return errors.Join(forbidden, err)
	}
	return nil
}
