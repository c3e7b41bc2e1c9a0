package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate/cli"
)

// address is a fresh database's, as -database takes it.
func address(t *testing.T, name string) string {
	url := dbtest.DSN(t, name)
	switch name {
	case servers.MySQL, servers.MariaDB:
		return "mysql://" + url
	case servers.SQLite:
		return "sqlite:" + url
	}
	return url
}

// The files lead from nothing to the models, and back, on every database.
func TestMigrations(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			url := address(t, name)
			for _, args := range []string{"up", "check", "down -all -allow-loss", "up"} {
				code, out := cli.Run(cli.Config{Models: model.Registry(), Dir: "migrations"}, append(strings.Fields(args), "-url", url))
				if code != 0 {
					t.Fatalf("%s: %d\n%s", args, code, out)
				}
			}
		})
	}
}

// The program starts twice over one database, answers, and finishes a request that was begun when it is told to stop.
func TestRun(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			s := settings{database: address(t, name), address: "127.0.0.1:0", trace: true}
			for range 2 {
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				at := make(chan string, 1)
				go func() { ended <- run(ctx, s, func(url string) { at <- url }) }()
				select {
				case url := <-at:
					slow(t, url, stop)
				case err := <-ended:
					t.Fatal(err)
				}
				stop()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// slow sends half a request, lets the program be stopped, and sends the rest.
func slow(t *testing.T, url string, stop func()) {
	body, rest := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"labels", body)
	if err != nil {
		t.Error(err)
		return
	}
	r.SetBasicAuth("ann", "token-of-ann")
	r.Header.Set("Content-Type", "application/json")
	go func() {
		_, _ = io.WriteString(rest, `{"name":`)
		time.Sleep(100 * time.Millisecond) // the server has read the head of the request by then
		stop()
		time.Sleep(100 * time.Millisecond)
		_, _ = io.WriteString(rest, `"label `+time.Now().Format(time.RFC3339Nano)+`"}`)
		rest.Close()
	}()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	defer answer.Body.Close()
	if text, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
}
