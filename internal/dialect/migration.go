package dialect

import (
	"fmt"
	"slices"
	"strings"
)

// Migration is what applying versioned migrations needs to know of a database.
type Migration struct {
	// TableOptions stand behind the columns of the history table.
	TableOptions string
	// Tables begins a query for the names of visible tables, behind which literals and a
	// parenthesis follow.
	Tables string
	// TryLock and Unlock take and release a lock of the session for a name, a literal. TryLock
	// gives 1 or 0 at once. Nil where beginning a transaction that writes locks the database.
	TryLock, Unlock func(name string) string
	// TryTxLock is TryLock for the rest of the transaction; nil where beginning it locks, or where
	// there is no such lock.
	TryTxLock func(name string) string
	// Session are the statements that a session sends first, and Local those of a transaction whose
	// session is not its own. Patient is sent before a statement that must wait for as long as
	// others take.
	Session, Local []string
	Patient        string
	// Home is where the history is, or will be, in the only row of a query for its name, a literal;
	// Path reads where names are looked for, and SetPath sets it. Empty where statements do not
	// change that.
	Home          func(name string) string
	Path, SetPath string
	// Patience reads, and with = n sets, for how many milliseconds a connection waits by itself for
	// another; empty where waits end with their context.
	Patience string
	// Busy recognises the code of a statement that did nothing since another session holds what it
	// needs.
	Busy func(code string) bool
	// Done recognises the code of a definition that finds its work done already.
	Done func(code string) bool
	// Rebuild is sent before tables are rebuilt, outside of a transaction, and Rebuilt behind it;
	// Violations lists the broken foreign keys. Empty where tables are altered in place.
	Rebuild, Rebuilt, Violations string
	// Of tables that are rebuilt: Belongings asks for a column of the catalog for each index and
	// trigger of a table, Named for what has a name, TableText for a table's definition, Counter
	// for the last of its generated keys, and Count sets that; names are literals.
	Belongings                func(column, table string) string
	Named, TableText, Counter func(name string) string
	Count                     func(table string, at int64) []string
	// InvalidIndex asks for a broken index of a name, a literal, in its only row; DropIndex begins
	// the statement that drops it. Empty where a definition that fails leaves nothing.
	InvalidIndex func(name string) string
	DropIndex    string
	// Columns asks for the columns of a table, a literal, a row for each.
	Columns func(table string) string
}

func codes(list string) func(string) bool {
	all := strings.Fields(list)
	return func(code string) bool { return slices.Contains(all, code) }
}

func never(string) bool { return false }

func sqliteMigration() Migration {
	return Migration{
		Tables:   "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE \"ft$_%' ESCAPE '$' AND name IN (",
		Patience: "PRAGMA busy_timeout",
		Busy:     codes("5 6 261 262 517 773"), Done: never, // all is done in transactions
		Rebuild: "PRAGMA legacy_alter_table = 1", Rebuilt: "PRAGMA legacy_alter_table = 0", Violations: "PRAGMA foreign_key_check",
		Columns: func(table string) string { return "SELECT name FROM pragma_table_info(" + table + ")" },
		Belongings: func(column, table string) string {
			return "SELECT " + column + " FROM sqlite_schema WHERE lower(tbl_name) = lower(" + table + ") AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name"
		},
		Named: func(name string) string {
			return "SELECT name FROM sqlite_schema WHERE lower(name) = lower(" + name + ")"
		},
		TableText: func(name string) string {
			return "SELECT sql FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(" + name + ")"
		},
		Counter: func(table string) string { return "SELECT seq FROM sqlite_sequence WHERE name = " + table },
		Count: func(table string, at int64) []string {
			return []string{fmt.Sprintf("UPDATE sqlite_sequence SET seq = max(seq, %d) WHERE name = %s", at, table),
				fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT %s, %d WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)", table, at, table)}
		},
	}
}

func postgresMigration() Migration {
	lock := func(function string) func(string) string {
		return func(name string) string {
			return fmt.Sprintf("SELECT pg_catalog.%s(pg_catalog.hashtextextended(coalesce(current_schema(), '') || '.' || %s, 7094302914812404))::int", function, name)
		}
	}
	return Migration{
		Tables: "SELECT c.relname::text FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid) AND c.relname IN (",
		// Waiting inside the server for the lock would make a deadlock with CREATE INDEX
		// CONCURRENTLY.
		TryLock: lock("pg_try_advisory_lock"), Unlock: lock("pg_advisory_unlock"),
		TryTxLock: lock("pg_try_advisory_xact_lock"),
		Session:   []string{"SET statement_timeout = 0", "SET lock_timeout = '5s'"}, Patient: "SET lock_timeout = 0",
		Local: []string{"SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = '5s'"},
		Home: func(name string) string {
			return "SELECT coalesce((SELECT n.nspname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace" +
				" WHERE c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid) AND c.relname = " + name + "), current_schema()::text)"
		},
		Path: "SELECT current_setting('search_path')", SetPath: "SELECT set_config('search_path', $1, false)",
		Busy: codes("55P03 40P01"),
		Done: codes("42P07 42701 42710 42P06 42723 42P01 42703 42704 42883 42P16 3F000"),
		InvalidIndex: func(name string) string {
			return "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE NOT i.indisvalid" +
				" AND pg_catalog.pg_table_is_visible(c.oid) AND c.relname = " + name
		},
		DropIndex: "DROP INDEX CONCURRENTLY IF EXISTS ",
		Columns: func(table string) string {
			return "SELECT a.attname::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE a.attnum > 0" +
				" AND NOT a.attisdropped AND pg_catalog.pg_table_is_visible(c.oid) AND c.relname = " + table
		},
	}
}

func mysqlMigration() Migration {
	lock := func(call string) func(string) string {
		return func(name string) string {
			return fmt.Sprintf("SELECT "+call, "CONCAT('ormar.', SHA1(CONCAT(DATABASE(), '.', "+name+")))")
		}
	}
	return Migration{
		TableOptions: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
		Tables:       "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (",
		TryLock:      lock("GET_LOCK(%s, 0)"), Unlock: lock("RELEASE_LOCK(%s)"),
		Session: []string{"SET SESSION lock_wait_timeout = 5"},
		Busy:    codes("1205 1213 3572"),
		Done:    codes("1007 1008 1050 1051 1054 1060 1061 1068 1091 1146 1304 1305 1359 1360 1537 1539 1826 3821 3822 4092"),
		Columns: func(table string) string {
			return "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND coalesce(generation_expression, '') = '' AND table_name = " + table
		},
	}
}
