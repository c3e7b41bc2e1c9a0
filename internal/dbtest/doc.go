// Package dbtest opens databases for tests: each test gets an empty one with the tables of its models, on every server at
// hand, and gives it back without a connection in use.
//
// [Each] is what most tests want. Which servers there are, and what happens where one is missing, is the business of package
// servers. ORMAR_ONE_CONN=1 gives every pool a single connection, which deadlocks whatever reads rows and asks for a second
// connection meanwhile.
package dbtest
