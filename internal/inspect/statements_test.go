package inspect_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/schema"
)

// counting counts the statements of a connection.
type counting struct {
	*sql.Conn
	n int
}

func (c *counting) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.Conn.QueryContext(ctx, query, args...)
}

func (c *counting) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.n++
	return c.Conn.QueryRowContext(ctx, query, args...)
}

func (c *counting) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.n++
	return c.Conn.ExecContext(ctx, query, args...)
}

// A database is read by a statement for each kind of what is in it, however many tables there are.
func TestStatementsDoNotGrowWithTables(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			db := dbtest.OpenEmpty(t, name, schema.MustRegistry())
			d, err := dialect.For(db.Dialect())
			if err != nil {
				t.Fatal(err)
			}
			made := 0
			counts := map[int]int{}
			for _, tables := range []int{2, 20} {
				for ; made < tables; made++ {
					for _, text := range []string{
						fmt.Sprintf("CREATE TABLE t%d (id int NOT NULL PRIMARY KEY, a varchar(20) NOT NULL UNIQUE, b int CHECK (b > 0), r int, FOREIGN KEY (r) REFERENCES t%d (id))", made, max(made-1, 0)),
						fmt.Sprintf("CREATE INDEX i%d ON t%d (b)", made, made),
					} {
						if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
							t.Fatal(err)
						}
					}
				}
				conn, err := db.SQLX().Conn(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				c := &counting{Conn: conn}
				state, _, err := inspect.ReadAll(t.Context(), c, d, "", nil)
				if err := conn.Close(); err != nil {
					t.Error(err)
				}
				if err != nil || len(state.Tables) != tables || len(state.Tables[1].ForeignKeys) != 1 {
					t.Fatalf("%d tables: %v", tables, err)
				}
				counts[tables] = c.n
			}
			if counts[2] != counts[20] || counts[2] > 7 {
				t.Errorf("%d statements for 2 tables, %d for 20", counts[2], counts[20])
			}
		})
	}
}
