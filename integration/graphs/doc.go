// Package graphs holds the test that loads the same graph in every way: by joins, by prefetches, all at once, and relation by
// relation in plain loops. Families of models, one for each shape that relations can take, are filled at random; what is loaded
// must be the same down to the order of the lists, the link rows, and the way back from a child to its parent.
// In the same way rows that are written in bulk are held to rows that are written one by one.
//
// ORMAR_SEED replays a run, ORMAR_GRAPHS says how many graphs of each family are filled.
package graphs
