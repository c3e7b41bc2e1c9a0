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
