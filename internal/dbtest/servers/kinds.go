package servers

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// postgresKind makes schemas, not databases: a schema takes a millisecond, a database copies a template.
func postgresKind() kind {
	return kind{
		driver:   "pgx",
		variable: "ORMAR_POSTGRES",
		local:    "postgres://postgres@127.0.0.1:5432/postgres",
		version:  "SELECT version()",
		name:     func(string) string { return Postgres },
		create:   `CREATE SCHEMA "%s"`,
		drop:     `DROP SCHEMA IF EXISTS "%s" CASCADE`,
		dsn:      searchPath,
	}
}

// pooledKind is PostgreSQL behind a pooler that lends a session for a transaction: there the search path would be lost, or kept by
// somebody else's session, so that a test gets a database instead of a schema.
func pooledKind() kind {
	k := postgresKind()
	k.create, k.drop = `CREATE DATABASE "%s"`, `DROP DATABASE IF EXISTS "%s" WITH (FORCE)`
	k.dsn = func(admin, name string) (string, error) {
		u, err := url.Parse(admin)
		if err != nil {
			return "", fmt.Errorf("read ORMAR_POSTGRES: %w", err)
		}
		u.Path = "/" + name
		return u.String(), nil
	}
	k.errand = func(admin string) string { return strings.Replace(admin, pooled, "default_query_exec_mode=exec", 1) }
	return k
}

// pooled is the option by which ORMAR_POSTGRES says that a pooler stands before its server.
const pooled = "pooler=transaction"

// searchPath makes the named schema the only one of a connection.
func searchPath(admin, name string) (string, error) {
	if !strings.Contains(admin, "://") {
		return admin + " search_path=" + name, nil
	}
	u, err := url.Parse(admin)
	if err != nil {
		return "", fmt.Errorf("read ORMAR_POSTGRES: %w", err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func mysqlKind() kind {
	return kind{
		driver:   "mysql",
		variable: "ORMAR_MYSQL",
		local:    "root@tcp(127.0.0.1:3306)/",
		version:  "SELECT version()",
		name: func(version string) string {
			if strings.Contains(version, "MariaDB") {
				return MariaDB
			}
			return MySQL
		},
		create: "CREATE DATABASE `%s`",
		drop:   "DROP DATABASE IF EXISTS `%s`",
		dsn:    databaseName,
	}
}

func databaseName(admin, name string) (string, error) {
	config, err := mysql.ParseDSN(admin)
	if err != nil {
		return "", fmt.Errorf("read ORMAR_MYSQL: %w", err)
	}
	config.DBName = name
	return config.FormatDSN(), nil
}
