package ormtest

import (
	"context"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Feature is something that a database may lack, and the conformance suite then leaves out.
type Feature string

// The features.
const (
	Savepoints  Feature = "savepoints"   // transactions in transactions
	RowLocks    Feature = "row locks"    // ForUpdate
	ForeignKeys Feature = "foreign keys" // refused, and cascaded, by the database
	Checks      Feature = "checks"       // of a table, beyond the rules of fields
	Regex       Feature = "regex"        // the lookup
	Parallel    Feature = "parallel"     // several connections that write
)

// Exercise runs the conformance suite, of more than 700 cases, on databases that open makes: an empty one for each call, without tables, open
// until the test ends. What a database lacks is named and left out, aloud. A driver or a dialect of your own that passes it does what the pages of
// this module say of rows, values, conditions, orders, aggregates, relations, writes, constraints and transactions.
func Exercise(t *testing.T, open func(t *testing.T, models *schema.Registry) *orm.DB, lacks ...Feature) {
	t.Helper()
	_ = exercised(t, open, lacks)
}

// exercised runs the suite and counts its cases.
func exercised(t *testing.T, open func(t *testing.T, models *schema.Registry) *orm.DB, lacks []Feature) int {
	t.Helper()
	cases := 0
	for _, group := range []struct {
		name  string
		needs Feature
		run   func(*exercise)
	}{
		{"values", "", (*exercise).values}, {"texts", "", (*exercise).texts}, {"orders", "", (*exercise).orders},
		{"aggregates", "", (*exercise).aggregates}, {"pages", "", (*exercise).pages}, {"regex", Regex, (*exercise).regex},
		{"writes", "", (*exercise).writes}, {"bulks", "", (*exercise).bulks}, {"relations", "", (*exercise).relations},
		{"constraints", "", (*exercise).constraints}, {"foreign keys", ForeignKeys, (*exercise).foreignKeys}, {"checks", Checks, (*exercise).checks},
		{"transactions", "", (*exercise).transactions}, {"savepoints", Savepoints, (*exercise).savepoints}, {"row locks", RowLocks, (*exercise).rowLocks},
		{"parallel", Parallel, (*exercise).parallel}, {"updates", "", (*exercise).updates}, {"functions", "", (*exercise).functions},
		{"own SQL", "", (*exercise).ownSQL}, {"sessions", "", (*exercise).sessions},
	} {
		t.Run(group.name, func(t *testing.T) {
			if group.needs != "" && slices.Contains(lacks, group.needs) {
				t.Skipf("the database is said to lack %s", group.needs)
			}
			db := open(t, specimens())
			if err := migrate.CreateAll(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			e := &exercise{t, db, 0}
			group.run(e)
			cases += e.cases
		})
	}
	return cases
}

// exercise is a group of cases on a database of its own.
type exercise struct {
	*testing.T
	db    *orm.DB
	cases int
}

// check runs a case.
func (e *exercise) check(name string, run func(t *testing.T, ctx context.Context)) {
	e.Helper()
	e.cases++
	e.Run(name, func(t *testing.T) { run(t, t.Context()) })
}

// must ends a case on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
