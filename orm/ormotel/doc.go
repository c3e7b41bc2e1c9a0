// Package ormotel shows the statements of a database to OpenTelemetry: a client span for each, and their durations as a
// histogram, both by the semantic conventions for databases (1.43).
//
//	db, err := postgres.Open(url, models, orm.WithObserver(ormotel.New()))
//
// A span is called after the operation and the table, "SELECT books", and is a child of the span in the context of the call. It has
//
//	db.system.name             sqlite, postgresql, mysql or mariadb
//	db.operation.name          SELECT, INSERT, UPDATE, DELETE, EXPLAIN; absent for orm.Raw
//	db.collection.name         the table of the model that was asked
//	db.query.text              the statement with placeholders: it never holds a value
//	server.address, .port      the server, where there may be several (orm.Statement.Node)
//	db.query.summary           what the span is called
//	db.query.parameter.<n>     only with orm.WithArguments, from 0; secrets are masked
//	db.response.returned_rows  of a statement that reads
//	code.file.path, code.line.number   the call in the program that led to the statement
//	error.type, db.response.status_code, and the status Error   of a statement that failed
//
// The histogram is db.client.operation.duration, in seconds, by system, operation, table and error.type. WithAttributes adds what
// this package cannot know, such as db.namespace and server.address, to both.
//
// It is a module of its own, so that programs without OpenTelemetry do not depend on it.
package ormotel
