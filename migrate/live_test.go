package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// target is a pool with models, as an *orm.DB is.
type target struct {
	db      *sqlx.DB
	models  *schema.Registry
	dialect string
}

func (t target) SQLX() *sqlx.DB           { return t.db }
func (t target) Models() *schema.Registry { return t.models }
func (t target) Dialect() string          { return t.dialect }

func (t target) with(models ...schema.Definer) target {
	t.models = schema.MustRegistry(models...)
	return t
}

var drivers = map[string]string{"sqlite": "sqlite3", "postgres": "pgx", "mysql": "mysql", "mariadb": "mysql"}

// each runs a test on an empty database of every kind.
func each(t *testing.T, run func(t *testing.T, db target)) {
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			dsn := servers.DSN(t, name)
			if name == "sqlite" {
				dsn += "?_foreign_keys=1&_busy_timeout=10000"
			}
			db, err := sqlx.Open(drivers[name], dsn)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			run(t, target{db, everyModel(), name})
		})
	}
}

// there is what the catalog lists, in order.
func (db target) there(t *testing.T) []string {
	t.Helper()
	d, err := dialect.For(db.dialect)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.db.Query(d.DDL.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var kind, table, name string
		if err := rows.Scan(&kind, &table, &name); err != nil {
			t.Fatal(err)
		}
		if kind != "key" && kind != "label" {
			out = append(out, kind+" "+name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// tables are the names that the catalog must list for the models.
func (db target) tables() []string {
	var out []string
	for _, m := range db.models.Models() {
		out = append(out, "table "+m.Table)
	}
	if db.dialect == "postgres" {
		out = append(out, "enum mood")
	}
	slices.Sort(out)
	return out
}

func (db target) exec(t *testing.T, text string) {
	t.Helper()
	if _, err := db.db.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// refused fails unless the database refuses the statement.
func (db target) refused(t *testing.T, why, text string) {
	t.Helper()
	if _, err := db.db.Exec(text); err == nil {
		t.Errorf("%s: the database took %s", why, text)
	}
}

func (db target) count(t *testing.T, text string) int {
	t.Helper()
	var n int
	if err := db.db.Get(&n, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func create(t *testing.T, db target, opts ...migrate.Option) {
	t.Helper()
	if err := migrate.CreateAll(t.Context(), db, opts...); err != nil {
		t.Fatal(err)
	}
}

func drop(t *testing.T, db target, opts ...migrate.Option) {
	t.Helper()
	if err := migrate.DropAll(t.Context(), db, opts...); err != nil {
		t.Fatal(err)
	}
}

// Every type, option, relation and name is created, twice without harm, and dropped, twice as well: G-01.
func TestCreateAndDrop(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		for range 2 {
			create(t, db)
			if got := db.there(t); !slices.Equal(got, db.tables()) {
				t.Fatalf("there are %v\nnot %v", got, db.tables())
			}
			db.exec(t, "INSERT INTO skills (code) VALUES ('go')")
			create(t, db)
			if db.count(t, "SELECT count(*) FROM skills") != 1 {
				t.Error("a second CreateAll lost a row")
			}
			drop(t, db)
			if got := db.there(t); len(got) != 0 {
				t.Fatalf("left over: %v", got)
			}
			drop(t, db)
		}
	})
}

// What SQL prints makes the same tables, so that CreateAll finds nothing to do and DropAll everything to drop.
func TestPrintedStatementsRun(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		text, err := migrate.SQL(db.dialect, db.models)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range strings.Split(strings.TrimSuffix(text, ";\n"), ";\n") {
			db.exec(t, statement)
		}
		if got := db.there(t); !slices.Equal(got, db.tables()) {
			t.Fatalf("there are %v\nnot %v", got, db.tables())
		}
		create(t, db)
		drop(t, db)
		if got := db.there(t); len(got) != 0 {
			t.Fatalf("left over: %v", got)
		}
	})
}

// The constraints bite, F-14, F-24, M-05, M-08, M-10.
func TestConstraints(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		create(t, db)
		db.exec(t, "INSERT INTO companies (id) VALUES (1)")
		db.exec(t, "INSERT INTO employees (id, name, company) VALUES (1, 'a', 1)")
		db.exec(t, "INSERT INTO employees (id, name, company, boss) VALUES (2, 'b', 1, 1)")
		db.exec(t, "INSERT INTO skills (code) VALUES ('go')")
		db.exec(t, "INSERT INTO employees_skills (employee, skill) VALUES (2, 'go')")
		db.refused(t, "NOT NULL", "INSERT INTO employees (id, name) VALUES (3, 'c')")
		db.refused(t, "no such company", "INSERT INTO employees (id, name, company) VALUES (3, 'c', 9)")
		db.refused(t, "no such founder, a key of a ring", "UPDATE companies SET founder = 9")
		db.refused(t, "the same pair", "INSERT INTO employees_skills (employee, skill) VALUES (2, 'go')")
		db.refused(t, "RESTRICT", "UPDATE companies SET id = 2")
		db.refused(t, "a composite key", "INSERT INTO points (x, y) VALUES (1, 2), (1, 2)")
		db.refused(t, "half a composite key", "INSERT INTO points (x) VALUES (1)")
		db.refused(t, "a NULL key", "INSERT INTO badges (id) VALUES (NULL)")
		db.refused(t, "a key that is not generated", "INSERT INTO projects (id) VALUES (NULL)")
		db.exec(t, "DELETE FROM employees WHERE id = 1")
		if db.count(t, "SELECT count(*) FROM employees WHERE id = 2 AND boss IS NULL") != 1 {
			t.Error("SET NULL did not")
		}
		db.exec(t, "DELETE FROM employees WHERE id = 2")
		if db.count(t, "SELECT count(*) FROM employees_skills") != 0 {
			t.Error("deleting an employee left its links")
		}
		db.exec(t, "INSERT INTO employees (id, name, company) VALUES (4, 'd', 1)")
		db.exec(t, "DELETE FROM companies")
		if db.count(t, "SELECT count(*) FROM employees") != 0 {
			t.Error("CASCADE did not")
		}
	})
}

type Limits struct {
	ID    int
	Mood  Mood
	Level Level
	Ok    bool
	Small int16
	Name  string
	When  int
}

func (l *Limits) Schema() schema.Table {
	return schema.Table{Name: "limits", Fields: schema.Fields{
		schema.Integer(&l.ID).PrimaryKey(),
		schema.Enum(&l.Mood, "sad", "ok").ServerDefault("'sad'"),
		schema.Enum(&l.Level, 1, 2).ServerDefault("1"),
		schema.Boolean(&l.Ok).ServerDefault("true"),
		schema.SmallInteger(&l.Small).ServerDefault("7"),
		schema.String(&l.Name, 3).ServerDefault("'x'").Unique(),
		schema.Integer(&l.When).ServerDefault("2 * 3"),
	}, Constraints: []schema.Constraint{schema.Check("", "small > 0")}}
}

// Values outside of the type are refused, server defaults arrive, keys are generated: F-14, F-18, F-27, M-10.
func TestColumns(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		db = db.with(&Limits{})
		create(t, db)
		db.exec(t, "INSERT INTO limits (name) VALUES ('a')")
		yes := "ok = 1"
		if db.dialect == "postgres" {
			yes = "ok"
		}
		want := "SELECT count(*) FROM limits WHERE id = 1 AND mood = 'sad' AND level = 1 AND " + yes + " AND small = 7 AND "
		if db.dialect == "mysql" || db.dialect == "mariadb" {
			want += "`when` = 6"
		} else {
			want += `"when" = 6`
		}
		if db.count(t, want) != 1 {
			t.Error("the defaults did not arrive")
		}
		for why, set := range map[string]string{
			"an enumeration of texts": "mood = 'bad'", "an enumeration of numbers": "level = 3", "a check": "small = 0",
			"a text in a number": "small = 'x'",
		} {
			db.refused(t, why, "UPDATE limits SET "+set)
		}
		if db.dialect == "sqlite" {
			db.refused(t, "a boolean", "UPDATE limits SET ok = 2")
		}
		for i, name := range []string{"'A'", "'a '", "'á'", "''"} { // F-24: unique by code point
			db.exec(t, fmt.Sprintf("INSERT INTO limits (id, name) VALUES (%d, %s)", 10+i, name))
		}
		db.refused(t, "unique", "INSERT INTO limits (name) VALUES ('a')")
	})
}

