package dialect_test

import (
	"database/sql"
	"strconv"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/internal/dialect"
)

// server is a dialect with an empty database to try it on.
type server struct {
	*dialect.Dialect
	db *sql.DB
}

// each runs a test on an empty database of every kind; what does not answer is skipped with the reason.
func each(t *testing.T, run func(t *testing.T, s server)) {
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			dsn := servers.DSN(t, name)
			if name == "postgres" {
				dsn += "&default_query_exec_mode=describe_exec" // tables of one name come and go
			}
			db, err := sql.Open(map[string]string{"sqlite": "sqlite3", "postgres": "pgx", "mysql": "mysql", "mariadb": "mysql"}[name], dsn)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			d, err := dialect.For(name)
			if err != nil {
				t.Fatal(err)
			}
			run(t, server{d, db})
		})
	}
}

// numbered writes the placeholders as the dialect wants them; the texts of these tests have no ? in quotes.
func (s server) numbered(text string) string {
	if !s.Numbered {
		return text
	}
	parts := strings.Split(text, "?")
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(p)
	}
	return b.String()
}

func (s server) exec(t *testing.T, text string, args ...any) {
	t.Helper()
	if _, err := s.db.Exec(s.numbered(text), args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// ids are the numbers that a query yields, in its order, comma separated.
func (s server) ids(t *testing.T, text string, args ...any) string {
	t.Helper()
	rows, err := s.db.Query(s.numbered(text), args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(out, ",")
}
