package clusters

import (
	databasesql "database/sql"
	"fmt"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// pool reaches one node past the library, as its administrator.
func (s *servers) pool(node int) *databasesql.DB {
	s.t.Helper()
	driver, dsn := "pgx", s.url(node)
	if s.kind != "postgres" {
		driver, dsn = "mysql", "root@tcp("+s.node(node)+")/"
	}
	pool, err := databasesql.Open(driver, dsn)
	must(s.t, err)
	return pool
}

// send sends statements to one node.
func (s *servers) send(node int, texts ...string) {
	s.t.Helper()
	pool := s.pool(node)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	for _, text := range texts {
		if _, err := pool.ExecContext(s.t.Context(), text); err != nil {
			s.t.Errorf("%s: %v", text, err)
		}
	}
}

// ask asks one node for a value.
func (s *servers) ask(node int, text string) (value string) {
	s.t.Helper()
	pool := s.pool(node)
	defer pool.Close()
	must(s.t, pool.QueryRowContext(s.t.Context(), text).Scan(&value))
	return value
}

// replay has a replica apply what it gets, or not.
func (s *servers) replay(node int, on bool) {
	s.t.Helper()
	if s.kind == "postgres" {
		s.send(node, fmt.Sprintf("SELECT pg_wal_replay_%s()", map[bool]string{true: "resume", false: "pause"}[on]))
		return
	}
	s.send(node, map[bool]string{true: "START", false: "STOP"}[on]+" SLAVE SQL_THREAD")
}

// promote makes a replica the primary.
func (s *servers) promote(node int) {
	s.t.Helper()
	if s.kind == "postgres" {
		s.send(node, "SELECT pg_promote(true, 30)")
		return
	}
	s.send(node, "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL rpl_semi_sync_master_enabled = 1", "SET GLOBAL read_only = 0")
}

// foremost is the replica that has most of the log, and the other one.
func (s *servers) foremost(primary int) (next, rest int) {
	s.t.Helper()
	at := map[int]string{}
	for n := range 3 {
		if n != primary {
			at[n] = s.received(n)
		}
	}
	next, rest = (primary+1)%3, (primary+2)%3
	if at[rest] > at[next] {
		return rest, next
	}
	return next, rest
}

// received is how much a replica has, as a text that sorts. MariaDB's applies what it has received first.
func (s *servers) received(node int) string {
	s.t.Helper()
	if s.kind == "postgres" {
		return s.ask(node, "SELECT lpad(to_hex((pg_last_wal_receive_lsn() - '0/0')::bigint), 16, '0')")
	}
	s.send(node, "STOP SLAVE IO_THREAD")
	pool := s.pool(node)
	defer pool.Close()
	rows, err := pool.QueryContext(s.t.Context(), "SHOW SLAVE STATUS")
	must(s.t, err)
	defer rows.Close()
	names, err := rows.Columns()
	must(s.t, err)
	values, position := make([]any, len(names)), ""
	for i, name := range names {
		values[i] = new(databasesql.RawBytes)
		if name == "Gtid_IO_Pos" {
			values[i] = &position
		}
	}
	if !rows.Next() {
		s.t.Fatal("it is no replica")
	}
	must(s.t, rows.Scan(values...))
	if s.ask(node, "SELECT MASTER_GTID_WAIT('"+position+"', 30)") != "0" {
		s.t.Errorf("%s does not apply what it has received", s.node(node))
	}
	return s.ask(node, "SELECT LPAD(SUBSTRING_INDEX(@@gtid_slave_pos, '-', -1), 20, '0')")
}
