// Command tracker is an issue tracker: go run . and read README.md.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/ormar-go/ormar/examples/tracker/app"
	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormotel"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/orm/ormslog"
)

// files are the migrations and the seeds, so that the program is one file.
//
//go:embed migrations seeds
var files embed.FS

// settings are the command line.
type settings struct {
	database, address string
	verbose, trace    bool
}

func main() {
	var s settings
	flag.StringVar(&s.database, "database", "tracker.db", "the `path` of an SQLite file, postgres://… or mysql://…")
	flag.StringVar(&s.address, "address", "127.0.0.1:8080", "where to listen")
	flag.BoolVar(&s.verbose, "v", false, "log every statement, not only slow and failed ones")
	flag.BoolVar(&s.trace, "trace", false, "write OpenTelemetry spans to the standard error")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, s, func(string) {}); err != nil {
		fmt.Fprintln(os.Stderr, "tracker:", err)
		os.Exit(1)
	}
}

// run serves the tracker until the context ends; then requests that were begun are finished. started is told the address.
func run(ctx context.Context, s settings, started func(url string)) (err error) {
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if s.trace {
		end, err := tracing()
		if err != nil {
			return err
		}
		defer end()
	}
	db, err := open(ctx, s.database, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	handler, err := app.New(db, log).Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String() + "/"
	log.Info("the tracker is at "+url, "user", "ann", "password", "token-of-ann")
	started(url)
	return serve(ctx, &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}, listener)
}

// serve serves until the context ends, and then waits for what is under way.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}

// open opens the database, brings it up to date, and writes the rows that a beginner needs.
func open(ctx context.Context, url string, log *slog.Logger) (_ *orm.DB, err error) {
	opts := append(app.Scopes(), orm.WithObserver(ormslog.New(log, ormslog.Slow(200*time.Millisecond))), orm.WithObserver(ormotel.New()),
		orm.WithTimeout(30*time.Second), orm.WithRetry(3))
	db, err := app.Open(url, model.Registry(), opts...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	m, err := migrate.New(db, migrations, migrate.WithLogger(log))
	if err != nil {
		return nil, err
	}
	if _, err := m.Up(ctx); err != nil {
		return nil, err
	}
	report, err := ormseed.Load(orm.Unscoped(ctx), db, files, "seeds/*.yaml")
	if err != nil {
		return nil, err
	}
	log.Info("seeded", "inserted", report.Inserted, "unchanged", report.Unchanged)
	return db, nil
}

// tracing writes spans to the standard error.
func tracing() (end func(), err error) {
	out, err := stdouttrace.New(stdouttrace.WithWriter(os.Stderr))
	if err != nil {
		return nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(out))
	otel.SetTracerProvider(provider)
	return func() { _ = provider.Shutdown(context.Background()) }, nil // spans that nobody can read any more
}
