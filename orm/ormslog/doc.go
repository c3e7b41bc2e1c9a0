// Package ormslog writes the statements of a database to a log/slog logger.
//
//	db, err := sqlite.Open("books.db", models, orm.WithObserver(ormslog.New(slog.Default(), ormslog.Slow(200*time.Millisecond))))
//
// Each statement is one record when it is over: at Debug, at Warn when it was slow, at Error when it failed. What the logger's
// handler does not want costs nothing, so a logger at Info writes the slow and the failed ones alone. The message is the operation and
// the table, "select books"; the attributes are
//
//	sql       the statement with placeholders: it never holds a value
//	args      only with orm.WithArguments; secrets are masked
//	rows      read, or matched by a write
//	duration  until the last row was read
//	caller    file:line of the call in the program that led to the statement
//	slow      true, of a slow one
//	error     of one that failed
package ormslog
