// Package ormtest is for the tests of programs that use this module: a database for each test, a transaction that is rolled back, rows
// with valid values, the number of statements, and the conformance suite for a driver or a database of your own.
//
// Tests run on SQLite, which needs nothing, or on the server that ORMAR_TEST_DATABASE names, postgres://… or mysql://…, whose user may
// create schemas, or databases on the MySQL family.
package ormtest
