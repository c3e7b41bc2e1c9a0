package folding

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// columns are the types of the primary keys and of the columns that refer to them. Where they are loose the reference folds what the
// key tells apart: a limit for each parent is then shared by the parents that it takes for one, which nothing but a join with the parents
// could mend.
type columns struct {
	name, key, reference string
	loose                bool
}

// kinds are the columns that each database is tried with.
var kinds = map[string][]columns{
	"sqlite": {
		{"binary", "TEXT", "TEXT", false},
		{"nocase", "TEXT COLLATE NOCASE", "TEXT COLLATE NOCASE", false},
		{"rtrim", "VARCHAR(20) COLLATE RTRIM", "VARCHAR(20) COLLATE RTRIM", false},
		{"nocase key", "TEXT COLLATE NOCASE", "TEXT", false},
	},
	"postgres": {
		{"binary", "text", "text", false},
		{"citext", "citext", "citext", false},
		{"icu", "text COLLATE folds", "text COLLATE folds", false},
		{"char", "char(12)", "char(12)", false},
		{"citext key", "citext", "text", false},
		{name: "citext reference", key: "text", reference: "citext", loose: true},
	},
	"mariadb": {
		{"binary", "varchar(20) COLLATE utf8mb4_nopad_bin", "varchar(20) COLLATE utf8mb4_nopad_bin", false},
		{"default", "varchar(20)", "varchar(20)", false},
		{"unicode", "varchar(20) COLLATE utf8mb4_unicode_ci", "varchar(20) COLLATE utf8mb4_unicode_ci", false},
		{"padded", "varchar(20) COLLATE utf8mb4_bin", "varchar(20) COLLATE utf8mb4_bin", false},
		{"char", "char(20) COLLATE utf8mb4_unicode_ci", "char(20) COLLATE utf8mb4_unicode_ci", false},
		{"binary reference", "varchar(20) COLLATE utf8mb4_general_ci", "varchar(20) COLLATE utf8mb4_bin", false},
		{"binary key", "varchar(20) COLLATE utf8mb4_nopad_bin", "varchar(20) COLLATE utf8mb4_general_ci", true},
	},
	"mysql": {
		{"binary", "varchar(20) COLLATE utf8mb4_0900_bin", "varchar(20) COLLATE utf8mb4_0900_bin", false},
		{"default", "varchar(20)", "varchar(20)", false},
		{"general", "varchar(20) COLLATE utf8mb4_general_ci", "varchar(20) COLLATE utf8mb4_general_ci", false},
		{"padded", "varchar(20) COLLATE utf8mb4_bin", "varchar(20) COLLATE utf8mb4_bin", false},
	},
}

const tables = `CREATE TABLE writers (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, position INTEGER NOT NULL, writer %[2]s);
CREATE TABLE badges (id INTEGER NOT NULL PRIMARY KEY, writer %[2]s NOT NULL UNIQUE);
CREATE TABLE clubs (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE memberships (id INTEGER NOT NULL PRIMARY KEY, writer %[2]s NOT NULL, club %[2]s NOT NULL, UNIQUE (writer, club));
CREATE TABLE tags (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE stickers (id INTEGER NOT NULL PRIMARY KEY, grams INTEGER NOT NULL, writer %[2]s NOT NULL, tag %[2]s NOT NULL, UNIQUE (writer, tag))`

// world is a database with tables of one kind of columns.
type world struct {
	*testing.T
	db   *orm.DB
	sent *dbtest.Counter
	kind columns
	pool *sqlx.DB
}

func models() *schema.Registry {
	return schema.MustRegistry(&writer{}, &book{}, &badge{}, &club{}, &tag{}, &sticker{})
}

// newWorld opens an empty database and makes the tables.
func newWorld(t *testing.T, database string, kind columns) *world {
	sent := &dbtest.Counter{}
	var db *orm.DB
	if strings.Contains(kind.key+kind.reference, "citext") {
		db = openCitext(t, orm.WithObserver(sent))
	} else {
		db = dbtest.OpenEmpty(t, database, models(), orm.WithObserver(sent))
	}
	w := &world{t, db, sent, kind, db.SQLX()}
	if strings.Contains(kind.key, "folds") {
		w.exec(`CREATE COLLATION folds (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`)
	}
	for _, statement := range strings.Split(fmt.Sprintf(tables, kind.key, kind.reference), ";") {
		if w.mysql() {
			statement += " DEFAULT CHARSET=utf8mb4"
		}
		w.exec(statement)
	}
	return w
}

func (w *world) mysql() bool { return w.pool.DriverName() == "mysql" }

func (w *world) exec(statement string, args ...any) {
	w.Helper()
	if _, err := w.pool.Exec(w.pool.Rebind(statement), args...); err != nil {
		w.Fatalf("%s: %v", statement, err)
	}
}

// openCitext makes a database of its own, since a PostgreSQL database has an extension once, whatever its schemas.
func openCitext(t *testing.T, opts ...orm.Option) *orm.DB {
	t.Helper()
	dsn := dbtest.DSN(t, "postgres")
	admin, err := sqlx.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	var name string
	if err := admin.Get(&name, "SELECT current_schema()::text || '_citext'"); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(`CREATE DATABASE "` + name + `" TEMPLATE template0`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP DATABASE "` + name + `"`); err != nil {
			t.Error(err)
		}
	})
	db, err := postgres.Open(inDatabase(t, dsn, name), models(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.SQLX().Exec("CREATE EXTENSION citext"); err != nil {
		t.Fatal(err)
	}
	return db
}

func inDatabase(t *testing.T, dsn, name string) string {
	if !strings.Contains(dsn, "://") {
		return dsn + " dbname=" + name + " search_path=public"
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	q := u.Query()
	q.Set("search_path", "public")
	u.RawQuery = q.Encode()
	return u.String()
}
