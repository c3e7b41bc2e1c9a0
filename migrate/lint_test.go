package migrate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// paper is a database that only has a dialect.
type paper string

func (paper) SQLX() *sqlx.DB           { return nil }
func (paper) Models() *schema.Registry { return nil }
func (p paper) Dialect() string        { return string(p) }

// TestLint has statements and what is said of them: codes, objects and lines.
func TestLint(t *testing.T) {
	all := "sqlite postgres mysql mariadb"
	for _, c := range []struct{ on, up, want string }{
		{all, "CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABLE a ADD b int NOT NULL;\nCREATE UNIQUE INDEX i ON a (b);\nDROP TABLE a;", ""},
		{all, "SELECT 1;\nDROP TABLE IF EXISTS a, b.c;", "MIG101 a 3, MIG101 c 3"},
		{all, "ALTER TABLE a DROP COLUMN b", "MIG102 a.b 2"},
		{"postgres mysql mariadb", "ALTER TABLE a DROP CONSTRAINT c, DROP b, DROP COLUMN IF EXISTS d", "MIG102 a.b 2, MIG102 a.d 2"},
		{"mysql mariadb", "ALTER TABLE a DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f", ""},
		{"postgres mysql mariadb", "TRUNCATE TABLE a", "MIG103 a 2"},
		{all, "DELETE FROM a", "MIG103 a 2"},
		{all, "DELETE FROM a WHERE b = 1", ""},
		{all, "ALTER TABLE a RENAME TO b", "MIG104 a 2"},
		{all, "ALTER TABLE a RENAME COLUMN b TO c", "MIG104 a.b 2"},
		{"mysql mariadb", "RENAME TABLE a TO b", "MIG104 a 2"},
		{all, "ALTER TABLE a ADD COLUMN b int NOT NULL", "MIG201 a.b 2"},
		{all, "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1", ""},
		{all, "ALTER TABLE a ADD COLUMN b int NULL", ""},
		{"postgres", "ALTER TABLE a ALTER COLUMN b SET NOT NULL, ALTER c TYPE bigint", "MIG202 a.b 2, MIG204 a.c 2"},
		{"mysql mariadb", "ALTER TABLE a MODIFY COLUMN b bigint NOT NULL", "MIG204 a.b 2"},
		{"postgres", "CREATE UNIQUE INDEX i ON a (b)", "MIG203 i 2, MIG301 i 2"},
		{"sqlite mysql mariadb", "CREATE UNIQUE INDEX i ON a (b)", "MIG203 i 2"},
		{"postgres", "CREATE INDEX i ON a (b)", "MIG301 i 2"},
		{"postgres", "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)", "MIG203 u 2, MIG301 u 2"},
		{"postgres", "ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i", ""},
		{"mysql mariadb", "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b), ADD INDEX i (c)", "MIG203 u 2"},
		{"postgres", "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)", "MIG302 f 2, MIG401 a.b 2"},
		{"postgres", "CREATE INDEX CONCURRENTLY i ON a USING btree (b);\nALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id) NOT VALID", "MIG304 i 2"},
		{"mysql mariadb", "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)", ""},
		{"postgres", "ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0)", "MIG303 k 2"},
		{"postgres", "ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0) NOT VALID", ""},
		{"postgres sqlite", "CREATE TABLE a (id bigint PRIMARY KEY, b bigint REFERENCES c (id), d bigint UNIQUE REFERENCES c (id), CONSTRAINT f FOREIGN KEY (e) REFERENCES c (id));\nCREATE INDEX i ON a (e)",
			"MIG401 a.b 2"},
		{"sqlite", "CREATE TABLE new_a (id bigint, b int);\nINSERT INTO new_a (id, b) SELECT id, b FROM a;\nDROP TABLE a;\nALTER TABLE new_a RENAME TO a", "MIG501 a 4"},
		{all, "-- migrate:fill\nSELECT 1", "MIG602  2"},
	} {
		for _, name := range strings.Fields(c.on) {
			m, err := New(paper(name), fstest.MapFS{"1_x.sql": {Data: []byte("-- migrate:up\n" + c.up + ";\n-- migrate:down\n")}})
			if err != nil {
				t.Fatal(err)
			}
			list, err := m.Lint()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range list {
				got = append(got, fmt.Sprintf("%s %s %d", f.Code, f.Object, f.Line))
				if f.Message == "" || f.Advice == "" || f.File != "1_x.sql" {
					t.Errorf("%+v says too little", f)
				}
			}
			slices.Sort(got)
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("%s: %s\nis %s\nwant %s", name, c.up, text, c.want)
			}
		}
	}
	m, err := New(paper("sqlite"), fstest.MapFS{"1_x.sql": {Data: []byte("-- migrate:up\nSELECT 1;")}})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := m.Lint(); err != nil || len(list) != 1 || list[0].Code != "MIG601" || list[0].String() == "" {
		t.Errorf("a file without a way back: %v, %v", list, err)
	}
}

