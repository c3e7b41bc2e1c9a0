// Package resources drives orm/ormhttp with an HTTP client, on every database.
package resources
