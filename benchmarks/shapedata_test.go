package benchmarks

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// fan is how many children a node of the tree has, depth how many levels are below its roots: 364 rows hang on each root.
const (
	fan   = 3
	depth = 5
)

// perRoot is the rows of the tree of one root.
func perRoot() int {
	n, level := 1, 1
	for range depth {
		level *= fan
		n += level
	}
	return n
}

// shapeTables are the tables of the shapes, with the types of a database.
func shapeTables(e engine) []string {
	text, long, moment, float, suffix := "VARCHAR(100)", "TEXT", "DATETIME", "DOUBLE", ""
	switch e.name {
	case servers.Postgres:
		moment, float = "TIMESTAMPTZ", "DOUBLE PRECISION"
	case servers.MariaDB:
		moment, long, suffix = "DATETIME(6)", "LONGTEXT", " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin"
	}
	var wide strings.Builder
	for _, c := range wideColumns() {
		kind, null := map[byte]string{'i': "BIGINT", 's': text, 'f': float, 't': moment, 'n': "BIGINT", 'x': text, 'g': float, 'u': moment}[c[0]], " NOT NULL"
		if strings.IndexByte("nxgu", c[0]) >= 0 {
			null = ""
		}
		fmt.Fprintf(&wide, ", %s %s%s", c, kind, null)
	}
	const key = " (id BIGINT PRIMARY KEY"
	return []string{
		"CREATE TABLE wide" + key + wide.String() + ")" + suffix,
		"CREATE TABLE docs" + key + ", body " + long + " NOT NULL)" + suffix,
		"CREATE TABLE nodes" + key + ", name " + text + " NOT NULL, parent_id BIGINT, next_id BIGINT)" + suffix,
		"CREATE INDEX nodes_parent ON nodes (parent_id)",
		"CREATE TABLE lefts" + key + ", name " + text + " NOT NULL)" + suffix,
		"CREATE TABLE rights" + key + ", name " + text + " NOT NULL)" + suffix,
		"CREATE TABLE ties (left_id BIGINT NOT NULL, right_id BIGINT NOT NULL, PRIMARY KEY (left_id, right_id))" + suffix,
	}
}

// wideColumns are the columns of wide rows but for the key, in the order of the struct.
func wideColumns() (list []string) {
	for _, c := range []struct {
		letter string
		n      int
	}{{"i", 9}, {"s", 10}, {"f", 5}, {"t", 5}, {"n", 10}, {"x", 10}, {"g", 5}, {"u", 5}} {
		for i := range c.n {
			list = append(list, fmt.Sprintf("%s%02d", c.letter, i+1))
		}
	}
	return list
}

// shapeRows is how much the tables hold: the largest size of each shape that is asked for.
type shapeRows struct {
	wide, docs, roots int
	links             []int
}

// leftsOf are the first and the last key of the rows at the left end of so many by so many links, which are theirs alone.
func leftsOf(size int) (first, last int) { return 10*size + 1, 11 * size }

// fillShapes makes the tables and their rows. All contenders read the same ones.
func fillShapes(t testing.TB, e engine, dsn string, n shapeRows) {
	t.Helper()
	pool, err := e.open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if e.name == servers.SQLite { // it lives as long as a connection does
		t.Cleanup(func() { pool.Close() })
	} else {
		defer pool.Close()
	}
	for _, text := range shapeTables(e) {
		if _, err := pool.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	ctx := t.Context()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	f := &filler{ctx: ctx, e: e, tx: tx}
	f.insert("wide", 30, n.wide, wideValues, append([]string{"id"}, wideColumns()[:29]...)...)
	f.insert("docs", 2, n.docs, func(id int) []any { return []any{id, strings.Repeat(fmt.Sprintf("page %05d\n", id%100000), 10_240)} }, "id", "body")
	total := n.roots * perRoot()
	f.insert("nodes", 4, total, func(id int) []any { return nodeValues(id, n.roots, total) }, "id", "name", "parent_id", "next_id")
	named := func(id int) []any { return []any{id, fmt.Sprintf("tag number %d", id)} }
	f.insert("rights", 2, slices.Max(n.links), named, "id", "name")
	for _, size := range n.links {
		first, last := leftsOf(size)
		f.insert("lefts", 2, size, func(id int) []any { return named(first + id - 1) }, "id", "name")
		f.exec(fmt.Sprintf("INSERT INTO ties SELECT l.id, r.id FROM lefts l CROSS JOIN rights r WHERE l.id BETWEEN %d AND %d AND r.id <= %d", first, last, size))
	}
	if f.err == nil {
		f.err = tx.Commit()
	}
	if f.err != nil {
		t.Fatal(f.err)
	}
	analyze := map[string]string{servers.Postgres: "VACUUM (ANALYZE) wide, docs, nodes, lefts, rights, ties", servers.SQLite: "ANALYZE",
		servers.MariaDB: "ANALYZE TABLE wide, docs, nodes, lefts, rights, ties"}
	if _, err := pool.Exec(analyze[e.name]); err != nil {
		t.Fatal(err)
	}
}

// filler writes rows a hundred at a time.
type filler struct {
	ctx context.Context
	e   engine
	tx  *sql.Tx
	err error
}

func (f *filler) insert(table string, width, n int, values func(id int) []any, columns ...string) {
	const batch = 100
	for first := 1; first <= n && f.err == nil; first += batch {
		var args []any
		last := min(first+batch-1, n)
		for id := first; id <= last; id++ {
			args = append(args, values(id)...)
		}
		text := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + tuples(last-first+1, width)
		_, f.err = f.tx.ExecContext(f.ctx, f.e.number(text), args...)
	}
}

func (f *filler) exec(text string) {
	if f.err == nil {
		_, f.err = f.tx.ExecContext(f.ctx, text)
	}
}

func wideValues(id int) []any {
	list := []any{id}
	for i := range 9 {
		list = append(list, id*(i+1))
	}
	for i := range 10 {
		list = append(list, fmt.Sprintf("text %d of row %d", i, id))
	}
	for i := range 5 {
		list = append(list, float64(id*(i+1))/8)
	}
	for i := range 5 {
		list = append(list, epoch.Add(time.Duration(id*(i+1))*time.Minute))
	}
	return list
}

// nodeValues are the row of a node. Roots come first and each level behind the one above it.
func nodeValues(id, roots, total int) []any {
	var parent any
	if id > roots {
		parent = (id-roots-1)/fan + 1
	}
	return []any{id, fmt.Sprintf("node number %d", id), parent, id%total + 1}
}
