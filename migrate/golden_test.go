package migrate_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before it is kept")

// The DDL of every type, option and relation, on every dialect: F-01 to F-14, F-16, F-18, F-24, F-25, F-27, M-03, M-05,
// M-08 to M-10, R-01 to, E-01, G-01.
func TestGolden(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		got, err := migrate.SQL(name, everyModel())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".sql")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; look at the change and run with -update:\n%s", file, got)
		}
		if again, _ := migrate.SQL(name, everyModel()); again != got {
			t.Errorf("%s: a second registry gives another text", name)
		}
	}
}

func TestSQLOfNothing(t *testing.T) {
	text, err := migrate.SQL("sqlite", schema.MustRegistry())
	if err != nil || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := migrate.SQL("sqlite", nil); err == nil || !strings.Contains(err.Error(), "NewRegistry") {
		t.Errorf("a nil registry: %v", err)
	}
	if _, err := migrate.SQL("oracle", everyModel()); !errors.Is(err, migrate.ErrArgument) || !strings.Contains(err.Error(), "sqlite, postgres, mysql or mariadb") {
		t.Errorf("an unknown dialect: %v", err)
	}
}
