package mysql8

import (
	"database/sql"
	"errors"
	"slices"
	"testing"

	"github.com/go-sql-driver/mysql"
)

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	pool, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

func execute(t *testing.T, pool *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := pool.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// What the rest of this package takes for granted of the engine; where an upgrade changes it, this says so first.
func TestEngineIsMySQL(t *testing.T) {
	engine, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	}()
	execute(t, open(t, engine.DSN), "CREATE DATABASE smoke")
	pool := open(t, engine.DSN+"smoke")
	execute(t, pool,
		"CREATE TABLE authors (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL UNIQUE)",
		"CREATE TABLE books (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY, author INTEGER, "+
			"FOREIGN KEY (author) REFERENCES authors (id))",
		"INSERT INTO authors (name) VALUES ('Tolkien')")

	var version string
	if err := pool.QueryRow("SELECT version()").Scan(&version); err != nil || version[:2] != "8." {
		t.Errorf("version() = %q, %v, want 8.something", version, err)
	}
	result, err := pool.Exec("INSERT INTO authors (name) VALUES (?)", "Sapkowski")
	if err != nil {
		t.Fatal(err)
	}
	if id, err := result.LastInsertId(); id != 2 || err != nil {
		t.Errorf("LastInsertId() = %d, %v, want 2", id, err)
	}
	for statement, code := range map[string]uint16{
		"INSERT INTO authors (name) VALUES ('X') RETURNING id": 1105, // a syntax error, 1064 in MySQL itself
		"INSERT INTO authors (name) VALUES ('Tolkien')":        1062,
		"INSERT INTO books (author) VALUES (99)":               1452,
	} {
		_, err := pool.Exec(statement)
		var refused *mysql.MySQLError
		if !errors.As(err, &refused) || refused.Number != code {
			t.Errorf("%s: %v, want error %d", statement, err, code)
		}
	}
	counted := open(t, engine.DSN+"smoke?clientFoundRows=true")
	for range 2 { // the second time nothing changes
		for _, update := range []string{"UPDATE authors SET name = 'Lem' WHERE id = 2",
			"UPDATE authors JOIN (SELECT 2 AS k, 'Lem' AS v) n ON n.k = authors.id SET authors.name = n.v"} {
			result, err := counted.Exec(update)
			if err != nil {
				t.Fatalf("%s: %v", update, err)
			}
			if n, err := result.RowsAffected(); n != 1 || err != nil {
				t.Errorf("%s matches %d rows, %v, want 1", update, n, err)
			}
		}
	}
	execute(t, pool, "UPDATE authors SET name = 'Sapkowski' WHERE id = 2")
	var names []string
	rows, err := pool.Query("SELECT name FROM authors ORDER BY id LIMIT ?", 10)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if want := []string{"Tolkien", "Sapkowski"}; rows.Err() != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v, want %q", names, rows.Err(), want)
	}
}
