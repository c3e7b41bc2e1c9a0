package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestSessionSettings(t *testing.T) {
	for _, options := range []string{"", "timezone=Asia/Tokyo&datestyle=German", "default_query_exec_mode=simple_protocol"} {
		pool := opened(t, database(t, options))
		for setting, want := range map[string]string{
			"TimeZone": "UTC", "standard_conforming_strings": "on", "client_encoding": "UTF8", "DateStyle": "ISO, MDY",
		} {
			if got := one[string](t, pool, "SHOW "+setting); got != want {
				t.Errorf("%s: %s is %q, want %q", options, setting, got, want)
			}
		}
		if got := pool.Stats().MaxOpenConnections; got != maxConnections {
			t.Errorf("the pool has %d connections at most", got)
		}
	}
}

// Text that would leave its literal, and a number that would start a comment, in each of the driver's modes.
func TestEveryModeQuotesSafely(t *testing.T) {
	for _, mode := range []string{"cache_statement", "cache_describe", "exec", "simple_protocol"} {
		pool := opened(t, database(t, "default_query_exec_mode="+mode))
		for _, text := range []string{`\'; SELECT 1 --`, `' OR ''='`, `$tag$`, `\`, "日本"} {
			if got := one[string](t, pool, "SELECT $1::text", text); got != text {
				t.Errorf("%s: %q came back as %q", mode, text, got)
			}
		}
		if got := one[int](t, pool, "SELECT 1 - $1::int", -1); got != 2 {
			t.Errorf("%s: 1 - -1 is %d", mode, got)
		}
	}
}

func TestOpenNamesHostAndDatabase(t *testing.T) {
	const canary = "c4n4ry"
	u, err := url.Parse(database(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	_ = listener.Close()
	absent, stranger := *u, *u
	absent.Path = "/ormar_absent"
	absent.User = url.UserPassword(u.User.Username(), canary)
	stranger.User = url.UserPassword("ormar_nobody", canary)
	for dsn, name := range map[string]string{
		"postgres://ann:" + canary + "@" + closed + "/shop": "host " + closed + `, database "shop"`,
		absent.String():   `database "ormar_absent"`,
		stranger.String(): fmt.Sprintf("database %q", strings.TrimPrefix(u.Path, "/")),
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
	_, _, err = open("postgres://ann@" + listener.Addr().String() + "/shop?connect_timeout=1&sslmode=disable")
	if took := time.Since(start); !errors.Is(err, orm.ErrConnect) || took > openTimeout {
		t.Errorf("%v after %v", err, took)
	}
}

// Idle connections that the server closes are replaced before anyone sees them.
func TestClosedIdleConnectionsAreNoticed(t *testing.T) {
	pool := fresh(t)
	for round := range 5 {
		var conns []*sqlx.Conn
		for range 4 {
			conn, err := pool.Connx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			conns = append(conns, conn)
		}
		for _, conn := range conns[1:] {
			pid := one[int](t, conn, "SELECT pg_backend_pid()")
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			run(t, conns[0], "SELECT pg_terminate_backend($1)", pid)
		}
		if err := conns[0].Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
		for i := range 8 {
			if _, err := pool.ExecContext(t.Context(), "SELECT $1::int", i); err != nil {
				t.Errorf("round %d, statement %d: %v", round, i, err)
			}
		}
	}
}

func TestAdoptSetsSessionsUp(t *testing.T) {
	config, err := pgx.ParseConfig(database(t, "timezone=Asia/Tokyo&client_encoding=LATIN1&standard_conforming_strings=off"))
	if err != nil {
		t.Fatal(err)
	}
	pool := sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	t.Cleanup(func() { _ = pool.Close() })
	d, err := adopt(pool)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		conn := pinned(t, pool)
		if err := d.Prepare(t.Context(), conn); err != nil {
			t.Fatal(err)
		}
		for setting, want := range map[string]string{"TimeZone": "UTC", "standard_conforming_strings": "on", "client_encoding": "UTF8"} {
			if got := one[string](t, conn, "SHOW "+setting); got != want {
				t.Errorf("%s is %q, want %q", setting, got, want)
			}
		}
	}
}

func TestAdoptRefuses(t *testing.T) {
	if _, err := adopt(nil); !errors.Is(err, orm.ErrConnect) {
		t.Errorf("nil: %v", err)
	}
	config, err := pgx.ParseConfig("postgres://ann@127.0.0.1:1/shop")
	if err != nil {
		t.Fatal(err)
	}
	pool := sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	defer func() { _ = pool.Close() }()
	if _, err := adopt(pool); !errors.Is(err, orm.ErrConnect) {
		t.Errorf("unreachable: %v", err)
	}
}

// A connection whose session is refused is closed: a pool that tries again and again would keep them all.
func TestRefusedSessionsAreClosed(t *testing.T) {
	left := make(chan error, 8)
	address := servers.Listen(t, func(conn net.Conn) {
		b := pgproto3.NewBackend(conn, conn)
		if _, err := b.ReceiveStartupMessage(); err != nil {
			return
		}
		b.Send(&pgproto3.AuthenticationOk{}) // and nothing about the session
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		if err := b.Flush(); err != nil {
			return
		}
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		m, err := b.Receive()
		if _, ends := m.(*pgproto3.Terminate); ends {
			err = io.EOF
		}
		left <- err
	})
	if _, err := Open("postgres://me@"+address+"/shop?sslmode=disable", schema.MustRegistry(&engineModel{})); !errors.Is(err, orm.ErrConnect) {
		t.Fatalf("%v", err)
	}
	if err := <-left; errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection stays open")
	}
}
