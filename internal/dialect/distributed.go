package dialect

import (
	"database/sql"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// The dialects of this file are those of distributed engines that speak the protocol of PostgreSQL or MySQL. Each is that of its family
// with other answers; docs/distributed.md has where the facts come from.

// Citus is PostgreSQL with tables that are divided among servers. Locks are those of the server that is asked, keys are made where
// the statement arrives.
func Citus() *Dialect {
	d := Postgres()
	d.Name, d.LocalLocks, d.UnorderedKeys = "citus", true, true
	d.DDL.Distribute = func(table, column string) string {
		return "SELECT create_distributed_table(" + postgresLiteral(table) + ", " + postgresLiteral(column) + ")"
	}
	d.DDL.Replicate = func(table string) string { return "SELECT create_reference_table(" + postgresLiteral(table) + ")" }
	// A table that every server has cannot be changed after what went to several servers at once.
	d.DDL.Begin = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"
	return d
}

// Yugabyte is YugabyteDB, which runs PostgreSQL's own executor above a storage of its own. Each DDL statement is a transaction.
func Yugabyte() *Dialect {
	d := Postgres()
	d.Name = "yugabytedb"
	d.withoutLocks()
	d.DDL.Transactional = false
	d.Follow = followBy("yb_read_from_followers")
	d.Migration.Busy = codes("23505 55P03 40P01 40001")
	return d
}

// followBy begins a transaction that only reads, from replicas where a setting of the transaction says so.
func followBy(setting string) func() []string {
	return func() []string { return []string{"BEGIN READ ONLY", "SET LOCAL " + setting + " = on"} }
}

// Cockroach is CockroachDB. Text has no collation and compares by its bytes; INTEGER is of 64 bits there.
func Cockroach() *Dialect {
	d := Postgres()
	d.Name = "cockroachdb"
	d.withoutLocks()
	d.UnorderedKeys, d.UpdatedMark = true, ""
	d.DDL.Transactional, d.DDL.StoredOnly, d.DDL.EnumDropValue = false, false, true
	d.Follow = func() []string {
		return []string{"BEGIN TRANSACTION READ ONLY, AS OF SYSTEM TIME follower_read_timestamp()"}
	}
	d.Migration.Busy = codes("23505 55P03 40P01 40001")
	d.Migration.Session, d.Migration.Local = d.Migration.Session[:1], d.Migration.Local[:1]
	d.Migration.DropIndex = "DROP INDEX IF EXISTS "
	bytesAlone := func(text string) string { return strings.ReplaceAll(text, ` COLLATE "C"`, "") }
	kind, compare, searched, extreme := d.Type, d.Compare, d.Searched, d.Extreme
	plain := func(a *schema.Attribute) string {
		if text := bytesAlone(kind(a)); text != "integer" {
			return text
		}
		return "int4"
	}
	d.Type = plain
	d.TypedNull = func(a *schema.Attribute) string { return "CAST(NULL AS " + plain(a) + ")" }
	d.Cast = func(a *schema.Attribute) string {
		if a == nil {
			return "?"
		}
		return "CAST(? AS " + plain(a) + ")"
	}
	d.Compare = func(a *schema.Attribute, qualified string) string { return bytesAlone(compare(a, qualified)) }
	d.Searched = func(a *schema.Attribute, qualified string) string { return bytesAlone(searched(a, qualified)) }
	d.Extreme = func(a *schema.Attribute, comparable string) string { return bytesAlone(extreme(a, comparable)) }
	d.Boxed = nil
	d.Fold = lower
	d.Functions.Lower, d.Functions.Upper, d.Functions.Text = Around{"LOWER(", ")"}, Around{"UPPER(", ")"}, Around{}
	return d
}

// TiDB is TiDB 7.4 and later. Its AUTO_RANDOM gives keys of 64 bits that do not pile up on one server.
func TiDB() *Dialect {
	d := MySQL()
	d.Name = "tidb"
	d.withoutLocks()
	d.withoutJSONTable()
	d.collated("utf8mb4_0900_bin", "utf8mb4_0900_ai_ci")
	d.ShareLock, d.NoSkipLocked = "FOR UPDATE", true
	d.NoReadOnly = true
	d.Begin = func(level sql.IsolationLevel, _ bool) ([]string, string, error) { return mysqlBegin(level, false) }
	d.Follow = func() []string {
		return []string{"START TRANSACTION READ ONLY AS OF TIMESTAMP TIDB_BOUNDED_STALENESS(NOW(3) - INTERVAL 10 SECOND, NOW(3))"}
	}
	d.DDL.NoFullText, d.DDL.RandomKey = d.Name, " AUTO_RANDOM(5, 54)"
	d.Migration.Busy = codes("1062 1205 1213 3572 8002 8022 8028 9007")
	return d
}

// Vitess is a cluster of MySQL servers behind vtgate, which plans each statement. It takes no foreign keys between shards and no
// UPDATE that reads another table.
func Vitess() *Dialect {
	d := MySQL()
	d.Name = "vitess"
	d.withoutLocks()
	d.withoutJSONTable()
	d.LockOf, d.SingleUpdates = false, true
	d.DDL.NoForeignKeys = true
	d.Migration.Busy = codes("1062 1205 1213 3572")
	return d
}

// withoutLocks: there are no named locks, or they keep out nobody, neither for rows nor for definitions.
func (d *Dialect) withoutLocks() {
	d.TakeLock, d.ReleaseLock, d.LocalLocks, d.NoLocks = "", "", true, true
	d.DDL.Lock, d.DDL.Unlock = "", ""
	d.Migration.TryLock, d.Migration.Unlock, d.Migration.TryTxLock = nil, nil, nil
}

// withoutJSONTable: long lists are lists of parameters, and no JSON is asked to contain a document.
func (d *Dialect) withoutJSONTable() {
	d.JSONList, d.BindJSON = nil, nil
	d.Holding = Holding{}
}
