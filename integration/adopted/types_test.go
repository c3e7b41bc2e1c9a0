package adopted

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// onBoth runs a test on every database twice: on tables that this module made, which then must not differ from the models, and on those
// of the given statements, by database; of the MySQL family they stand under "mysql".
func onBoth(t *testing.T, models *schema.Registry, theirs map[string][]string, run func(t *testing.T, db *orm.DB), opts ...orm.Option) {
	t.Helper()
	for _, name := range dbtest.Names() {
		t.Run(name+"/ours", func(t *testing.T) {
			t.Parallel()
			db := dbtest.Open(t, name, models, opts...)
			run(t, db)
			changes, _, err := migrate.Drift(t.Context(), db)
			if err != nil || len(changes) > 0 {
				t.Errorf("the tables that were made differ: %v, %v", changes, err)
			}
		})
		t.Run(name+"/theirs", func(t *testing.T) {
			t.Parallel()
			db := dbtest.OpenEmpty(t, name, models, opts...)
			list, found := theirs[db.Dialect()]
			if !found {
				list = theirs["mysql"]
			}
			for _, text := range list {
				if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
					t.Fatalf("%v: %s", err, text)
				}
			}
			run(t, db)
		})
	}
}
