package migrate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// recorder is a connector of SQLite that keeps the text of every statement.
type recorder struct {
	driver driver.Driver
	dsn    string
	mu     sync.Mutex
	texts  []string
}

func (r *recorder) Connect(context.Context) (driver.Conn, error) {
	c, err := r.driver.Open(r.dsn)
	if err != nil {
		return nil, err
	}
	return &recorded{c.(connection), r}, nil
}

func (r *recorder) Driver() driver.Driver { return r.driver }

func (r *recorder) note(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = append(r.texts, text)
}

// reset gives what was sent since the last one.
func (r *recorder) reset() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer func() { r.texts = nil }()
	return r.texts
}

// connection is what a driver's connections can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
}

// recorded is a connection of a recorder.
type recorded struct {
	connection
	to *recorder
}

func (c *recorded) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.to.note(text)
	return c.connection.ExecContext(ctx, text, args)
}

func (c *recorded) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.to.note(text)
	return c.connection.QueryContext(ctx, text, args)
}

// G-01: what exists is found by one query, however many tables there are, and each table costs its own statements alone: its
// CREATE and its index, then its DROP.
func TestStatementsAreCounted(t *testing.T) {
	lite, err := sqlite.Open(":memory:", schema.MustRegistry())
	if err != nil {
		t.Fatal(err)
	}
	defer lite.Close()
	for _, n := range []int{2, 20, 200} {
		r := &recorder{driver: lite.SQLX().Driver(), dsn: filepath.Join(t.TempDir(), "wide.db")}
		db := sqlx.NewDb(sql.OpenDB(r), "sqlite3")
		defer db.Close()
		p, err := planOf(dialect.SQLite(), wide(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name     string
			build    func(*catalog) ([]ddl.Statement, error)
			dropping bool
			want     map[string]int
		}{
			{"create", p.missing, false, map[string]int{"CREATE TABLE": n, "CREATE INDEX": n}},
			{"create again", p.missing, false, nil},
			{"drop", p.drop, true, map[string]int{"DROP TABLE": n}},
			{"drop again", p.drop, true, nil},
		} {
			r.reset()
			if err := run(t.Context(), db, p, c.build, c.dropping); err != nil {
				t.Fatal(err)
			}
			sent := r.reset()
			catalogs, rest := 0, 0
			for _, text := range sent {
				switch {
				case strings.Contains(text, "sqlite_schema"):
					catalogs++
				case !slices.ContainsFunc([]string{"CREATE ", "DROP "}, func(s string) bool { return strings.HasPrefix(text, s) }):
					rest++ // BEGIN, COMMIT, and the foreign keys of the session
				}
			}
			if catalogs != 1 || rest > 6 {
				t.Errorf("%s of %d: the catalog is read %d times, and %d other statements are sent", c.name, n, catalogs, rest)
			}
			made := 0
			for start, want := range c.want {
				made += want
				if got := len(slices.DeleteFunc(slices.Clone(sent), func(s string) bool { return !strings.HasPrefix(s, start) })); got != want {
					t.Errorf("%s of %d: %d times %s", c.name, n, got, start)
				}
			}
			if len(sent) != made+catalogs+rest {
				t.Errorf("%s of %d: %d statements, of which %d are accounted for:\n%s", c.name, n, len(sent), made+catalogs+rest, strings.Join(sent, "\n"))
			}
		}
	}
}
