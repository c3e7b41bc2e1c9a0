package migrate

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
)

// texter is a querier that only keeps texts.
type texter struct{ b strings.Builder }

func (x *texter) QueryContext(context.Context, string, ...any) (*sql.Rows, error) {
	return nil, sql.ErrConnDone
}

func (x *texter) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	x.b.WriteString(query + ";\n")
	if n := strings.Count(query, "?") + strings.Count(query, "$"); n != len(args) {
		x.b.WriteString("-- the number of arguments is another\n")
	}
	return driver.RowsAffected(1), nil
}

// What is sent about the history itself, and the locks around it, on each dialect.
func TestHistoryGolden(t *testing.T) {
	var x texter
	for _, d := range []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL(), dialect.MariaDB()} {
		x.b.WriteString("-- " + d.Name + "\n")
		h := history{dialect: d, table: "ormar_migrations"}
		ctx := t.Context()
		r := record{id: "1_a", at: time.Unix(0, 0)}
		for _, err := range []error{h.create(ctx, &x), h.put(ctx, &x, r, false), h.put(ctx, &x, r, true), h.take(ctx, &x, "1_a")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		name := d.DDL.Literal("ormar_migrations")
		mig := d.Migration
		if mig.TryLock != nil {
			x.b.WriteString(mig.TryLock(name) + ";\n" + mig.Unlock(name) + ";\n")
		}
		x.b.WriteString(mig.Tables + name + ");\n" + strings.Join(append(mig.Session, ""), ";\n") + mig.Columns(name) + ";\n\n")
	}
	const file = "testdata/history.golden"
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, []byte(x.b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != x.b.String() {
		t.Errorf("%v; is\n%s", err, &x.b)
	}
}

// Errors are cut between characters, and hold nothing that a database refuses.
func TestShortened(t *testing.T) {
	for text, want := range map[string]string{"": "", "a\x00b": "ab", "a\xffb": "a\ufffdb", strings.Repeat("ö", 1500): strings.Repeat("ö", 1000) + "…"} {
		if got := shortened(text); got != want {
			t.Errorf("%.20q: %.20q…", text, got)
		}
	}
}
