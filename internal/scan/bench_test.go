package scan

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// freeDriver answers every query with the same rows and costs nothing but what database/sql costs.
type freeDriver struct{ rows [][]driver.Value }

func (f *freeDriver) Connect(context.Context) (driver.Conn, error) { return f, nil }
func (f *freeDriver) Driver() driver.Driver                        { return nil }
func (f *freeDriver) Prepare(string) (driver.Stmt, error)          { return nil, driver.ErrSkip }
func (f *freeDriver) Close() error                                 { return nil }
func (f *freeDriver) Begin() (driver.Tx, error)                    { return nil, driver.ErrSkip }

func (f *freeDriver) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &freeRows{rows: f.rows}, nil
}

type freeRows struct{ rows [][]driver.Value }

func (f *freeRows) Columns() []string { return make([]string, len(f.rows[:1][0])) }
func (f *freeRows) Close() error      { return nil }

func (f *freeRows) Next(dest []driver.Value) error {
	if len(f.rows) == 0 {
		return io.EOF
	}
	copy(dest, f.rows[0])
	f.rows = f.rows[1:]
	return nil
}

// tenColumns is the model of the comparison: mixed types, two times, two nullables.
type tenColumns struct {
	ID      int64
	Name    string
	Email   string
	Age     int
	Score   float64
	Active  bool
	Created time.Time
	Updated time.Time
	Points  *int64
	Note    *string
}

func (c *tenColumns) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 50), schema.String(&c.Email, 50), schema.Integer(&c.Age), schema.Float(&c.Score),
		schema.Boolean(&c.Active), schema.DateTime(&c.Created), schema.DateTime(&c.Updated), schema.BigInteger(&c.Points), schema.Text(&c.Note),
	}}
}

func tenRows(n int) [][]driver.Value {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	rows := make([][]driver.Value, n)
	for i := range rows {
		rows[i] = []driver.Value{int64(i), "some name", "name@example.org", int64(20 + i%50), 1.5, i%2 == 0, at, at, int64(i), "a note"}
		if i%2 == 1 {
			rows[i][8], rows[i][9] = nil, nil
		}
	}
	return rows
}

func tenPlan(t testing.TB) *Plan {
	t.Helper()
	reg, err := schema.NewRegistry(&tenColumns{})
	if err != nil {
		t.Fatal(err)
	}
	tree := loaders.NewTree(reg.ByName("tenColumns"))
	load(tree.Root())
	return plan(t, tree)
}

// byHand is what a careful programmer writes.
func byHand(rows *sql.Rows, hint int) ([]*tenColumns, error) {
	out := make([]*tenColumns, 0, hint)
	for rows.Next() {
		c := &tenColumns{}
		if err := rows.Scan(&c.ID, &c.Name, &c.Email, &c.Age, &c.Score, &c.Active, &c.Created, &c.Updated, &c.Points, &c.Note); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// readers are the two ways to read tenColumns.
func readers(t testing.TB) map[string]func(*sql.Rows, int) error {
	p := tenPlan(t)
	return map[string]func(*sql.Rows, int) error{
		"hand": func(rows *sql.Rows, hint int) error {
			_, err := byHand(rows, hint)
			return err
		},
		"plan": func(rows *sql.Rows, hint int) error {
			_, err := p.Read(rows, Options{Hint: hint})
			return err
		},
	}
}

func query(t testing.TB, db *sql.DB, hint int, read func(*sql.Rows, int) error) {
	rows, err := db.Query("")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if err := read(rows, hint); err != nil {
		t.Fatal(err)
	}
}

// TestAllocations: a list takes at most 0.8 of what hand-written code allocates, one row not more than that.
func TestAllocations(t *testing.T) {
	if racing {
		t.Skip("allocations cannot be counted under the race detector")
	}
	for _, c := range []struct {
		rows  int
		ratio float64
	}{{1, 1}, {100, 0.8}, {1000, 0.8}} {
		db := sql.OpenDB(&freeDriver{tenRows(c.rows)})
		got := map[string]float64{}
		for name, read := range readers(t) {
			got[name] = testing.AllocsPerRun(20, func() { query(t, db, c.rows, read) })
		}
		if got["plan"] > c.ratio*got["hand"] {
			t.Errorf("%d rows: %v allocations, by hand %v", c.rows, got["plan"], got["hand"])
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1, 100, 10000} {
		db := sql.OpenDB(&freeDriver{tenRows(n)})
		for name, read := range readers(b) {
			b.Run(fmt.Sprint(name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					query(b, db, n, read)
				}
			})
		}
	}
}

// BenchmarkPlan leaves database/sql out.
func BenchmarkPlan(b *testing.B) {
	p := tenPlan(b)
	rows := make([][]any, 100)
	for i, r := range tenRows(len(rows)) {
		for _, v := range r {
			rows[i] = append(rows[i], v)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Read(&plainRows{rows: rows}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJoined reads 1,000 books of 100 authors in one result: by book with its author, by author with the books.
func BenchmarkJoined(b *testing.B) {
	reg := registry(b)
	for name, side := range map[string]string{"book": "author", "author": "books"} {
		tree := loaders.NewTree(reg.ByName(name))
		author, book := load(tree.Root()), join(b, tree, side)
		if name == "book" {
			author, book = book, author
		}
		reduce(author, "name", "born")
		reduce(book, "title", "author", "pages")
		rows := make([][]any, 1000)
		for i := range rows {
			a := []any{int64(i / 10), "a name", nil}
			k := []any{int64(i), "a title", int64(i / 10), int64(300)}
			if rows[i] = append(append(rows[i], a...), k...); name == "book" {
				rows[i] = append(append([]any{}, k...), a...)
			}
		}
		p := plan(b, tree)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Read(&plainRows{rows: rows}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// plainRows hands its values out as they are.
type plainRows struct {
	rows [][]any
	next int
}

func (p *plainRows) Next() bool {
	p.next++
	return p.next <= len(p.rows)
}

func (p *plainRows) Scan(dest ...any) error {
	for i, v := range p.rows[p.next-1] {
		if err := dest[i].(sql.Scanner).Scan(v); err != nil {
			return err
		}
	}
	return nil
}

func (p *plainRows) Err() error { return nil }

func (p *plainRows) Close() error { return nil }
