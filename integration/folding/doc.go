// Package folding holds the test of keys that a database takes for equal although they are spelled differently: columns of tables
// made elsewhere that fold case, accents or trailing blanks. Whatever the columns are, a prefetch must give what a join gives, down
// to the order of the lists, and both must give what SQL written by hand gives.
//
// ORMAR_SEED replays a run, ORMAR_FOLDINGS says how many worlds of rows are tried on each kind of columns.
package folding