// F-25: comments on tables, columns and foreign keys are there to read, letter by letter.
func TestComments(t *testing.T) {
	queries := map[string][2]string{
		"postgres": {"SELECT obj_description(('\"' || $1 || '\"')::regclass, 'pg_class')",
			"SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = ('\"' || $1 || '\"')::regclass AND attname = $2"},
		"mysql": {"SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
			"SELECT COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?"},
	}
	queries["mariadb"] = queries["mysql"]
	each(t, func(t *testing.T, db target) {
		q, ok := queries[db.dialect]
		if !ok {
			t.Skip("SQLite has no comments")
		}
		create(t, db)
		var table, column, key string
		if err := errors.Join(db.db.Get(&table, q[0], "everythings"), db.db.Get(&column, q[1], "everythings", "name"),
			db.db.Get(&key, q[1], "employees", "boss")); err != nil {
			t.Fatal(err)
		}
		if table != `every type; it's \ "quoted"` || column != `the name; it's \ "quoted"` || key != "who gives orders" {
			t.Errorf("got %q, %q and %q", table, column, key)
		}
	})
}

// Only takes some tables, and leaves the type of an enumeration that others use.
func TestOnly(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		create(t, db, migrate.Only("skills", "badges"), migrate.Only(hostile))
		create(t, db, migrate.Only("everythings"))
		want := []string{"table " + hostile, "table badges", "table everythings", "table skills"}
		if db.dialect == "postgres" {
			want = append(want, "enum mood")
		}
		slices.Sort(want)
		if got := db.there(t); !slices.Equal(got, want) {
			t.Errorf("there are %q, not %q", got, want)
		}
		drop(t, db, migrate.Only("everythings"))
		if db.dialect == "postgres" && !slices.Contains(db.there(t), "enum mood") {
			t.Error("the type went with one of its two tables")
		}
		drop(t, db)
		if got := db.there(t); len(got) != 0 {
			t.Errorf("left over: %q", got)
		}
		for _, f := range []func(context.Context, migrate.Target, ...migrate.Option) error{migrate.CreateAll, migrate.DropAll} {
			if err := f(t.Context(), db, migrate.Only("nowhere")); err == nil || !strings.Contains(err.Error(), `"nowhere"`) {
				t.Errorf("an unknown table: %v", err)
			}
		}
	})
}

