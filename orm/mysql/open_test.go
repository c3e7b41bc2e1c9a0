package mysql

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

func TestSessionSettings(t *testing.T) {
	for options, mode := range map[string]string{
		"": "NO_ENGINE_SUBSTITUTION",
		"sql_mode=%27%27&parseTime=false&loc=Local":                      "",
		"sql_mode=%27ANSI_QUOTES%27&interpolateParams=true&charset=utf8": "ANSI_QUOTES",
	} {
		pool, d, err := open(database(t, options))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = pool.Close() }()
		var conns []*sqlx.Conn
		for range 3 {
			conns = append(conns, pinned(t, pool))
		}
		for _, conn := range conns {
			modes := strings.Split(one[string](t, conn, "SELECT @@sql_mode"), ",")
			for _, want := range append(strictModes(), mode) {
				if want != "" && !slices.Contains(modes, want) {
					t.Errorf("%s: sql_mode %v lacks %s", options, modes, want)
				}
			}
			collation := map[string]string{"mariadb": "utf8mb4_nopad_bin", "mysql": "utf8mb4_0900_bin"}[d.Dialect]
			if got := one[string](t, conn, "SELECT CONCAT(@@time_zone, ' ', @@collation_connection)"); got != "+00:00 "+collation {
				t.Errorf("%s: %s", options, got)
			}
			at := one[time.Time](t, conn, "SELECT CAST('2001-02-03 04:05:06.000007' AS DATETIME(6))")
			if want := time.Date(2001, 2, 3, 4, 5, 6, 7000, time.UTC); at != want {
				t.Errorf("%s: %v, want %v", options, at, want)
			}
		}
		version := strings.ToLower(one[string](t, pool, "SELECT version()"))
		if (d.Dialect == "mariadb") != strings.Contains(version, "mariadb") {
			t.Errorf("%s is taken for %s", version, d.Dialect)
		}
	}
}

func TestUpdatesCountMatchedRows(t *testing.T) {
	pool := fresh(t)
	run(t, pool, "CREATE TABLE t (n INT)")
	run(t, pool, "INSERT INTO t VALUES (1), (1)")
	if n, err := run(t, pool, "UPDATE t SET n = ?", 1).RowsAffected(); err != nil || n != 2 {
		t.Errorf("%d, %v, want 2", n, err)
	}
}

func TestConnectionsEndBeforeTheServerEndsThem(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{
		0: maxLifetime, time.Second: time.Second / 2, 2 * time.Minute: time.Minute, 8 * time.Hour: maxLifetime,
	} {
		if got := (server{waitTimeout: wait}).lifetime(); got != want {
			t.Errorf("wait_timeout %v: %v, want %v", wait, got, want)
		}
	}
}

// A value above the limit is refused by itself, prepared or not, and the connection serves the next question.
func TestOversizedValuesAreNotSent(t *testing.T) {
	for _, options := range []string{"", "interpolateParams=true"} {
		pool := opened(t, database(t, options))
		pool.SetMaxOpenConns(1)
		run(t, pool, "CREATE TABLE IF NOT EXISTS t (s LONGTEXT)")
		limit := one[int](t, pool, "SELECT @@max_allowed_packet")
		id := one[int](t, pool, "SELECT connection_id()")
		big := strings.Repeat("x", limit+1)
		_, err := pool.Exec("INSERT INTO t VALUES (?)", big)
		if !errors.Is(err, orm.ErrValidation) || !strings.Contains(err.Error(), "max_allowed_packet") {
			t.Errorf("%s: %.200v", options, err)
		}
		stmt, err := pool.Preparex("INSERT INTO t VALUES (?)")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stmt.Exec([]byte(big)); !errors.Is(err, orm.ErrValidation) {
			t.Errorf("%s, prepared: %.200v", options, err)
		}
		if _, err := stmt.Exec(big[:limit/2]); err != nil {
			t.Errorf("%s, half the limit: %v", options, err)
		}
		if err := stmt.Close(); err != nil {
			t.Error(err)
		}
		_, err = pool.Exec("SELECT '" + big + "'")
		if kind, _, _ := classify(err); !errors.Is(kind, orm.ErrValidation) {
			t.Errorf("%s, as text: %.200v is %v", options, err, kind)
		}
		if again := one[int](t, pool, "SELECT connection_id()"); again != id {
			t.Errorf("%s: the connection was lost", options)
		}
	}
}

func TestOpenNamesHostAndDatabase(t *testing.T) {
	config, err := mysql.ParseDSN(database(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	const canary = "c4n4ry"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	_ = listener.Close()
	absent, stranger := config.Clone(), config.Clone()
	absent.DBName = "ormar_absent"
	stranger.User, stranger.Passwd = "ormar_nobody", canary
	for dsn, name := range map[string]string{
		"ann:" + canary + "@tcp(" + closed + ")/shop": "host " + closed + `, database "shop"`,
		stranger.FormatDSN():                          fmt.Sprintf("host %s, database %q", config.Addr, config.DBName),
		absent.FormatDSN():                            `database "ormar_absent"`,
	} {
		_, _, err := open(dsn)
		if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want an ErrConnect that says %s", dsn, err, name)
		}
		if strings.Contains(fmt.Sprintf("%+v", err), canary) {
			t.Errorf("%s: the message gives the password away: %v", dsn, err)
		}
	}
}

// Something that takes the connection and never answers must not hold Open for ever.
func TestOpenGivesUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	start := time.Now()
	_, _, err = open("ann@tcp(" + listener.Addr().String() + ")/shop?readTimeout=300ms")
	if took := time.Since(start); !errors.Is(err, orm.ErrConnect) || took > openTimeout {
		t.Errorf("%v after %v", err, took)
	}
}

// Idle connections that the server closes are replaced before anyone sees them.
func TestClosedIdleConnectionsAreNoticed(t *testing.T) {
	pool := fresh(t)
	killer := pinned(t, pool)
	for round := range 5 {
		var ids []int
		var conns []*sqlx.Conn
		for range 3 {
			conn, err := pool.Connx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			conns, ids = append(conns, conn), append(ids, one[int](t, conn, "SELECT connection_id()"))
		}
		for i, conn := range conns {
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			run(t, killer, fmt.Sprintf("KILL %d", ids[i]))
		}
		time.Sleep(50 * time.Millisecond)
		for i := range 6 {
			if _, err := pool.ExecContext(t.Context(), "DO ?", i); err != nil {
				t.Errorf("round %d, statement %d: %v", round, i, err)
			}
		}
	}
}
