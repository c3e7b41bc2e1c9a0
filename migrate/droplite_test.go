package migrate_test

import (
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// Dropping a parent on SQLite does not delete rows of tables that stay, and foreign keys are on again afterwards, also when a
// statement fails.
func TestDropOnSQLiteKeepsRows(t *testing.T) {
	dsn := servers.DSN(t, "sqlite")
	pool, err := sqlx.Open("sqlite3", dsn+"?_foreign_keys=1")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	db := target{pool, schema.MustRegistry(&Child{}), "sqlite"}
	create(t, db)
	db.exec(t, "INSERT INTO parents (id) VALUES (1)")
	db.exec(t, "INSERT INTO children (id, parent) VALUES (1, 1)")
	drop(t, db, migrate.Only("parents"))
	if db.count(t, "SELECT count(*) FROM children") != 1 {
		t.Error("dropping the parents deleted the children")
	}
	if db.count(t, "PRAGMA foreign_keys") != 1 {
		t.Error("foreign keys stayed off")
	}
	db.exec(t, "CREATE VIEW parents AS SELECT 1")
	var e *migrate.Error
	if err := migrate.DropAll(t.Context(), db); !errors.As(err, &e) || e.Action != "drop table" || e.Name != "parents" {
		t.Errorf("dropping a view: %v", err)
	}
	if db.count(t, "PRAGMA foreign_keys") != 1 || db.count(t, "SELECT count(*) FROM children") != 1 {
		t.Error("a failure left its traces")
	}
	pool.MustExec("PRAGMA foreign_keys = 0")
	pool.MustExec("DROP VIEW parents")
	drop(t, db)
	if db.count(t, "PRAGMA foreign_keys") != 0 {
		t.Error("foreign keys were switched on for a caller who has them off")
	}
}