// TestDropped has ways back and what is asked before they run.
func TestDropped(t *testing.T) {
	for _, c := range []struct{ on, text, want string }{
		{"sqlite postgres mariadb", `DROP TABLE "a", b`, "a[] b[]"},
		{"postgres", `DROP TABLE IF EXISTS s."a"`, "a[]"},
		{"sqlite postgres mariadb", "ALTER TABLE a DROP COLUMN b", "a[b]"},
		{"postgres mariadb", "ALTER TABLE a DROP COLUMN IF EXISTS b, DROP c, DROP CONSTRAINT d, ALTER e DROP DEFAULT, ADD CHECK (x IN (1, 2))", "a[b c]"},
		{"sqlite", "CREATE TABLE new_a (x, y); INSERT INTO new_a (x, `y`) SELECT x, y FROM a; DROP TABLE a; ALTER TABLE new_a RENAME TO a", "a[]x y"},
		{"postgres", "TRUNCATE a, b", "a[] b[]"},
		{"sqlite postgres mariadb", "DROP INDEX a; DROP VIEW b; UPDATE c SET d = 1", ""},
	} {
		for _, name := range strings.Fields(c.on) {
			d, _ := dialect.For(name)
			text := c.text
			if name != "sqlite" && name != "postgres" {
				text = strings.ReplaceAll(text, `"`, "`")
			}
			files, err := migration.Load(fstest.MapFS{"1_x.sql": {Data: []byte("-- migrate:up\n-- migrate:down\n" + text)}}, migration.Native, d)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range dropped(d.Syntax, files[0].Down.Statements, newFormerly()) {
				got = append(got, fmt.Sprint(x.table, x.columns)+strings.Join(x.kept, " "))
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%s: %s\nis %s\nwant %s", name, c.text, text, c.want)
			}
		}
	}
}

func TestIndexName(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE INDEX CONCURRENTLY Ix ON a (b)":                        "ix",
		`CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "Ix" ON a (b)`: "Ix",
		"CREATE INDEX CONCURRENTLY ON a (b)":                           "",
		"CREATE INDEX i ON a (b)":                                      "",
		"DROP INDEX CONCURRENTLY i":                                    "",
		"CREATE":                                                       "",
	} {
		if got := indexName(dialect.Postgres().Syntax, text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// What may be sent a second time does no harm by it.
func TestRepeatable(t *testing.T) {
	x := dialect.MariaDB().Syntax
	for text, want := range map[string]bool{
		"CREATE TABLE a (b int)": true, "alter table a add b int": true, "RENAME TABLE a TO b": true, "SET x = 1": true, "SELECT 1": true,
		"CALL p()": false, "INSERT INTO a VALUES (1)": false, "SELECT 1 INTO OUTFILE 'x'": false, "DO SLEEP(1)": false, "LOAD DATA INFILE 'x'": false,
	} {
		if repeatable(x, text) != want {
			t.Errorf("%s: want %t", text, want)
		}
	}
}
