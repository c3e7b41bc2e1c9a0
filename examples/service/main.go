// Command service is the HTTP service that docs/service.md builds from nothing.
package main

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ormar-go/ormar/examples/service/model"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/sqlite"
)

//go:embed migrations
var files embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, "service.db", "127.0.0.1:8080"); err != nil {
		log.Fatal(err)
	}
}

// run brings the tables up to date and serves until the context ends.
func run(ctx context.Context, file, address string) (err error) {
	db, err := sqlite.Open(file, model.Models())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := upgrade(ctx, db); err != nil {
		return err
	}
	h, err := handler(db)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return serve(ctx, listener, h)
}

// serve answers until the context ends, and then finishes the requests that were begun, for ten seconds at most.
func serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}

// upgrade applies the migrations that the database does not have yet.
func upgrade(ctx context.Context, db *orm.DB) error {
	dir, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	m, err := migrate.New(db, dir)
	if err != nil {
		return err
	}
	_, err = m.Up(ctx)
	return err
}

// handler is the service: each model under its path, with list, create, read, replace, patch and delete.
func handler(db *orm.DB) (http.Handler, error) {
	resources := map[string]*ormhttp.Handler{
		"/projects": ormhttp.Resource[model.Project](db),
		"/issues": ormhttp.Resource[model.Issue](db, ormhttp.Policy(orm.Policy{
			Filter:  []string{"status", "project", "title__icontains", "created__gte"},
			Sort:    []string{"created", "title"},
			Include: []string{"project", "comments"},
			Search:  []string{"title"},
		})),
		"/comments": ormhttp.Resource[model.Comment](db),
	}
	mux := http.NewServeMux()
	for path, r := range resources {
		if err := r.Err(); err != nil {
			return nil, err
		}
		mux.Handle(path, http.StripPrefix(path, r))
		mux.Handle(path+"/", http.StripPrefix(path, r))
	}
	document, err := ormhttp.OpenAPI("Issues", "1.0", resources)
	if err != nil {
		return nil, err
	}
	docs, err := ormhttp.Docs(document)
	if err != nil {
		return nil, err
	}
	mux.Handle("/docs/", http.StripPrefix("/docs", docs))
	return mux, nil
}
