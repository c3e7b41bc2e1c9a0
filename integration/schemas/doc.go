// Package schemas works on tables that are not where the connection looks.
package schemas
