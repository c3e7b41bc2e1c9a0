package migrate_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
)

// An existing table is left as it is, whatever its columns.
func TestExistingTable(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		db = db.with(&Child{})
		db.exec(t, "CREATE TABLE children (other integer)")
		create(t, db)
		if db.count(t, "SELECT count(other) FROM children") != 0 {
			t.Error("a new table has rows")
		}
		if got := db.there(t); !slices.Equal(got, []string{"table children", "table parents"}) {
			t.Errorf("there are %v", got)
		}
	})
}

// An enumeration type that exists has the labels of the models, whether or not their tables exist; the order of labels means nothing.
func TestExistingEnumeration(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		if db.dialect != "postgres" {
			t.Skip("the labels belong to the column, which CreateAll does not look at")
		}
		db = db.with(&Limits{})
		for labels, want := range map[string]string{
			"'ok', 'sad'": "", "'sad'": `("sad")`, "'ok', 'sad', 'glad'": `("glad", "ok", "sad")`, "'OK', 'sad'": `("OK", "sad")`,
		} {
			db.exec(t, "CREATE TYPE mood AS ENUM ("+labels+")")
			for _, exists := range []bool{false, true} {
				err := migrate.CreateAll(t.Context(), db)
				var failed *migrate.Error
				if (want != "") != errors.As(err, &failed) {
					t.Fatalf("labels %s, tables exist: %v: %v", labels, exists, err)
				}
				if want == "" {
					continue
				}
				if failed.Name != "mood" || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `("ok", "sad")`) {
					t.Errorf("labels %s: %v, want both lists", labels, err)
				}
				if exists {
					break
				}
				if got := db.there(t); !slices.Equal(got, []string{"enum mood"}) {
					t.Errorf("there are %v", got)
				}
				db.exec(t, "CREATE TABLE limits (id integer, mood mood)")
			}
			db.exec(t, "DROP TABLE IF EXISTS limits")
			db.exec(t, "DROP TYPE mood")
		}
	})
}
