package faults

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// steps are migrations in which each statement that must be done once adds one to a number: in a transaction, and by themselves.
func steps() fstest.MapFS {
	grow := "UPDATE steps SET n = n + 1;\n"
	step := func(option, column string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- migrate:up" + option + "\n" + grow + "ALTER TABLE steps ADD COLUMN " + column + " integer;\n" + grow + "-- migrate:down" + option + "\n" + grow +
			"ALTER TABLE steps DROP COLUMN " + column + ";\n" + grow)}
	}
	return fstest.MapFS{
		"1_start.sql":  {Data: []byte("-- migrate:up\nCREATE TABLE steps (n integer NOT NULL);\nINSERT INTO steps (n) VALUES (0);\n-- migrate:down\nDROP TABLE steps;\n")},
		"2_inside.sql": step("", "a"), "3_alone.sql": step(" transaction:false", "b"), "4_inside.sql": step("", "c"),
	}
}

// migrated goes up, or back to the first version.
func migrated(t *testing.T, db *orm.DB, back bool) error {
	t.Helper()
	m, err := migrate.New(db, steps())
	if err != nil {
		t.Fatal(err)
	}
	if back {
		_, err = m.Down(t.Context(), migrate.To("1"), migrate.AllowLoss())
	} else {
		_, err = m.Up(t.Context())
	}
	return err
}

// cutMigration cuts the nth request of a run, lets another process go on, and gives how many requests the run had sent, and how many were cut.
func cutMigration(t *testing.T, name string, f fault, n int, back bool) (sent, struck int) {
	t.Helper()
	dsn := dbtest.DSN(t, name)
	beside := open(t, dsn)
	if back {
		if err := migrated(t, beside, false); err != nil {
			t.Fatal(err)
		}
	}
	p := newProxy(t, server(t, dsn))
	behind := open(t, at(t, dsn, p.address()))
	before := p.requests()
	p.strikeNth(f, n)
	err := migrated(t, behind, back)
	sent, struck = p.requests()-before, p.strikes()
	p.strike(none, "", 0)
	if err != nil && struck == 0 {
		t.Errorf("nothing was cut: %v", err)
	}
	if err := migrated(t, beside, back); err != nil {
		t.Errorf("after a cut at %d (%v): %v", n, err, err)
	}
	want, columns := 6, "a, b, c"
	if back {
		want, columns = 12, "n"
	}
	var got []int
	if err := beside.SQLX().SelectContext(t.Context(), &got, "SELECT n FROM steps"); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("after a cut at %d the number is %v, want %d, %v", n, got, want, err)
	}
	rows, err := beside.SQLX().QueryxContext(t.Context(), "SELECT * FROM steps")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if text := strings.Join(names, ", "); err != nil || strings.TrimPrefix(text, "n, ") != columns {
		t.Errorf("after a cut at %d there are the columns %s, %v", n, text, err)
	}
	return sent, struck
}

// Migrations whose requests are lost, or whose answers are, are brought to their end by the next run: what must be done once is done once, there
// and back (F6). ORMAR_CUTS=every cuts at each request instead of at some.
func TestCutMigrations(t *testing.T) {
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, back := range []bool{false, true} {
				total, _ := cutMigration(t, name, none, 0, back)
				if total < 20 {
					t.Fatalf("a run sends %d requests", total)
				}
				stride := max(total/8, 1)
				if os.Getenv("ORMAR_CUTS") == "every" {
					stride = 1
				}
				cuts := 0
				for n := 1; n <= total; n += stride {
					for _, f := range []fault{loseRequest, loseReply} {
						t.Run(fmt.Sprintf("back %t, %d, fault %d", back, n, f), func(t *testing.T) {
							_, struck := cutMigration(t, name, f, n, back)
							cuts += struck
						})
					}
				}
				if cuts < 14 {
					t.Errorf("%d cuts of %d requests, back %t", cuts, total, back)
				}
			}
		})
	}
}
