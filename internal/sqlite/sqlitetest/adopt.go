package sqlitetest

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

func (k kit) adopt(t *testing.T) {
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
		pool := k.foreign(t, file+options)
		d, err := k.Adopt(pool)
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

func (k kit) adoptLeavesTheConnectionAsItWas(t *testing.T) {
	pool := k.foreign(t, filepath.Join(t.TempDir(), "a.db")+"?_foreign_keys=on&_txlock=immediate")
	pool.SetMaxOpenConns(1)
	if _, err := k.Adopt(pool); err != nil {
		t.Fatal(err)
	}
	exec(t, pool, "CREATE TABLE t (n INTEGER)")
}

func (k kit) adoptMemory(t *testing.T) {
	pool := k.foreign(t, ":memory:?_fk=1&_txlock=immediate")
	if _, err := k.Adopt(pool); !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), "SetMaxOpenConns(1)") {
		t.Errorf("many connections: %v", err)
	}
	pool.SetMaxOpenConns(1)
	if _, err := k.Adopt(pool); err != nil {
		t.Errorf("one connection: %v", err)
	}
}

func (k kit) adoptKnowsItsOwnPools(t *testing.T) {
	if d, err := k.Adopt(k.fresh(t)); err != nil || d.NoFunctions {
		t.Errorf("%+v, %v", d, err)
	}
}

func (k kit) adoptNil(t *testing.T) {
	if _, err := k.Adopt(nil); !errors.Is(err, orm.ErrConnect) {
		t.Error(err)
	}
}
