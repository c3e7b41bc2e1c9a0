package ormtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// variable names the server on which tests run.
const variable = "ORMAR_TEST_DATABASE"

// setupTime bounds what makes and drops a database.
const setupTime = time.Minute

// Open gives an empty database with the models' tables, dropped at the end: SQLite in a file of the test's own, or a schema (on MySQL
// and MariaDB a database) of what ORMAR_TEST_DATABASE names. Each call gives another one, so that tests may run in parallel. What cannot
// be made, and a connection that is not back in the pool at the end of the test, fails it.
func Open(t testing.TB, models *schema.Registry, opts ...orm.Option) *orm.DB {
	t.Helper()
	db, err := open(t, models, opts)
	if err != nil {
		t.Fatalf("ormtest: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), setupTime)
	defer cancel()
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Fatalf("ormtest: create the tables: %v", err)
	}
	return db
}

// open is Open without the tables.
func open(t testing.TB, models *schema.Registry, opts []orm.Option) (*orm.DB, error) {
	t.Helper()
	address, err := fresh(t, os.Getenv(variable))
	if err != nil {
		return nil, err
	}
	db, err := connect(address, models, opts)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if n := db.Stats().InUse; n > 0 {
			t.Errorf("ormtest: %d connections are still in use: rows that were not closed, or a transaction that is open", n)
		}
		if err := db.Close(); err != nil {
			t.Errorf("ormtest: close: %v", err)
		}
	})
	return db, nil
}

func connect(address string, models *schema.Registry, opts []orm.Option) (*orm.DB, error) {
	switch scheme, _, _ := strings.Cut(address, "://"); scheme {
	case "postgres", "postgresql":
		return postgres.Open(address, models, opts...)
	case "mysql":
		return mysql.Open(address, models, opts...)
	}
	return sqlite.Open(address, models, opts...)
}

// fresh makes an empty place for tables and gives its address.
func fresh(t testing.TB, server string) (string, error) {
	if server == "" {
		return filepath.Join(t.TempDir(), "test.db"), nil
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("%s is no URL", variable) // the error would show it, and a password in it
	}
	name := unusedName()
	own := *u
	create, drop := `CREATE DATABASE `+name, `DROP DATABASE `+name
	switch u.Scheme {
	case "postgres", "postgresql":
		create, drop = `CREATE SCHEMA `+name, `DROP SCHEMA `+name+` CASCADE`
		q := own.Query()
		q.Set("search_path", name)
		own.RawQuery = q.Encode()
	case "mysql":
		own.Path = "/" + name
		if u.Path == "" || u.Path == "/" {
			u.Path = "/information_schema" // which every user may open
		}
	default:
		return "", fmt.Errorf("%s is postgres://… or mysql://…, or empty for SQLite", variable)
	}
	server = u.String()
	if err := errand(server, create); err != nil {
		return "", err
	}
	t.Cleanup(func() {
		if err := errand(server, drop); err != nil {
			t.Errorf("ormtest: %v", err)
		}
	})
	return own.String(), nil
}

func unusedName() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // which does not fail
	return "ormtest_" + hex.EncodeToString(random[:])
}

// errand sends one statement to the server itself.
func errand(server, statement string) error {
	models, err := schema.NewRegistry()
	if err != nil {
		return err
	}
	db, err := connect(server, models, nil)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), setupTime)
	defer cancel()
	_, err = db.SQLX().ExecContext(ctx, statement)
	return err
}
