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
// could mend. Where they are tight one side fills values with blanks and the other may hold some, which only models that declare the type
// tell apart as the server does (char_test.go): here no word has any.
type columns struct {
	name, key, reference string
	loose, tight         bool
}

// kinds are the columns that each database is tried with.
var kinds = map[string][]columns{
	"sqlite": {
		{name: "binary", key: "TEXT", reference: "TEXT"},
		{name: "nocase", key: "TEXT COLLATE NOCASE", reference: "TEXT COLLATE NOCASE"},
		{name: "rtrim", key: "VARCHAR(20) COLLATE RTRIM", reference: "VARCHAR(20) COLLATE RTRIM"},
		{name: "nocase key", key: "TEXT COLLATE NOCASE", reference: "TEXT"},
	},
	"postgres": {
		{name: "binary", key: "text", reference: "text"},
		{name: "citext", key: "citext", reference: "citext"},
		{name: "icu", key: "text COLLATE folds", reference: "text COLLATE folds"},
		{name: "char", key: "char(12)", reference: "char(12)"},
		{name: "longer char", key: "char(12)", reference: "char(20)"},
		{name: "char key", key: "char(12)", reference: "varchar(20)", tight: true},
		{name: "char key of text", key: "char(12)", reference: "text"},
		{name: "char reference", key: "varchar(20)", reference: "char(12)", tight: true},
		{name: "citext key", key: "citext", reference: "text"},
		{name: "citext reference", key: "text", reference: "citext", loose: true},
	},
	"mariadb": {
		{name: "binary", key: "varchar(20) COLLATE utf8mb4_nopad_bin", reference: "varchar(20) COLLATE utf8mb4_nopad_bin"},
		{name: "default", key: "varchar(20)", reference: "varchar(20)"},
		{name: "unicode", key: "varchar(20) COLLATE utf8mb4_unicode_ci", reference: "varchar(20) COLLATE utf8mb4_unicode_ci"},
		{name: "padded", key: "varchar(20) COLLATE utf8mb4_bin", reference: "varchar(20) COLLATE utf8mb4_bin"},
		{name: "char", key: "char(20) COLLATE utf8mb4_unicode_ci", reference: "char(20) COLLATE utf8mb4_unicode_ci"},
		{name: "longer char", key: "char(12) COLLATE utf8mb4_nopad_bin", reference: "char(20) COLLATE utf8mb4_nopad_bin", tight: true},
		{name: "char key", key: "char(12) COLLATE utf8mb4_nopad_bin", reference: "varchar(20) COLLATE utf8mb4_nopad_bin", tight: true},
		{name: "char reference", key: "varchar(20) COLLATE utf8mb4_nopad_bin", reference: "char(12) COLLATE utf8mb4_nopad_bin"},
		{name: "padded char reference", key: "varchar(20) COLLATE utf8mb4_bin", reference: "char(12) COLLATE utf8mb4_bin"},
		{name: "binary reference", key: "varchar(20) COLLATE utf8mb4_general_ci", reference: "varchar(20) COLLATE utf8mb4_bin"},
		{name: "binary key", key: "varchar(20) COLLATE utf8mb4_nopad_bin", reference: "varchar(20) COLLATE utf8mb4_general_ci", loose: true},
	},
	"mysql": {
		{name: "binary", key: "varchar(20) COLLATE utf8mb4_0900_bin", reference: "varchar(20) COLLATE utf8mb4_0900_bin"},
		{name: "default", key: "varchar(20)", reference: "varchar(20)"},
		{name: "general", key: "varchar(20) COLLATE utf8mb4_general_ci", reference: "varchar(20) COLLATE utf8mb4_general_ci"},
		{name: "padded", key: "varchar(20) COLLATE utf8mb4_bin", reference: "varchar(20) COLLATE utf8mb4_bin"},
	},
}

const tables = `CREATE TABLE writers (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, position INTEGER NOT NULL, writer %[2]s);
CREATE TABLE badges (id INTEGER NOT NULL PRIMARY KEY, writer %[2]s NOT NULL UNIQUE);
CREATE TABLE clubs (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE memberships (id %[3]s PRIMARY KEY, writer %[2]s NOT NULL, club %[2]s NOT NULL, UNIQUE (writer, club));
CREATE TABLE labels (id %[1]s NOT NULL PRIMARY KEY, text VARCHAR(20) NOT NULL);
CREATE TABLE tags (id %[1]s NOT NULL PRIMARY KEY);
CREATE TABLE stickers (id %[3]s PRIMARY KEY, grams INTEGER NOT NULL, writer %[2]s NOT NULL, tag %[2]s NOT NULL, UNIQUE (writer, tag))`

// world is a database with tables of one kind of columns.
type world struct {
	*testing.T
	db   *orm.DB
	sent *dbtest.Counter
	kind columns
	pool *sqlx.DB
}

func models() *schema.Registry {
	return schema.MustRegistry(&writer{}, &book{}, &badge{}, &club{}, &tag{}, &sticker{}, &label{})
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
	generated := map[string]string{"sqlite": "INTEGER", "postgres": "INTEGER GENERATED BY DEFAULT AS IDENTITY (START 1000)"}[database]
	if generated == "" {
		generated = "INTEGER NOT NULL AUTO_INCREMENT"
	}
	for _, statement := range strings.Split(fmt.Sprintf(tables, kind.key, kind.reference, generated), ";") {
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
