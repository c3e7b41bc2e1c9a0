// Package suite holds the behaviours that every database has to show, as cases that are tried on an empty database each.
//
// Package integration tries them on SQLite, PostgreSQL and MariaDB or MySQL; the module integration/mysql8 tries them on an
// engine that speaks MySQL 8. A case belongs to an area, which has a file of its own with the models it needs; a new area
// is added to [All].
package suite

import (
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Case is one behaviour, tried on an empty database with the tables of Models.
type Case struct {
	// Name is the area, a slash and a sentence: "conditions/exclude negates the conjunction (Q-08)".
	Name string
	// Models gives the registry; a package-level function, made with sync.OnceValue where several cases share it.
	Models func() *schema.Registry
	// Needs is what an engine may lack.
	Needs Need
	// Run is the trial. sent has counted nothing yet when it starts.
	Run func(t *testing.T, db *orm.DB, sent *dbtest.Counter)
}

// Need is a set of things that not every engine has. Every real server has them all.
type Need uint8

const (
	// Savepoints are transactions in transactions.
	Savepoints Need = 1 << iota
	// Locks are rows that one transaction keeps from another.
	Locks
	// Isolation is that one transaction does not see another's uncommitted rows.
	Isolation
	// ChecksByCode is an error code of its own for a violated CHECK.
	ChecksByCode
	// Adoption is that New can look at a pool which is open already.
	Adoption
	// Explain is a plan that can be read as rows.
	Explain
)

// All gives every case of every area.
func All() []Case {
	return slices.Concat(
		quickstartCases(),
		questionCases(),
		instanceCases(),
		upsertCases(),
		hookCases(),
		hookRelationCases(),
		transactionCases(),
		refusalCases(),
		keyCases(),
		cryptCases(),
		fieldCases(),
		overflowCases(),
		modelCases(),
		documentCases(),
		saveRelatedCases(),
		loadAllCases(),
		loadingCases(),
		prefetchCases(),
		managerCases(),
		managerRaceCases(),
		agreementCases(),
		ownSQLCases(),
	)
}

// Try opens an empty database of the named kind with the case's tables and runs the case on it, as a parallel subtest. The
// database is gone at the end of it.
func (c Case) Try(t *testing.T, database string) bool {
	t.Helper()
	return t.Run(c.Name, func(t *testing.T) {
		t.Parallel()
		c.On(t, database)
	})
}

// On is Try in the calling test.
func (c Case) On(t *testing.T, database string) {
	t.Helper()
	sent := &dbtest.Counter{}
	db := dbtest.Open(t, database, c.Models(), orm.WithObserver(sent))
	sent.Reset() // what making the tables took
	c.Run(t, db, sent)
}
