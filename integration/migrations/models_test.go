package migrations

import (
	"testing"
	"testing/fstest"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Book is read and written before, during and after migrations.
type Book struct {
	orm.Model
	ID    int64
	Title string
}

// Schema describes Book.
func (b *Book) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(),
		schema.String(&b.Title, 100),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&Book{}) }

// each runs a test on an empty database of every kind.
func each(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	t.Helper()
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, dbtest.OpenEmpty(t, name, models()))
		})
	}
}

// dir is a directory of files: name and text by turns.
func dir(files ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		out[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

func with(t *testing.T, db migrate.Target, files fstest.MapFS, opts ...migrate.MigratorOption) *migrate.Migrator {
	t.Helper()
	m, err := migrate.New(db, files, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The statements that make and change the table of Book, in words that every database reads.
const (
	makeBooks = "CREATE TABLE books (id bigint NOT NULL PRIMARY KEY, title varchar(100) NOT NULL)"
	first     = "-- migrate:up\n" + makeBooks + ";\nINSERT INTO books (id, title) VALUES (1, 'Solaris');\n-- migrate:down\nDROP TABLE books;\n"
	second    = "-- migrate:up\nALTER TABLE books ADD COLUMN pages integer;\nUPDATE books SET pages = 204;\n-- migrate:down\nALTER TABLE books DROP COLUMN pages;\n"
	third     = "-- migrate:up\nCREATE TABLE shelves (id bigint NOT NULL PRIMARY KEY);\n-- migrate:down\nDROP TABLE shelves;\n"
)

func three() fstest.MapFS {
	return dir("20261129153000_books.sql", first, "20261129153001_pages.sql", second, "20261129153002_shelves.sql", third)
}

// states are the states of all versions, in one line.
func states(t *testing.T, m *migrate.Migrator) string {
	t.Helper()
	list, err := m.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, v := range list {
		text += string(v.State) + " "
	}
	return text
}

func ids(list []migrate.Version) string {
	text := ""
	for _, v := range list {
		text += v.ID + " "
	}
	return text
}

// has reports whether a query runs.
func has(t *testing.T, db migrate.Target, query string) bool {
	t.Helper()
	rows, err := db.SQLX().QueryContext(t.Context(), query)
	if err != nil {
		return false
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err() == nil
}
