package integration

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/integration/suite"
	"github.com/ormar-go/ormar/internal/dbtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSuite(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			for _, c := range suite.All() {
				c.Try(t, database)
			}
		})
	}
}
