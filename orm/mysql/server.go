package mysql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

// server is what a server says about itself.
type server struct {
	mariadb     bool
	engine      string // tidb or vitess; empty for MySQL and MariaDB
	galera      bool
	writers     bool // it is one of several servers that write: Galera, group replication without a single primary
	maxPacket   int
	waitTimeout time.Duration
}

// ask needs two round trips.
func ask(ctx context.Context, on sqlx.QueryerContext) (server, error) {
	var version string
	var packet, wait int64
	err := on.QueryRowxContext(ctx, "SELECT version(), @@max_allowed_packet, @@wait_timeout").Scan(&version, &packet, &wait)
	several, galera := false, false
	if err == nil && engineOf(version) == "" {
		several, galera = severalWriters(ctx, on)
	}
	return server{
		writers:     several,
		galera:      galera,
		mariadb:     strings.Contains(strings.ToLower(version), "mariadb"),
		engine:      engineOf(version),
		maxPacket:   int(packet),
		waitTimeout: time.Duration(wait) * time.Second,
	}, err
}

// severalWriters reports whether the server is a node of a cluster all of whose nodes write. One that does not know these variables
// is none. Those of Galera have to be asked whether they are ready.
func severalWriters(ctx context.Context, on sqlx.QueryerContext) (several, galera bool) {
	rows, err := on.QueryxContext(ctx, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'group_replication_single_primary_mode')")
	if err != nil {
		return false, false
	}
	defer rows.Close()
	for rows.Next() {
		var name, value string
		if rows.Scan(&name, &value) != nil {
			return several, galera
		}
		is := clusterSays(name, value)
		several, galera = several || is, galera || is && strings.EqualFold(name, "wsrep_on")
	}
	return several, galera
}

func clusterSays(variable, value string) bool {
	switch strings.ToLower(variable) {
	case "wsrep_on":
		return strings.EqualFold(value, "ON") || value == "1"
	case "group_replication_single_primary_mode": // the plugin is there; without a group it has the default, ON
		return strings.EqualFold(value, "OFF") || value == "0"
	}
	return false
}

// dialect is the name that orm knows the server's kind by.
func (s server) dialect() string {
	switch {
	case s.engine != "":
		return s.engine
	case s.mariadb:
		return "mariadb"
	}
	return "mysql"
}

// engineOf is the distributed engine that a version names; empty for none.
func engineOf(version string) string {
	switch lower := strings.ToLower(version); {
	case strings.Contains(lower, "-tidb-"):
		return "tidb"
	case strings.Contains(lower, "-vitess"):
		return "vitess"
	}
	return ""
}

// collation compares text by code point, trailing blanks included.
func (s server) collation() string {
	if s.mariadb {
		return "utf8mb4_nopad_bin"
	}
	return "utf8mb4_0900_bin"
}

// plans is the assignment that keeps the optimizer from what it does wrong, as a variable and an expression; empty where there
// is nothing. MariaDB 10.11, when it computes a grouped inner query row by row of the outer one, carries conditions into it
// that belong to an EXISTS of the outer one, and loses rows (EXPLAIN says LATERAL DERIVED).
func (s server) plans(own string) (variable, expression string) {
	switch {
	case !s.mariadb:
		return "", ""
	case own == "":
		return "optimizer_switch", "'split_materialized=off'"
	}
	return "optimizer_switch", "CONCAT('split_materialized=off,', " + own + ")"
}

// lifetime ends connections before the server does.
func (s server) lifetime() time.Duration {
	if s.waitTimeout > 0 && s.waitTimeout < 2*maxLifetime {
		return s.waitTimeout / 2
	}
	return maxLifetime
}

// describe is what orm needs to know about this driver.
func (s server) describe() orm.Driver {
	open := hasTransaction
	if s.mariadb {
		open = inTransaction
	}
	return orm.Driver{Dialect: s.dialect(), Classify: classify, Computed: computed, FromServer: fromServer, Code: code, Stale: stale, Unsent: unsent, InTx: open, MaxPacket: s.maxPacket, LocalLocks: s.writers}
}

// checkSession reads the settings back: a proxy may have dropped what was asked for.
func checkSession(ctx context.Context, on sqlx.QueryerContext) error {
	var modes, zone, client, connection, results string
	var autocommit, foreignKeys bool
	err := on.QueryRowxContext(ctx, "SELECT @@sql_mode, @@time_zone, @@character_set_client, @@character_set_connection, "+
		"@@character_set_results, @@autocommit, @@foreign_key_checks").
		Scan(&modes, &zone, &client, &connection, &results, &autocommit, &foreignKeys)
	if err != nil {
		return err
	}
	for _, mode := range strictModes() {
		if !slices.Contains(strings.Split(modes, ","), mode) {
			return fmt.Errorf("the session's sql_mode lacks %s", mode)
		}
	}
	if !isUTC(zone) {
		return fmt.Errorf("the session's time_zone is %q instead of +00:00", zone)
	}
	for _, charset := range []string{client, connection, results} {
		if charset != "utf8mb4" {
			return fmt.Errorf("the session speaks %s instead of utf8mb4", charset)
		}
	}
	if !autocommit || !foreignKeys {
		return fmt.Errorf("the session has autocommit or foreign_key_checks off; set them on the server or for the user")
	}
	return nil
}
