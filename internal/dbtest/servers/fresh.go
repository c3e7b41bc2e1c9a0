package servers

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// dropTimeout bounds the wait for a connection that a test forgot and that still holds a lock.
const dropTimeout = 20 * time.Second

// Names gives the databases that can be asked for in this run: sqlite, postgres, and one of mysql and mariadb. A server that
// is not at hand stays in the list, as postgres or mysql, so that asking for it reports why; with -short none is looked at.
func Names() []string {
	names := []string{SQLite, Postgres, MySQL}
	if testing.Short() {
		return names
	}
	if s, err := findMySQL(); err == nil {
		names[2] = s.name
	}
	return names
}

// DSN makes an empty database for t and says how to open it: for SQLite a file in t's directory, for PostgreSQL a schema, for
// MySQL a database. It is dropped at the end of t, so the test closes its connections before that.
//
// Where there is no such server the test is skipped, or fails with ORMAR_REQUIRE_ALL=1. With -short it is skipped on all but SQLite.
func DSN(t testing.TB, name string) string {
	t.Helper()
	if testing.Short() && name != SQLite {
		refuseShort(t, name)
	}
	s, err := lookup(name)
	switch {
	case errors.Is(err, errAbsent) && os.Getenv("ORMAR_REQUIRE_ALL") != "1":
		t.Skipf("%s: %v", name, err)
	case err != nil:
		t.Fatalf("%s: %v", name, err)
	case s.name == SQLite:
		return filepath.Join(t.TempDir(), "test.db")
	}
	t.Cleanup(hold(s.name))
	dsn, drop, err := s.fresh()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("%s: %v (is a connection or a transaction still open?)", name, err)
		}
	})
	return dsn
}

// refuseShort skips t, or fails it where every server is required: a short run that looks complete would be a lie.
func refuseShort(t testing.TB, name string) {
	t.Helper()
	if os.Getenv("ORMAR_REQUIRE_ALL") == "1" {
		t.Fatalf("%s: ORMAR_REQUIRE_ALL=1 and -short contradict each other", name)
	}
	t.Skipf("%s: %v", name, errShort)
}

// Fresh is DSN outside of a test: the caller drops the database. It fails where there is no such server.
func Fresh(name string) (dsn string, drop func() error, err error) {
	s, err := lookup(name)
	if err != nil {
		return "", nil, err
	}
	if s.name != SQLite {
		return s.fresh()
	}
	dir, err := os.MkdirTemp("", "ormar")
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for SQLite: %w", err)
	}
	return filepath.Join(dir, "test.db"), func() error { return os.RemoveAll(dir) }, nil
}

func (s server) fresh() (dsn string, drop func() error, err error) {
	name := unusedName()
	dsn, err = s.kind.dsn(s.admin, name)
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), namedTimeout)
	defer cancel()
	if err := s.exec(ctx, fmt.Sprintf(s.kind.create, name)); err != nil {
		return "", nil, fmt.Errorf("make database %s: %w", name, err)
	}
	return dsn, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), dropTimeout)
		defer cancel()
		if err := s.exec(ctx, fmt.Sprintf(s.kind.drop, name)); err != nil {
			return fmt.Errorf("drop database %s: %w", name, err)
		}
		return nil
	}, nil
}

var counter atomic.Uint64

// unusedName differs between tests, processes, machines that share a server, and a process and the one that had its id before.
func unusedName() string {
	return fmt.Sprintf("ormar_test_%d_%d_%08x", os.Getpid(), counter.Add(1), rand.Uint32())
}
