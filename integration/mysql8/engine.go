// Package mysql8 runs the integration suite on an in-memory engine that speaks MySQL 8: no RETURNING, JSON as a type of its
// own, MySQL's collations and error codes. MariaDB, which the rest of the tests use, differs in each of these.
//
// The engine is no MySQL server: it has no savepoints and no isolation to speak of. The cases that need them are skipped by
// name, with the reason; see skips.
package mysql8

import (
	"fmt"
	"net"
	"time"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/sirupsen/logrus"
)

// Engine is a running server on a port of its own.
type Engine struct {
	server *server.Server
	done   chan error
	// DSN names it in the go-sql-driver's form, without a database.
	DSN string
}

// Start brings an empty server up on a free local port. It holds no files: everything is gone when Close returns.
func Start() (*Engine, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("mysql8: find a free port: %w", err)
	}
	// The engine writes down every connection; what went wrong reaches the tests as errors.
	logrus.SetLevel(logrus.FatalLevel)
	provider := memory.NewDBProvider()
	// Without it there is no index on primary keys, and foreign keys cannot refer to them.
	provider.WithOption(memory.NativeIndexProvider(true))
	config := server.Config{
		Protocol:        "tcp",
		Address:         listener.Addr().String(),
		Listener:        listener,
		MaxConnections:  200,
		ConnReadTimeout: time.Minute,
	}
	s, err := server.NewServerWithHandler(config, planner(provider), sql.NewContext, memory.NewSessionBuilder(provider), nil, countMatched)
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("mysql8: start the engine: %w", err)
	}
	e := &Engine{server: s, done: make(chan error, 1), DSN: fmt.Sprintf("root@tcp(%s)/", config.Address)}
	go func() { e.done <- s.Start() }()
	return e, nil
}

// Close stops the server and waits for it.
func (e *Engine) Close() error {
	if err := e.server.Close(); err != nil {
		return fmt.Errorf("mysql8: stop the engine: %w", err)
	}
	return <-e.done
}
