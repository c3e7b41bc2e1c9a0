package sqlitego_test

import (
	"path/filepath"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/orm/sqlitego"
	"github.com/ormar-go/ormar/schema"
)

// The conformance kit finds nothing that this driver lacks.
func TestExercise(t *testing.T) {
	ormtest.Exercise(t, func(t *testing.T, models *schema.Registry) *orm.DB {
		db, err := sqlitego.Open(filepath.Join(t.TempDir(), "test.db"), models)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return db
	}, ormtest.RowLocks)
}
