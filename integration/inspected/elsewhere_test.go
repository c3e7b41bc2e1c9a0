package inspected

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/integration/inspected/chinook"
	"github.com/ormar-go/ormar/integration/inspected/northwind"
	"github.com/ormar-go/ormar/integration/inspected/sakila"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// What the models of one database cannot have on another is said before anything is made there, each with what to write instead; those
// of TestEmployees, which have nothing of the kind, are made everywhere.
func TestElsewhere(t *testing.T) {
	for _, c := range []struct {
		on     string
		models []schema.Definer
		about  []string
	}{
		{"mariadb", chinook.Models(), []string{`"IX_TrackLower"`, "a generated column of the expression"}},
		{"postgres", sakila.Models(), []string{`"idx_title"`, "substr({title}, 1, 20)"}},
		{"sqlite", sakila.Models(), []string{`"idx_title"`, "substr({title}, 1, 20)"}},
		{"mariadb", northwind.Models(), []string{`"employees_settings"`, `"products_name_key"`, "leave Using out there", "leave Class out there", "a generated column that is NULL in the others"}},
		{"sqlite", northwind.Models(), []string{`"products_by_price"`, "leave Using out there"}},
	} {
		if !has(c.on) {
			continue
		}
		db := open(t, c.on, dbtest.DSN(t, c.on), c.models...)
		err := migrate.CreateAll(t.Context(), db)
		if !errors.Is(err, schema.ErrDefinition) {
			t.Errorf("%s: %v", c.on, err)
			continue
		}
		for _, want := range c.about {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: there is nothing of %s in %v", c.on, want, err)
			}
		}
		if _, err := db.SQLX().ExecContext(t.Context(), "SELECT 1 FROM "+db.Models().Models()[0].Table); err == nil {
			t.Errorf("%s: something was made", c.on)
		}
	}
}
