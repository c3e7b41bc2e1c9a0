// Package hostile throws what attackers send at everything in package orm that takes a string, a map or an any, on every database:
// names that are SQL, keys that are switches elsewhere, values that are operators, endings of SQL of one's own, parts of data source names.
// Comments give the number of a threat (T1, …) where a test is about one. What it holds the library to: a name is one of the registered models' or is refused before anything is sent; the text of a statement does not
// depend on values; every text is one statement of known identifiers; tables that nobody asked for stay unread and unchanged. A
// function that is not in its tables fails it. There are only tests.
package hostile
