package sqlite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// foreign is a pool that a program opened by itself.
func foreign(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	pool, err := sqlx.Open("sqlite3", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func TestAdopt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	for options, want := range map[string]string{
		"?_foreign_keys=on&_txlock=immediate":    "",
		"?_fk=1&_txlock=exclusive":               "",
		"?_fk=1&_txlock=immediate&_query_only=1": "",
		"?_txlock=immediate":                     "_foreign_keys=on",
		"":                                       "_foreign_keys=on",
		"?_foreign_keys=on":                      "_txlock=immediate",
		"?_foreign_keys=on&_txlock=deferred&_journal=DELETE": "_txlock=immediate",
	} {
		pool := foreign(t, file+options)
		d, err := adopt(pool)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", options, err)
		case want == "" && (!d.NoFunctions || d.Dialect != "sqlite" || d.InTx == nil || d.Classify == nil):
			t.Errorf("%s: %+v", options, d)
		case want != "" && (!errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "a.db")):
			t.Errorf("%s: %v, want an ErrConnect that says %s", options, err, want)
		}
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("%s: %d connections are still in use", options, n)
		}
	}
}

func TestAdoptLeavesTheConnectionAsItWas(t *testing.T) {
	pool := foreign(t, filepath.Join(t.TempDir(), "a.db")+"?_foreign_keys=on&_txlock=immediate")
	pool.SetMaxOpenConns(1)
	if _, err := adopt(pool); err != nil {
		t.Fatal(err)
	}
	exec(t, pool, "CREATE TABLE t (n INTEGER)")
}

func TestAdoptMemory(t *testing.T) {
	pool := foreign(t, ":memory:?_fk=1&_txlock=immediate")
	if _, err := adopt(pool); !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), "SetMaxOpenConns(1)") {
		t.Errorf("many connections: %v", err)
	}
	pool.SetMaxOpenConns(1)
	if _, err := adopt(pool); err != nil {
		t.Errorf("one connection: %v", err)
	}
}

func TestAdoptKnowsItsOwnPools(t *testing.T) {
	if d, err := adopt(fresh(t)); err != nil || d.NoFunctions {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAdoptNil(t *testing.T) {
	if _, err := adopt(nil); !errors.Is(err, orm.ErrConnect) {
		t.Error(err)
	}
}
