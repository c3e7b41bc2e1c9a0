package migrate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
)

// drifts are the changes that Drift tells, in one line each.
func drifts(t *testing.T, db target) (list, warnings []string) {
	t.Helper()
	changes, warnings, err := migrate.Drift(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		list = append(list, c.String())
	}
	return list, warnings
}

// A database that CreateAll made does not differ from its models: every type, option, constraint
// and relation.
func TestNoDriftAfterCreateAll(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		create(t, db)
		if list, warnings := drifts(t, db); len(list)+len(warnings) > 0 {
			t.Errorf("differs in\n%s\nwarnings\n%s", strings.Join(list, "\n"), strings.Join(warnings, "\n"))
		}
		drop(t, db)
		list, _ := drifts(t, db)
		for _, m := range db.models.Models() {
			if !slices.Contains(list, m.Table+": create table") {
				t.Errorf("%s is gone, and Drift says %q", m.Table, list)
			}
		}
	})
}

// What a person has changed by hand is told, as what would undo it.
func TestDriftTells(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		q := func(name string) string { return quoted(db.dialect, name) }
		index := "DROP INDEX " + q("ix_everythings_name")
		cases := map[string]string{ // what is done, what Drift says
			"ALTER TABLE everythings ADD COLUMN extra integer": "everythings: drop column extra",
			"CREATE INDEX extra ON points (label)":             "points: drop index extra",
			index:                                              "everythings: add index ix_everythings_name (name)",
		}
		if db.dialect != "sqlite" {
			cases["ALTER TABLE everythings DROP CONSTRAINT sane"] = "everythings: add check sane"
			cases["ALTER TABLE employees"+dropKey[db.dialect]+"fk_badge"] = "employees: add foreign key fk_badge (badge) to badges (id)"
			cases["ALTER TABLE everythings ALTER COLUMN body SET DEFAULT 'other'"] = "everythings: change column body"
		}
		switch db.dialect {
		case "sqlite":
			cases["DROP TRIGGER form_everythings_insert"] = "everythings: change triggers"
		case "postgres":
			cases["ALTER TABLE everythings ALTER COLUMN ratio DROP NOT NULL"] = "everythings: change column ratio"
			cases["ALTER TABLE everythings ALTER COLUMN name TYPE varchar(101)"] = "everythings: change column name"
			cases["COMMENT ON TABLE everythings IS 'other'"] = "everythings: change comment"
			cases["ALTER TYPE mood ADD VALUE 'new'"] = "change type mood"
			cases["ALTER TABLE employees ALTER COLUMN id DROP IDENTITY"] = "employees: change column id"
		default:
			delete(cases, index)
			cases[index+" ON everythings"] = "everythings: add index ix_everythings_name (name)"
			cases["ALTER TABLE everythings MODIFY COLUMN ratio double"] = "everythings: change column ratio"
			cases["ALTER TABLE everythings COMMENT = 'other'"] = "everythings: change comment"
		}
		for done, want := range cases {
			create(t, db)
			db.exec(t, done)
			list, _ := drifts(t, db)
			if len(list) != 1 || !strings.HasPrefix(list[0], want) {
				t.Errorf("%s: %q, want %q", done, list, want)
			}
			drop(t, db)
		}
	})
}

var dropKey = map[string]string{"postgres": " DROP CONSTRAINT ", "mysql": " DROP FOREIGN KEY ", "mariadb": " DROP FOREIGN KEY "}

func quoted(dialect, name string) string {
	if dialect == "mysql" || dialect == "mariadb" {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

// What belongs to no model is left alone, and said at most.
func TestDriftLeavesOthersAlone(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		create(t, db)
		db.exec(t, "CREATE TABLE strange (a integer, b integer, PRIMARY KEY (b, a))")
		db.exec(t, "CREATE VIEW seen AS SELECT * FROM points")
		t.Cleanup(func() { db.exec(t, "DROP VIEW seen") })
		if db.dialect == "sqlite" {
			db.exec(t, "CREATE TRIGGER mine AFTER INSERT ON points BEGIN SELECT 1; END")
			db.exec(t, `CREATE TABLE "it's" (a REFERENCES points, b GENERATED ALWAYS AS (a + 1))`)
		}
		if list, warnings := drifts(t, db); len(list)+len(warnings) > 0 {
			t.Errorf("differs in %q, warnings %q", list, warnings)
		}
	})
}

// What is strange about one table does not hide the others (I5, I8, I9): an index that was left
// broken, an exclusion, a column that is not shown.
func TestDriftOfStrangeThings(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		create(t, db)
		var want string
		switch db.dialect {
		case "postgres":
			db.exec(t, "INSERT INTO points (x, y, label) VALUES (1, 1, 'a'), (2, 2, 'a')")
			db.refused(t, "two rows agree", "CREATE UNIQUE INDEX CONCURRENTLY broken ON points (label)")
			db.exec(t, "ALTER TABLE points ADD CONSTRAINT apart EXCLUDE USING btree (x WITH =)")
			want = "points: the index broken is not valid"
		case "mariadb", "mysql":
			db.exec(t, "ALTER TABLE points ADD COLUMN hidden int INVISIBLE DEFAULT 1")
			want = "points.hidden is invisible"
		default:
			db.exec(t, "ALTER TABLE points RENAME TO points_")
			db.exec(t, "CREATE VIRTUAL TABLE points USING fts4(label)")
			want = "points is a virtual table"
		}
		list, warnings := drifts(t, db)
		if db.dialect == "postgres" && !slices.Contains(list, "points: drop exclusion constraint apart") {
			t.Errorf("the exclusion is not among %q", list)
		}
		if got := strings.Join(warnings, "; "); !strings.HasPrefix(got, want) {
			t.Errorf("warnings %q, want %s", got, want)
		}
		for _, c := range list {
			if !strings.HasPrefix(c, "points: ") {
				t.Errorf("another table has changed: %s", c)
			}
		}
	})
}
