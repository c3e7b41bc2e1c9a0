// Package benchmarks measures this module beside database/sql by hand, sqlx, squirrel, gorm, bun and ent: the same work on the
// same tables, on SQLite, PostgreSQL and MariaDB. The README says how to run it and what came out last.
package benchmarks
