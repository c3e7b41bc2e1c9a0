package ormtest

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// leastCases is how many the pages speak of.
const leastCases = 700

// The suite passes on the databases of this module, so that what another one fails is its own.
func TestExercise(t *testing.T) {
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			dbtest.DSN(t, name) // skips where the server is not at hand: none of the cases would count
			var lacks []Feature
			if name == servers.SQLite {
				lacks = append(lacks, RowLocks)
			}
			n := exercised(t, func(t *testing.T, models *schema.Registry) *orm.DB { return dbtest.OpenEmpty(t, name, models) }, lacks)
			if n < leastCases {
				t.Errorf("%d cases, want %d", n, leastCases)
			}
		})
	}
}
