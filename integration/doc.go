// Package integration tries the cases of package suite on every database at hand:
//
//	go test ./integration                                          all of them
//	go test ./integration -run 'TestSuite/postgres'                on PostgreSQL
//	go test ./integration -run 'TestSuite//conditions'             one area, on each
//	go test ./integration -run 'TestSuite/sqlite/joins.*R-05'      one case, on SQLite
package integration
