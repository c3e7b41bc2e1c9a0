package mysql

import (
	"errors"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
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

func isMariaDB() bool { return servers.Names()[2] == servers.MariaDB }

// TestPlans: sessions do not lose rows to an optimization of MariaDB's, keep a caller's own settings, and average exactly.
func TestPlans(t *testing.T) {
	for _, own := range []string{"", "optimizer_switch='mrr=on'", "Optimizer_Switch=%27mrr%3Don%27&div_precision_increment=16"} {
		pool := opened(t, database(t, own))
		check := func(conn *sqlx.Conn) {
			t.Helper()
			plans := one[string](t, conn, "SELECT @@optimizer_switch")
			if isMariaDB() && !strings.Contains(plans, "split_materialized=off") || own != "" && !strings.Contains(plans, "mrr=on") {
				t.Errorf("%q: %s", own, plans)
			}
			if got := one[string](t, conn, "SELECT AVG(n) FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 2) AS t"); got != "1.6666666666666667" {
				t.Errorf("%q: the average is %s", own, got)
			}
		}
		check(pinned(t, pool))
		if own == "" {
			adopted := foreign(t, database(t, "parseTime=true&clientFoundRows=true"))
			d, err := adopt(adopted)
			if err != nil {
				t.Fatal(err)
			}
			conn := pinned(t, adopted)
			if err := d.Prepare(t.Context(), conn); err != nil {
				t.Fatal(err)
			}
			check(conn)
		}
	}
}

func TestPreparerForgets(t *testing.T) {
	pool := fresh(t)
	p := &preparer{server: server{mariadb: isMariaDB()}, done: map[any]struct{}{}}
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
