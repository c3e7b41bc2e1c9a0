// Package migrations applies versioned migrations on every database.
package migrations
