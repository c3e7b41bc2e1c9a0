// Package scopes tests on every database conditions that always hold: of tenants, and of rows that are marked as deleted. A random test
// asks the same of a database with many tenants, under one of them, and of a database that has only that tenant's rows.
package scopes
