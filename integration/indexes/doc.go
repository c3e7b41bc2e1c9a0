// Package indexes has the tests of indexes that are more than a list of columns, of exclusion constraints and of full text, on all
// databases.
package indexes
