// Package differential holds the test that writes the meaning of a query twice: once as the library compiles it to SQL, once
// as plain loops over slices. Random QuerySets over a few related tables are answered by both, on every database, and must
// agree; what the two say of one query must also fit together with what they say of others. Gauges and crates have the types of
// databases that others made; on SQLite some of the crates are in forms of others.
//
// ORMAR_SEED replays a run, ORMAR_QUERIES says how many queries are asked of all databases together.
package differential
