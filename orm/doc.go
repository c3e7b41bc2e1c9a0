// Package orm asks a database questions about models that package schema describes, and writes them: QuerySets, instances,
// relations, transactions. It is one API over SQLite, PostgreSQL, MariaDB and MySQL 8, which packages orm/sqlite
// (or orm/sqlitego, without C), orm/postgres and orm/mysql open.
//
// # What a nil error means
//
// A write that returns nil is in the database, once, or will be when its transaction commits. A write that returns an error
// did nothing, with one exception: [ErrOutcomeUnknown] says that the reply was lost, or that the caller gave up while the
// server was at work, so that the write has happened once or not at all. Nothing is ever sent twice behind the caller's back
// unless the first time was certainly in vain: a connection that was closed while it was idle, a statement that the server
// wants prepared again. A result that ends early is an error, never a short slice.
//
// # Errors
//
// The same condition is the same error on every database, told by the server's code and never by its text, with the driver's
// own error in the chain: a violated constraint is a [ConstraintError] with table, constraint and fields. What cannot be
// asked, or does not fit its field, is [ErrQuery] or [ErrValidation] before anything is sent.
//
// # Transactions
//
// [DB.Transaction] gives its function a context; what is done with it belongs to the transaction, of that DB only. Nested
// calls are savepoints. Goroutines that share the context take turns, statement by statement; while a nested transaction
// runs, calls with the context of an outer one wait for it, so use the context that the function was given.
//
// An error of a statement dooms the level it happened in, on every database alike: further work there is [ErrTxDoomed], and
// what may fail goes into a nested transaction of its own. A deadlock, a serialization failure, a lock that was not to be had
// in time, a cancelled context and a lost connection doom all of it, since the server has rolled back or may have, and since
// whoever gave up a part has given up the whole: no later statement can slip through as a transaction of its own. A doomed transaction whose function returns nil returns
// ErrTxDoomed with the cause; it never commits in part. [Retry] runs the whole function again after a deadlock or a
// serialization failure. A panic or runtime.Goexit rolls back, returns the connection and goes on.
//
// A transaction pins one connection until its end. Everything works with a pool of a single connection, as long as nothing
// inside a transaction is done with a context from outside of it.
//
// # Hooks
//
// Listeners of package hooks run inside the writer's transaction, which is opened when somebody listens. The first error, of
// a listener before or after the write, stops the rest and undoes the write, and the instance is then as unsaved as it was.
//
// # Instances
//
// A model that embeds [Model] remembers whether its row is saved and which columns were loaded. A partly loaded instance
// never writes a column that it did not read, unless the call names it.
package orm
