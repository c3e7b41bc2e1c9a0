package migrate_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/migrate"
)

// Several processes may start at once.
func TestConcurrentCreate(t *testing.T) {
	each(t, func(t *testing.T, db target) {
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wait.Go(func() { errs[i] = migrate.CreateAll(t.Context(), db) })
		}
		wait.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if got := db.there(t); !slices.Equal(got, db.tables()) {
			t.Errorf("there are %v", got)
		}
	})
}
