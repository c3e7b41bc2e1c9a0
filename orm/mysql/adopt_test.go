package mysql

import (
	"errors"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// foreign is a pool that a program opened by itself.
func foreign(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	pool, err := sqlx.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func TestAdopt(t *testing.T) {
	for options, want := range map[string]string{
		"parseTime=true&clientFoundRows=true":                        "",
		"parseTime=true&clientFoundRows=true&loc=UTC&charset=latin1": "",
		"clientFoundRows=true":                                       "parseTime=true",
		"parseTime=true&clientFoundRows=true&loc=Asia%2FTokyo":       "loc=UTC",
		"parseTime=true": "clientFoundRows=true",
		"parseTime=true&clientFoundRows=true&foreign_key_checks=0":   "foreign_key_checks",
		"parseTime=true&clientFoundRows=true&interpolateParams=true": "",
	} {
		pool := foreign(t, database(t, options))
		d, err := adopt(pool)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", options, err)
		case want == "" && (d.Prepare == nil || d.Classify == nil || d.InTx == nil || !strings.Contains("mysql mariadb", d.Dialect)):
			t.Errorf("%s: %+v", options, d)
		case want != "" && (!errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want an ErrConnect that says %s", options, err, want)
		}
		if n := pool.Stats().InUse; n != 0 {
			t.Errorf("%s: %d connections are still in use", options, n)
		}
	}
}

func TestAdoptedConnectionsArePreparedOnce(t *testing.T) {
	pool := foreign(t, database(t, "parseTime=true&clientFoundRows=true&time_zone=%27%2B03%3A00%27&sql_mode=%27%27&charset=latin1"))
	d, err := adopt(pool)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		conn := pinned(t, pool)
		if err := d.Prepare(t.Context(), conn); err != nil {
			t.Fatal(err)
		}
		if err := checkSession(t.Context(), conn); err != nil {
			t.Error(err)
		}
		before := one[int](t, conn, "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Questions'")
		if err := d.Prepare(t.Context(), conn); err != nil {
			t.Fatal(err)
		}
		after := one[int](t, conn, "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Questions'")
		if after != before+1 {
			t.Errorf("preparing again sent %d statements", after-before-1)
		}
	}
}

func TestPreparerForgets(t *testing.T) {
	pool := fresh(t)
	p := &preparer{collation: "utf8mb4_bin", done: map[any]struct{}{}}
	for i := range maxRemembered {
		p.done[i] = struct{}{}
	}
	if err := p.prepare(t.Context(), pinned(t, pool)); err != nil || len(p.done) != 1 {
		t.Errorf("%d connections are remembered, %v", len(p.done), err)
	}
}

func TestAdoptRefuses(t *testing.T) {
	if _, err := adopt(nil); !errors.Is(err, orm.ErrConnect) {
		t.Errorf("nil: %v", err)
	}
	if _, err := adopt(foreign(t, "ann@tcp(127.0.0.1:1)/shop")); !errors.Is(err, orm.ErrConnect) {
		t.Errorf("unreachable: %v", err)
	}
}
