// Package sqlitego opens SQLite databases without C: for static binaries, for other systems than the one that compiles, and for machines
// without a C compiler. It is a module of its own, on modernc.org/sqlite, which is SQLite itself translated to Go; files, options and results are
// those of package orm/sqlite, whose name a program replaces in its imports:
//
//	go get github.com/ormar-go/ormar/orm/sqlitego
//
// [Open] takes a path, a file: URI with options behind a question mark, or ":memory:". It sets foreign_keys=on, journal_mode=WAL for
// files, busy_timeout=5000 and txlock=immediate, and keeps 256 prepared statements per connection (_stmt_cache_size). Options that
// would break a promise of this module, or are not known, are refused with orm.ErrConnect. A file has at most eight connections, an
// in-memory database one. Functions for exact decimals and regular expressions are registered on its connections.
//
// What differs from orm/sqlite:
//
//   - What SQLite itself computes, scans and sorts without an index, takes twice as long; single rows take a third more.
//   - Its SQLite has no FTS4: orm.Search is orm.ErrUnsupported, a schema.FullText a schema.DefinitionError of migrate.CreateAll, and a table
//     for which orm/sqlite made one cannot be written to.
//   - A context that ends is noticed until the first row of a statement, and then between rows: a single row that takes long, behind
//     others, is waited for. Sorted and grouped rows are all computed before the first one.
//   - Whether a transaction is still open after an error is asked by a BEGIN, since the driver does not tell.
//   - The option _mutex is refused: connections always have theirs.
//   - [New] takes pools whose driver is modernc.org/sqlite, registered with database/sql as "sqlite", not as "sqlite3".
//   - It runs where modernc.org/libc does: Linux, macOS, Windows, FreeBSD, NetBSD and OpenBSD on the usual processors.
//
// Both packages may be in one program.
package sqlitego