type Parent struct{ ID int }

func (p *Parent) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey()}}
}

type Child struct {
	ID     int
	Parent one[Parent]
}

func (c *Child) Schema() schema.Table {
	return schema.Table{Name: "children", Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(),
		schema.ForeignKey(&c.Parent).OnDelete(schema.Cascade),
	}}
}

// A failing statement names its table and keeps the driver's error; where DDL can be rolled back, nothing stays.
func TestFailure(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		db = db.with(&Parent{}, &Broken{})
		err := migrate.CreateAll(t.Context(), db)
		var e *migrate.Error
		if !errors.As(err, &e) || e.Name != "broken" || e.Action != "create table" {
			t.Fatalf("got %v", err)
		}
		var pg *pgconn.PgError
		var my *mysql.MySQLError
		var lite sqlite3.Error
		if !errors.As(err, &pg) && !errors.As(err, &my) && !errors.As(err, &lite) {
			t.Errorf("the driver's error is lost: %#v", e.Err)
		}
		left := db.there(t)
		if d, _ := dialect.For(db.dialect); d.DDL.Transactional != (len(left) == 0) {
			t.Errorf("left over: %v", left)
		}
		db.exec(t, "CREATE TABLE usable (id integer)")
	})
}

// Broken has a check that no database understands.
type Broken struct{ ID int }

func (b *Broken) Schema() schema.Table {
	return schema.Table{Name: "broken", Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey()},
		Constraints: []schema.Constraint{schema.Check("nonsense", "id >")}}
}

// A context that has ended stops everything, and leaves nothing.
func TestCancelled(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := migrate.CreateAll(ctx, db); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := db.there(t); len(got) != 0 {
			t.Errorf("left over: %v", got)
		}
	})
}
