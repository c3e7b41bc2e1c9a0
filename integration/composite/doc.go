// Package composite reads and writes tables of others whose keys are of several columns, or are referred to by other unique columns.
package composite
