package clusters

import (
	databasesql "database/sql"
	"strings"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// sql sends a statement to one node, past the library.
func sql(t *testing.T, dsn, text string) {
	t.Helper()
	driver := "mysql"
	if strings.HasPrefix(dsn, "postgres:") {
		driver = "pgx"
	}
	pool, err := databasesql.Open(driver, dsn)
	must(t, err)
	defer pool.Close()
	if _, err := pool.ExecContext(t.Context(), text); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}
