// Package sqlite opens SQLite databases, through github.com/mattn/go-sqlite3, which is C: building it takes a C compiler and
// CGO_ENABLED=1. The module orm/sqlitego opens the same files without either.
//
// [Open] takes a path, a file: URI with the driver's options behind a question mark, or ":memory:". It sets foreign_keys=on,
// journal_mode=WAL for files, busy_timeout=5000 and txlock=immediate, and keeps 256 prepared statements per connection
// (_stmt_cache_size). An option that would break a promise of this module (foreign keys off, deferred transactions, a shared cache
// over a file, …) and one that is not known are refused with orm.ErrConnect. Commits survive a crash of the process; to
// survive a power cut as well, say _synchronous=full.
//
// A file has at most eight connections, since SQLite has one writer at a time and more only wait for each other; an in-memory
// database has one. The pool's own methods, through [orm.DB.SQLX], change the first number.
//
// Open registers functions for exact decimals and regular expressions on its connections. A pool that was opened elsewhere
// has none of them: what needs one is orm.ErrUnsupported there.
package sqlite
