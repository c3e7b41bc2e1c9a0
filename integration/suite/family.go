package suite

import (
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// family is the database whose SQL, order of NULLs and RETURNING a dialect has: that of a distributed engine is one of the usual ones'.
func family(db *orm.DB) string {
	switch d := db.Dialect(); d {
	case "cockroachdb", "yugabytedb", "citus":
		return "postgres"
	case "tidb", "vitess":
		return "mysql"
	default:
		return d
	}
}

// needsLocks skips a case of a get-or-create that no unique constraint guards, where locks by name are those of one server among several.
func needsLocks(t *testing.T, db *orm.DB) {
	t.Helper()
	if d := db.Dialect(); d != family(db) {
		t.Skipf("%s has no locks that all its servers share", d)
	}
}
